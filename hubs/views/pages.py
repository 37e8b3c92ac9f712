from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hubs.catalogue import Catalogue
from hubs.explanations.correlations import correlated
from hubs.explanations.method import measures, settings
from hubs.views.published import with_catalogue


@require_safe
@with_catalogue
def method(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """How scores are made, from the very objects that make them."""
    sources = list(catalogue.sources.values())
    context = {
        "catalogue": catalogue,
        "measures": measures(catalogue),
        "correlated": correlated(catalogue),
        "settings": settings(),
        "datasets": [source for source in sources if source.kind == "dataset"],
        "articles": [source for source in sources if source.kind == "article"],
        "pages": sum(source.kind == "report" for source in sources),
    }
    return render(request, "hubs/method.html", context)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "hubs/privacy.html")
