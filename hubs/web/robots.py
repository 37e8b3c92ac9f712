"""What search engines are asked not to list. Decided here alone; the header and the page's head both say it."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest

from hubs.web.published import Answer


class Request(HttpRequest):
    """A request as templates see it: its page may be found, or not."""

    unlisted: bool


def unlisted(view: Callable[..., Answer]) -> Callable[..., Answer]:
    return _unlisted_if(view, lambda request: True)


def unlisted_with_answers(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """Unlisted once the address holds somebody's answers; the empty page may be found."""
    return _unlisted_if(view, lambda request: bool(request.GET))


def _unlisted_if(view: Callable[..., Answer], applies: Callable[[HttpRequest], bool]) -> Callable[..., Answer]:
    @wraps(view)
    def answered(request: Request, *args: str, **kwargs: str) -> Answer:
        request.unlisted = applies(request)
        response = view(request, *args, **kwargs)
        if request.unlisted:
            response["X-Robots-Tag"] = "noindex"
        return response

    return answered
