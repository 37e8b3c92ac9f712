"""How often one client may do what leaves something behind."""

import ipaddress
import re
import time

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from hubs.web.cache import counted

HOUR = 60 * 60
SHARES_AN_HOUR = 30
CORRECTIONS_AN_HOUR = 10
PASSWORDS_AN_HOUR = 20  # each costs half a second of a processor
WITH_PORT = re.compile(r"^(?:\[(.+)\]|([\d.]+))(?::\d+)?$")  # some proxies note 192.0.2.1:5678 or [2001:db8::1]:5678


def seconds_to_wait(request: HttpRequest, what: str, most: int) -> int:
    """0, or until the next hour begins for a client that has done something more often than that."""
    client, now = client_of(request), int(time.time())
    if not client:
        return 0
    # A code in place of the address: the cache need not know who was here.
    key = salted_hmac("limit", f"{what} {client} {now // HOUR}").hexdigest()
    return HOUR - now % HOUR if counted(f"limit-{key}", HOUR) > most else 0


def code_of(request: HttpRequest) -> str:
    """What tells one client from another without saying its address."""
    client = client_of(request)
    return salted_hmac("client", client).hexdigest()[:32] if client else ""


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
