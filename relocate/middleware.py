from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

GetResponse = Callable[[HttpRequest], HttpResponse]
ADMIN = "/admin/"


def language_middleware(get_response: GetResponse) -> GetResponse:
    """The address alone decides a page's language, so that a link says the same to everybody who opens it.

    Django's own middleware would look at the browser as well and mark every page as varying with it. The admin
    has one address for all languages and follows the browser.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        in_admin = request.path_info.startswith(ADMIN)
        with translation.override(_of_the_browser(request) if in_admin else _of_the_address(request)):
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
        if in_admin:
            patch_vary_headers(response, ("Accept-Language",))
        return response

    return respond


def _of_the_address(request: HttpRequest) -> str:
    return translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE


def _of_the_browser(request: HttpRequest) -> str:
    return translation.get_language_from_request(request)
