"""What search engines are asked not to list. Decided here alone; the header and the page's head both say it."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

from hubs.web.published import View


class Request(HttpRequest):
    """A request as templates see it: its page may be found, or not."""

    unlisted: bool


def unlisted(view: View) -> View:
    return _unlisted_if(view, lambda request: True)


def unlisted_with_answers(view: View) -> View:
    """Unlisted once the address holds somebody's answers; the empty page may be found."""
    return _unlisted_if(view, lambda request: bool(request.GET))


def _unlisted_if(view: View, applies: Callable[[HttpRequest], bool]) -> View:
    @wraps(view)
    def answered(request: Request, *args: str, **kwargs: str) -> HttpResponse:
        request.unlisted = applies(request)
        response = view(request, *args, **kwargs)
        if request.unlisted:
            response["X-Robots-Tag"] = "noindex"
        return response

    return answered
