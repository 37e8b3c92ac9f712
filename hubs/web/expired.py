"""A form that has expired comes back with all that was typed, to be sent once more; nothing is done with it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hubs.web.pinned import gone
from hubs.web.published import Answer, unreadable

OF_ITS_TOKEN = "CSRF "  # how Django's reasons begin, unless another site has sent the form
SHOWN = {200, 400}


def comes_back(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """Mark a view that keeps nothing of a form that `has_expired`, and shows it with what was typed."""
    view.comes_back = True  # type: ignore[attr-defined]
    return view


def has_expired(request: HttpRequest) -> bool:
    """Whether what was sent may only be shown: its token is missing or wrong."""
    return getattr(request, "has_expired", False)


def expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page that the form is on, if it can show it, with a token of today.

    What another site has sent is not shown: it would stand there as if the reader had written it.
    """
    match = request.resolver_match
    if not (match and getattr(match.func, "comes_back", False) and reason.startswith(OF_ITS_TOKEN)):
        return render(request, "403_csrf.html", status=403)
    request.has_expired = True  # type: ignore[attr-defined]
    request.csrf_processing_done = True  # type: ignore[attr-defined]  # the admin would ask, and refuse, once more
    try:
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    except Exception as error:  # no middleware hears of it: the token is looked at before Django calls a view
        answer = gone(request, error) or unreadable(request, error)
        if not answer:
            raise
        return answer
    if response.status_code in SHOWN:
        response.status_code = 403
    return response
