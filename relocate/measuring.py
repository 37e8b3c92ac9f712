"""Where the workers of one server write what they measure, for any of them to sum up."""

import os
import shutil
import tempfile

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # where the library looks for it when it is imported
_made: list[str] = []


def share() -> None:
    """Before the site is imported. A server that is told to read its settings again goes on where it was."""
    if not _made:
        _made.append(tempfile.mkdtemp(prefix="relocate-metrics-"))
    os.environ[FOLDER] = _made[0]


def forget() -> None:
    for folder in _made:
        shutil.rmtree(folder, ignore_errors=True)
