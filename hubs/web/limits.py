"""How often one client may do what leaves something behind."""

import ipaddress
import re
import time
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac

from hubs.web.cache import counted

HOUR = 60 * 60
SHARES_AN_HOUR = 30
CORRECTIONS_AN_HOUR = 10
INVITATIONS_AN_HOUR = 30
REPLIES_AN_HOUR = 20
PROFILES_AN_HOUR = 20  # files; each costs seconds of a processor
PASSWORDS_AN_HOUR = 20  # each costs half a second of a processor
REQUESTS_AN_HOUR = 1_000  # of the API, from one network
REQUESTS_WITH_A_KEY = 10_000  # of one account
DOWNLOADS_AN_HOUR = 30  # of the whole catalogue: each is read and hashed
FILES_AN_HOUR = 100  # rankings as files: a second of a processor for the dearest
CARDS_AN_HOUR = 300  # that have to be drawn: what is kept costs nothing
SITEMAPS_AN_HOUR = 60  # that are no kept page
WITH_PORT = re.compile(r"^(?:\[(.+)\]|([\d.]+))(?::\d+)?$")  # some proxies note 192.0.2.1:5678 or [2001:db8::1]:5678


class Allowance(NamedTuple):
    """What somebody may still do, of so many times, until the next hour begins in `reset` seconds."""

    most: int
    left: int
    reset: int
    is_spent: bool = False


def spend(who: str, what: str, most: int, *, lightly: bool = False) -> Allowance:
    """Count that somebody does something once more in this hour; nobody in particular is not counted."""
    now = int(time.time())
    if not who:
        return Allowance(most, most, HOUR - now % HOUR)
    # A code in place of the address: the cache need not know who was here.
    key = salted_hmac("limit", f"{what} {who} {now // HOUR}", algorithm="sha256").hexdigest()
    times = counted(f"limit-{key}", HOUR, lightly=lightly)
    return Allowance(most, max(0, most - times), HOUR - now % HOUR, times > most)


def seconds_to_wait(request: HttpRequest, what: str, most: int) -> int:
    """0, or until the next hour begins for a client that has done something more often than that."""
    allowance = spend(client_of(request), what, most)
    return allowance.reset if allowance.is_spent else 0


def too_often(request: HttpRequest, what: str, most: int) -> HttpResponse | None:
    """Count what a client reads, and answer who has done so more often than that in this hour."""
    allowance = spend(client_of(request), what, most, lightly=True)
    if not allowance.is_spent:
        return None
    response = render(request, "429.html", status=429)
    response["Retry-After"] = str(allowance.reset)
    return response


def code_of(request: HttpRequest) -> str:
    """What tells one client from another without saying its address."""
    client = client_of(request)
    return salted_hmac("client", client, algorithm="sha256").hexdigest()[:32] if client else ""


def client_of(request: HttpRequest) -> str:
    """The address a request comes from: behind a proxy the one that the proxy itself noted, which is the last."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        address = request.headers.get("X-Forwarded-For", address).rpartition(",")[2].strip()
    try:
        client = ipaddress.ip_address(WITH_PORT.sub(r"\1\2", address))
    except ValueError:
        return str(address)
    if isinstance(client, ipaddress.IPv6Address):
        # A household has a whole network of these, and may take another one for each request.
        return str(client.ipv4_mapped or ipaddress.ip_network((client, 64), strict=False))
    return str(client)
