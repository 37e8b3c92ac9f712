"""A page that is sent while it is made: what has been done so far stands on it, without a script."""

from collections.abc import Iterable, Iterator

from django.http import HttpRequest, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language

HERE = "<!-- steps -->"  # where the page is cut in two


def told_in_steps(
    request: HttpRequest, template: str, context: dict[str, object], steps: Iterable[str]
) -> StreamingHttpResponse:
    """The page of a template up to HERE, what each step has to tell as it comes, and the rest."""
    before, _here, after = render_to_string(template, context, request).partition(HERE)
    response = StreamingHttpResponse(_sent(before, steps, after, get_language() or ""))
    response["Content-Encoding"] = "identity"  # packing it would hold it back,
    response["X-Accel-Buffering"] = "no"  # and so would some proxies
    return response


def _sent(before: str, steps: Iterable[str], after: str, language: str) -> Iterator[str]:
    yield before
    with translation.override(language):
        yield from steps
    yield after
