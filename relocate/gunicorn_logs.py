"""gunicorn's two logs in the format of the site's own."""

import logging
import os
from datetime import timedelta
from typing import Any

from gunicorn.config import Config
from gunicorn.glogging import Logger

from relocate import logs


class SiteLogger(Logger):  # type: ignore[misc]  # gunicorn has no types
    """An access is told by its method, path, status, size and time: neither by whom nor the answers."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                handler.setFormatter(logs.formatter(os.environ.get("LOG_FORMAT", "text")))

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        if self.access_log_enabled:
            told = {
                "method": environ.get("REQUEST_METHOD", logs.NONE),
                "path": environ.get("RAW_URI", logs.NONE).partition("?")[0],
                "status": int(str(resp.status).partition(" ")[0]),
                "bytes": getattr(resp, "sent", 0) or 0,
                "milliseconds": round(request_time / timedelta(milliseconds=1)),
            }
            logs.request_id.set(environ.get("relocate.request_id", logs.NONE))
            self.access_log.log(logging.INFO, " ".join(map(str, told.values())), extra=told)
