"""What is logged, as text or as JSON: with the id of its request, without answers, tokens or anybody's address."""

import logging
import re
from contextvars import ContextVar
from logging import LogRecord
from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

NONE = "-"
request_id: ContextVar[str] = ContextVar("request_id", default=NONE)

HIDDEN = "…"
QUERY = re.compile(r"(?<=\S)\?[^\s'\"<>]+")
# What is random is told by its shape, whatever stands before it: long, and with a digit or a capital.
TOKEN = re.compile(r"(?<=[/=('\"])(?=[\w:-]*[A-Z0-9])[\w:-]{20,}(?![\w:-])", re.ASCII)
# With what is none as well, word by word: asked at each letter anew, one long word would take a second.
EMAIL = re.compile(r"[\w.+-]+(@[\w-]+(\.[\w-]+)+)?")
CLIENT = re.compile(r"\bip=\S+")  # as gunicorn tells who sent what it cannot read


def hide(text: str) -> str:
    """Text without what is nobody's business.

    >>> hide("Not Found: /s/AbCdEfGhIjKlMnOpQrStU1/?cost=2 by ip=192.0.2.1 for ana@example.org")
    'Not Found: /s/…/?… by ip=… for …'
    """
    text = TOKEN.sub(HIDDEN, QUERY.sub(f"?{HIDDEN}", text))
    text = EMAIL.sub(lambda found: HIDDEN if found[1] else found[0], text)
    return CLIENT.sub(f"ip={HIDDEN}", text)


def formatter(kind: str) -> logging.Formatter:
    return AsJson() if kind == "json" else AsText()


class AsText(logging.Formatter):
    """One line, and what went wrong below it."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s")

    def format(self, record: LogRecord) -> str:
        record.request_id = request_id.get()
        return hide(super().format(record))


class AsJson(JsonFormatter):
    """One object a line. Of what is handed along with a message only numbers and words are taken, no request."""

    def __init__(self) -> None:
        super().__init__(
            ["asctime", "levelname", "name", "message"],
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger", "exc_info": "traceback"},
            reserved_attrs=[*RESERVED_ATTRS, "request", "server_time"],
            json_ensure_ascii=False,
        )

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        told = {"request_id": request_id.get(), **log_data}
        return {name: hide(value) if isinstance(value, str) else value for name, value in told.items()}


# What Django calls suspicious: anybody can send it, as often as they like.
SUSPICIOUS = (
    *("SuspiciousOperation", "SuspiciousMultipartForm", "SuspiciousFileOperation", "SuspiciousSession"),
    *("DisallowedHost", "DisallowedRedirect", "DisallowedModelAdminLookup", "DisallowedModelAdminToField"),
    "InvalidSessionKey",
    *("RequestDataTooBig", "TooManyFieldsSent", "TooManyFilesSent"),
)


def in_one_line(record: LogRecord) -> bool:
    """It is no error of ours, so that nobody is called for it, and one line says so."""
    record.exc_info = record.exc_text = None
    record.levelno, record.levelname = logging.WARNING, logging.getLevelName(logging.WARNING)
    return True


def settings(kind: str) -> dict[str, Any]:
    """Django's LOGGING."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"brief": {"()": lambda: in_one_line}},
        "formatters": {"ours": {"()": "relocate.logs.formatter", "kind": kind}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "ours"}},
        "loggers": {f"django.security.{kind}": {"filters": ["brief"]} for kind in SUSPICIOUS},
        "root": {"handlers": ["console"], "level": "INFO"},
    }
