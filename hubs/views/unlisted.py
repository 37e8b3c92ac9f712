from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

from hubs.views.published import View


def unlisted(view: View) -> View:
    """Keep a page out of search engines: in a header, which also works for what is not HTML."""
    return _unlisted_if(view, lambda request: True)


def unlisted_with_answers(view: View) -> View:
    """The same once the address holds somebody's answers; the empty page may be found."""
    return _unlisted_if(view, lambda request: bool(request.GET))


def _unlisted_if(view: View, applies: Callable[[HttpRequest], bool]) -> View:
    @wraps(view)
    def answered(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if applies(request):
            response["X-Robots-Tag"] = "noindex"
        return response

    return answered
