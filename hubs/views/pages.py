import hashlib

from django.contrib.sitemaps.views import sitemap as render_sitemap
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from hubs.catalogue.frozen import Catalogue
from hubs.explanations.double_counting import double_counted
from hubs.explanations.method import measures, settings
from hubs.sitemaps import PublicPages
from hubs.web.cache import remembered
from hubs.web.published import with_catalogue

HOUR = 60 * 60
SITE = b"{site}"


@require_safe
@with_catalogue
def method(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """How scores are made, from the very objects that make them."""
    sources = list(catalogue.sources.values())
    context = {
        "catalogue": catalogue,
        "measures": measures(catalogue),
        "correlated": double_counted(catalogue),
        "settings": settings(),
        "datasets": [source for source in sources if source.kind == "dataset"],
        "articles": [source for source in sources if source.kind == "article"],
        "pages": sum(source.kind == "report" for source in sources),
    }
    return render(request, "hubs/method.html", context)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything may be visited: a page that is not to be listed says so itself, and has to be seen for that."""
    lines = ("User-agent: *", "Allow: /", "", f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}", "")
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@with_catalogue
def sitemap(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """Two thousand addresses take half a second, so that they are kept for a release, whatever the host is called."""
    here = request.build_absolute_uri("/").encode()
    key = f"sitemap-{hashlib.sha256(f'{request.scheme} {catalogue.sha}'.encode()).hexdigest()}"
    pages = remembered(key, lambda: _map(request, catalogue).replace(here, SITE), HOUR)
    return HttpResponse(pages.replace(SITE, here), content_type="application/xml")


def _map(request: HttpRequest, catalogue: Catalogue) -> bytes:
    response = render_sitemap(request, {"pages": PublicPages(catalogue)})
    assert isinstance(response, TemplateResponse)
    content: bytes = response.render().content
    return content


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "hubs/privacy.html")
