"""A signed time in a form: when it was asked for, and the one thing that may come of it."""

import time
from typing import NamedTuple

from django.core import signing

SALT = "correction"
DAY = 24 * 60 * 60
QUICKEST = 4  # seconds in which nobody reads a form and writes twenty letters


class Stamp(NamedTuple):
    """`token` is what the form will be known by once it is sent; `age` is in seconds."""

    token: str
    age: float


def stamped(token: str) -> str:
    """A hidden field's value that only this site can have made."""
    return signing.dumps([token, time.time()], salt=SALT)


def read_stamp(value: str) -> Stamp | None:
    """What a hidden field says; None if somebody else made it, or it is more than a day old."""
    try:
        token, made = signing.loads(value, salt=SALT, max_age=DAY)
    except signing.BadSignature:
        return None
    return Stamp(token, time.time() - made)
