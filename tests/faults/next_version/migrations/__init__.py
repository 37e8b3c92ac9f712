"""Those of the site, and one that is yet to be written."""

from pathlib import Path

import hubs.migrations

__path__ = [str(Path(__file__).parent), *hubs.migrations.__path__]
