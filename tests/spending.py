"""What this machine has done in this hour already, so that a test of the last time that is allowed need not do it."""

from hubs.web.limits import spend


def spent(what: str, times: int) -> None:
    for _ in range(times):
        spend("127.0.0.1", what, times)
