"""Settings that depend on where the site runs, read from environment variables."""

import os
import re
import secrets
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

# As many connections as a worker has threads and some more; whoever gets none within the time is told that it is away.
POOL = {"min_size": 1, "max_size": 8, "timeout": 5}


def flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, str(default)).lower() in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    value = os.environ.get(name) or str(default)
    if not value.isascii() or not value.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}")
    return int(value)


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def choice(name: str, *known: str) -> str:
    """One of several words, the first unless another one is asked for."""
    value = text(name, known[0])
    if value not in known:
        raise ImproperlyConfigured(f"{name} must be {' or '.join(known)}, not {value!r}")
    return value


def path(name: str) -> str:
    """A path as /relocate, without a slash at its end; empty for the root of a host."""
    value = text(name).rstrip("/")
    if value and not re.fullmatch(r"(/[\w.-]+)+", value, re.ASCII):
        raise ImproperlyConfigured(f"{name} must be a path such as /relocate, not {value!r}")
    return value


def words(name: str, default: str = "") -> list[str]:
    return [word for word in os.environ.get(name, default).replace(",", " ").split() if word]


class Mail(NamedTuple):
    """How mail goes out, in the words of Django's settings; `tls` from the start, `starttls` after a greeting."""

    backend: str
    folder: str | None = None
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False


MAILERS = {"console": "console", "file": "filebased", "smtp": "smtp", "smtps": "smtp"}


def mail() -> Mail:
    """EMAIL_URL: console: (the default), file:///folder, smtp://user:password@host:587 (STARTTLS), smtps://… (TLS)."""
    url = urlsplit(text("EMAIL_URL", "console:"))
    if url.scheme not in MAILERS:
        raise ImproperlyConfigured("EMAIL_URL must start with console:, file:, smtp: or smtps:")
    backend = f"django.core.mail.backends.{MAILERS[url.scheme]}.EmailBackend"
    if url.scheme == "console":
        return Mail(backend)
    if url.scheme == "file":
        if not url.path:
            raise ImproperlyConfigured("EMAIL_URL names no folder: file:///var/mail/relocate")
        return Mail(backend, unquote(url.path))
    if not url.hostname:
        raise ImproperlyConfigured("EMAIL_URL names no server: smtp://user:password@host:587")
    is_tls = url.scheme == "smtps"
    user, password = unquote(url.username or ""), unquote(url.password or "")
    is_plain = not is_tls and parse_qs(url.query).get("starttls") == ["false"]
    port = url.port or (465 if is_tls else 587)
    return Mail(backend, None, url.hostname, port, user, password, starttls=not (is_tls or is_plain), tls=is_tls)


def secret_key(folder: Path) -> str:
    """SECRET_KEY from the environment, else a random one made once into an ignored local folder."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    file = folder / "secret_key"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii")
    except OSError as problem:
        raise ImproperlyConfigured(f"Set SECRET_KEY: none can be kept in {file} ({problem.strerror}).") from problem
    key = secrets.token_urlsafe(64)
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(key)
    return key


def database(folder: Path) -> dict[str, Any]:
    """SQLite tuned for concurrent writers, or PostgreSQL when DATABASE_URL names one."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return sqlite(folder / "relocate.sqlite3")
    if not url.lower().startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured("DATABASE_URL must start with postgresql:// (leave it empty for SQLite)")
    # A pooler between us and the server may deal each statement to another connection: no cursors that live on there.
    server = dj_database_url.parse(url, conn_health_checks=True, disable_server_side_cursors=True)
    return {**server, "OPTIONS": {"pool": POOL, "connect_timeout": 5, **server.get("OPTIONS", {})}}


def sqlite(file: Path) -> dict[str, Any]:
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        told = f"Set DATABASE_URL: no database can be kept in {file.parent} ({problem.strerror})."
        raise ImproperlyConfigured(told) from problem
    return {
        "ENGINE": "relocate.file_database",
        "NAME": file,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def caches() -> dict[str, dict[str, Any]]:
    """Pages, which all processes share if CACHE_URL names a server; what each has counted itself, which nothing else
    evicts; and as the default, which django-allauth counts in, the notes in the database."""
    many = {"MAX_ENTRIES": 50_000}  # cards and feeds shall not push out who has tried how many codes
    own: dict[str, Any] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": many}
    others = {"counters": {**own, "LOCATION": "counters"}, "default": {"BACKEND": "hubs.web.notes.Notes"}}
    if not (url := os.environ.get("CACHE_URL")):
        return {"pages": own, **others}
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    # Pages do without the cache: better soon than waiting for one that is gone. Tried again once, without a pause,
    # because the server may have been started anew since a connection was made.
    waiting = {"socket_connect_timeout": 0.25, "socket_timeout": 0.25, "retry": Retry(NoBackoff(), 1)}
    shared = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url, "OPTIONS": waiting}
    return {"pages": shared, **others}
