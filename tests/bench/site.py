"""The site's own settings, with a database and static files in a folder of the benchmark."""

import os
from pathlib import Path

FOLDER = Path(os.environ["BENCH_FOLDER"])

from relocate import environment  # noqa: E402
from relocate.settings import *  # noqa: E402, F403

LOCAL_DIR, STATIC_ROOT = FOLDER, FOLDER / "static"
DATABASES = {"default": environment.sqlite(FOLDER / "relocate.sqlite3")}
