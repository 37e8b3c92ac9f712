from django.core.exceptions import DisallowedHost
from django.http import HttpRequest

API = "/api/v1/"


def absolute(request: HttpRequest, path: str) -> str:
    """A path with the site in front; alone on the very page that says that this host is none of ours."""
    try:
        return request.build_absolute_uri(path)
    except DisallowedHost:
        return path
