import hashlib
import sys
from datetime import timedelta

from django import conf
from django.contrib.sites.requests import RequestSite
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, InternalError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, HttpResponseServerError, JsonResponse
from django.http.request import split_domain_port
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from hubs import backups
from hubs.catalogue import corrections, expiry
from hubs.catalogue.frozen import Catalogue
from hubs.drawing.picture import colours
from hubs.explanations.double_counting import double_counted
from hubs.explanations.method import biases, check, measures, settings
from hubs.models import invitation, sharing
from hubs.sitemaps import PublicPages
from hubs.web.cache import remembered
from hubs.web.limits import SITEMAPS_AN_HOUR, too_often
from hubs.web.page_cache import for_everybody
from hubs.web.pinned import with_its_catalogue
from hubs.web.published import unavailable, with_catalogue

HOUR = 60 * 60
SITE = "{site}"
READ_ONLY = "25006"  # PostgreSQL's word for a transaction that may not write


@require_safe
@for_everybody
@with_its_catalogue
def method(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """How scores are made, from the very objects that make them."""
    sources = list(catalogue.sources.values())
    context = {
        "catalogue": catalogue,
        "measures": measures(catalogue),
        "check": check(catalogue),
        "correlated": double_counted(catalogue),
        "settings": settings(),
        "calibration": catalogue.calibration,
        "biases": biases(catalogue),
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
@for_everybody
@with_catalogue
def sitemap(request: HttpRequest, catalogue: Catalogue, part: int | None = None) -> HttpResponse:
    """Two thousand addresses take half a second, so that they are kept for a release, whatever the host is called.

    More than fit into one file are told of in parts.
    """
    if spent := too_often(request, "sitemap", SITEMAPS_AN_HOUR):
        return spent
    here = request.build_absolute_uri("/")
    key = f"sitemap-{hashlib.sha256(f'{request.scheme} {catalogue.sha} {part}'.encode()).hexdigest()}"
    pages = remembered(key, lambda: _map(request, catalogue, part).replace(here, SITE), HOUR)
    return HttpResponse(pages.replace(SITE, here), content_type="application/xml")


def _map(request: HttpRequest, catalogue: Catalogue, part: int | None) -> str:
    """All pages, or the parts in which they are listed; Http404 for a part that there is not."""
    pages = PublicPages(catalogue)
    parts = pages.paginator.num_pages
    if part is not None and (parts == 1 or not 1 <= part <= parts):
        raise Http404
    if part is None and parts > 1:
        paths = (reverse("sitemap_part", args=[number]) for number in range(1, parts + 1))
        listed = [{"location": request.build_absolute_uri(path), "last_mod": catalogue.date} for path in paths]
        return render_to_string("sitemap_index.xml", {"sitemaps": listed})
    urls = pages.get_urls(page=part or 1, site=RequestSite(request), protocol=request.scheme)
    return render_to_string("sitemap.xml", {"urlset": urls})


@require_safe
@for_everybody
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, and how long, by the very numbers that decide it."""
    context = {
        "days_open": sharing.DAYS_OPEN,
        "most_days_open": sharing.MOST_DAYS_OPEN,
        "days_after_end": sharing.DAYS_AFTER_END,
        "opening_days": sharing.OPENING_DAYS,
        "contact_days": corrections.CONTACT_DAYS,
        "unconfirmed_days": expiry.UNCONFIRMED_DAYS,
        "invitation_days": invitation.INVITATION_DAYS,
        "backup_days": backups.KEPT_DAYS,
        "csrf_cookie": conf.settings.CSRF_COOKIE_NAME,
        "session_cookie": conf.settings.SESSION_COOKIE_NAME,
        "session_days": conf.settings.SESSION_COOKIE_AGE // (24 * HOUR),
    }
    return render(request, "hubs/privacy.html", context)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    contact = _contact(request)
    return render(request, "hubs/accessibility.html", {"contact": contact, "link": _link(contact)})


def _contact(request: HttpRequest) -> str:
    return conf.settings.CONTACT or f"webmaster@{split_domain_port(request.get_host())[0]}"  # RFC 2142


def _link(contact: str) -> str:
    return contact if "://" in contact else f"mailto:{contact}"


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness, as RFC 9116 has it."""
    expires = (timezone.now() + timedelta(days=180)).replace(microsecond=0)
    languages = ", ".join(code for code, _ in conf.settings.LANGUAGES)
    lines = (
        f"Contact: {_link(_contact(request))}",
        f"Expires: {expires.isoformat()}",
        f"Preferred-Languages: {languages}",
        f"Canonical: {request.build_absolute_uri()}",
        "",
    )
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def icon(request: HttpRequest, file: str) -> HttpResponse:
    """Where browsers look for an icon unasked: below the site's own path, and under its name with a hash."""
    return HttpResponseRedirect(static(f"hubs/img/{file}"))


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the site among its own programs, in the language of the page that links it."""
    icons = [{"src": static(f"hubs/img/icon-{size}.png"), "sizes": f"{size}x{size}"} for size in (192, 512)]
    document = {
        "name": "Relocate",
        "lang": get_language(),
        "start_url": reverse("hubs:landing"),
        "scope": "/",
        "display": "minimal-ui",
        "background_color": colours()["paper"],
        "theme_color": colours()["surface"],
        "icons": [icon | {"type": "image/png", "purpose": "any maskable"} for icon in icons],
    }
    return JsonResponse(document, content_type="application/manifest+json")


# Django's own error pages look for a token among what was sent, and break where that is what cannot be read.


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What cannot be read, and what is longer than we read."""
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    return render(request, f"{status}.html", status=status)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def is_away(error: BaseException | None) -> bool:
    """Whether the database is why, also one that takes nothing for now, as a replica that is not yet promoted."""
    is_read_only = isinstance(error, InternalError) and getattr(error.__cause__, "sqlstate", "") == READ_ONLY
    return is_read_only or isinstance(error, OperationalError | InterfaceError)


def failed(request: HttpRequest) -> HttpResponse:
    """What went wrong on our side: for as long as the database is away that is no fault of this page."""
    if is_away(sys.exc_info()[1]):
        return unavailable(request, "away.html")
    return HttpResponseServerError(render_to_string("500.html"))
