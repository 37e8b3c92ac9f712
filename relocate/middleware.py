from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers

from hubs.web.addresses import API

GetResponse = Callable[[HttpRequest], HttpResponse]
ONE_FOR_ALL = ("/admin/", API)
WRONG_METHOD = 405
READERS_FORM = 1_000_000  # bytes


def without_body_middleware(get_response: GetResponse) -> GetResponse:
    """The answer to HEAD has the headers of a page and no body: a server would warn of each one."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "HEAD":
            if isinstance(response, StreamingHttpResponse):
                response.streaming_content = iter(())
            else:
                response.content = b""
        return response

    return respond


def language_middleware(get_response: GetResponse) -> GetResponse:
    """The address alone decides a page's language, so that a link says the same to everybody who opens it.

    Django's own middleware would look at the browser as well and mark every page as varying with it. The admin and the
    API have one address for all languages and follow the browser; programs may also say `lang`.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        with translation.override(_language(request)):
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
        if request.path_info.startswith(ONE_FOR_ALL):
            patch_vary_headers(response, ("Accept-Language",))
        return response

    return respond


def _language(request: HttpRequest) -> str:
    if not request.path_info.startswith(ONE_FOR_ALL):
        return translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    wanted = request.GET.get("lang", "") if request.path_info.startswith(API) else ""
    return wanted if wanted in dict(settings.LANGUAGES) else translation.get_language_from_request(request)


def large_form_middleware(get_response: GetResponse) -> GetResponse:
    """What is as long as an interview is taken from those who are signed in alone, whose forms say what is too long."""

    def respond(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isdecimal() and int(length) > READERS_FORM:
            most = max(settings.DATA_UPLOAD_MAX_MEMORY_SIZE, settings.IMPORT_BYTES + READERS_FORM)
            if int(length) > most or SESSION_KEY not in request.session:
                raise RequestDataTooBig
        return get_response(request)

    return respond


def wrong_method_middleware(get_response: GetResponse) -> GetResponse:
    """Django answers a method that a view does not take with nothing at all: say what to do instead."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != WRONG_METHOD or response.streaming or response.content:
            return response
        page = render(request, "405.html", status=WRONG_METHOD)
        page["Allow"] = response["Allow"]
        return page

    return respond
