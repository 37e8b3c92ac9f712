"""What every answer of the API has around it: limits, the form of its errors, and who may read it from a browser."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from hubs import languages
from hubs.api.answers import LANG
from hubs.api.keys import Asked, shown_secret
from hubs.api.problems import as_problem, problem
from hubs.models import ApiKey
from hubs.web.addresses import API
from hubs.web.limits import REQUESTS_AN_HOUR, REQUESTS_WITH_A_KEY, Allowance, client_of, spend

READING = ("GET", "HEAD", "OPTIONS")
TOLD_TO_SCRIPTS = "ETag, RateLimit, RateLimit-Policy, Retry-After, Content-Language"
OVER_HTTPS = "Only over https: a key that was shown here was sent in the clear, so revoke it."
PREFLIGHT = {
    "Allow": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept-Language, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def api_middleware(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[Asked], HttpResponseBase]:
    """Answer for everything below the address of the API, and for nothing else."""

    def respond(request: Asked) -> HttpResponseBase:
        if not request.path_info.startswith(API):
            return get_response(request)
        response = as_problem(_within_limits(request, get_response))
        response["X-Robots-Tag"] = "noindex"
        if isinstance(response, HttpResponse) and response.content:
            response["Content-Length"] = str(len(response.content))
        if request.method in READING:
            response["Access-Control-Allow-Origin"] = "*"
            response["Access-Control-Expose-Headers"] = TOLD_TO_SCRIPTS
        return response

    return respond


def _within_limits(request: Asked, get_response: Callable[[HttpRequest], HttpResponseBase]) -> HttpResponseBase:
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        return problem(403, OVER_HTTPS)
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=PREFLIGHT)
    secret = shown_secret(request)
    request.api_key = ApiKey.objects.opened_by(secret) if secret is not None else None
    allowance = _allowance(request)
    if allowance.is_spent:
        response: HttpResponseBase = problem(429, wait=allowance.reset)
    elif secret is not None and request.api_key is None:
        response = problem(401)
    elif request.GET.get(LANG, languages.ENGLISH) not in languages.CODES:
        response = problem(422, errors=[{"name": LANG, "message": f"One of {', '.join(languages.CODES)}."}])
    else:
        if request.api_key:
            request.api_key.note_use()
        response = _as_read(request, get_response)
    response["RateLimit-Policy"] = f'"hour";q={allowance.most};w=3600'
    response["RateLimit"] = f'"hour";r={allowance.left};t={allowance.reset}'
    if secret is not None:
        patch_vary_headers(response, ("Authorization",))
    return response


def _allowance(request: Asked) -> Allowance:
    """Of an account by all its keys together; of everybody else, and of wrong keys, by the network."""
    if request.api_key:
        return spend(f"account {request.api_key.user_id}", "api", REQUESTS_WITH_A_KEY)
    return spend(client_of(request), "api", REQUESTS_AN_HOUR)


def _as_read(request: Asked, get_response: Callable[[HttpRequest], HttpResponseBase]) -> HttpResponseBase:
    """To ask for the head is to read: what is around us leaves out the body."""
    method = request.method
    request.method = "GET" if method == "HEAD" else method
    try:
        return get_response(request)
    finally:
        request.method = method
