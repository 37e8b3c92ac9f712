"""What every answer says, whoever makes it: pages, files, errors and numbers, and the server where it refuses."""

from django.conf import settings

# Unless an answer says something of its own.
HEADERS = {
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def over_https() -> dict[str, str]:
    """For how long browsers are to refuse http, as the settings say; nothing if they say nothing."""
    if not settings.SECURE_HSTS_SECONDS:
        return {}
    more = ("; includeSubDomains" if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS else "") + (
        "; preload" if settings.SECURE_HSTS_PRELOAD else ""
    )
    return {"Strict-Transport-Security": f"max-age={settings.SECURE_HSTS_SECONDS}{more}"}
