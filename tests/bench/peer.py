"""The floor: a bare Django site without middleware, on the same server. One view says hello, one renders lines."""

import os
from pathlib import Path

from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["*"],
    SECRET_KEY="peer",
    ROOT_URLCONF=__name__,
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", {"lines.html": ""})]},
        }
    ],
)

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.template import Context, Template  # noqa: E402
from django.urls import path  # noqa: E402

application = get_wsgi_application()
LINES = Template("{% for line in lines %}{{ line }}\n{% endfor %}")
PAGE = Path(os.environ["BENCH_FOLDER"]) / "page.html"


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"hello")


def lines(request: HttpRequest) -> HttpResponse:
    """As many lines of as many letters as our page has; the letters need no escaping."""
    return HttpResponse(LINES.render(Context({"lines": ["x" * size for size in sizes()]})))


def sizes() -> list[int]:
    if not _sizes:
        _sizes.extend(len(line) for line in PAGE.read_bytes().splitlines())
    return _sizes


_sizes: list[int] = []
urlpatterns = [path("", hello), path("lines/", lines)]
