"""The desk: what waits, what changed since the last release and by whom, what is known, and whom to ask next."""

from datetime import date
from typing import Any, NamedTuple

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from hubs.admin.changes import changes_since
from hubs.admin.coverage_map import coverage_map
from hubs.admin.links import may
from hubs.admin.waiting import waiting
from hubs.catalogue import releases
from hubs.catalogue.frozen import Catalogue
from hubs.explanations import interviews
from hubs.languages import CODES
from hubs.models import Evidence, Hub, Release, SharedRanking
from hubs.ranking.interviews import Interview
from hubs.web.cache import remembered

SHOWN_INTERVIEWS = 6
HUBS_A_PAGE = 40
A_WHILE = 10 * 60


class Page(NamedTuple):
    """One page of the coverage map, with the links to those beside it."""

    number: int
    pages: int

    @property
    def previous(self) -> int:
        return self.number - 1 if self.number > 1 else 0

    @property
    def next(self) -> int:
        return self.number + 1 if self.number < self.pages else 0


def context(request: HttpRequest) -> dict[str, Any]:
    """What the desk shows to this user; parts that they may not see are left out."""
    today = timezone.now().date()
    newest = Release.objects.newest() if may(request, "view", Release) else None
    found: dict[str, Any] = {"waiting": waiting(request, today), "changes": changes_since(request, newest)}
    if may(request, "view", Evidence):
        found |= {"newest": newest} | _map(request, today) | _next_interviews()
    return found


def coverage(request: HttpRequest) -> HttpResponse:
    """The coverage map alone, page by page."""
    _require_evidence(request)
    shown = _map(request, timezone.now().date())
    shown |= admin.site.each_context(request) | {"title": _("Coverage")}
    return TemplateResponse(request, "admin/hubs/coverage.html", shown)


def _map(request: HttpRequest, today: date) -> dict[str, Any]:
    pages = Paginator(Hub.objects.filter(is_draft=False).order_by("name"), HUBS_A_PAGE)
    page = pages.get_page(request.GET.get("p"))
    return {"map": coverage_map(list(page), today), "page": Page(page.number, pages.num_pages)}


def _next_interviews() -> dict[str, Any]:
    try:
        catalogue = releases.current()
    except releases.NoRelease:
        return {}
    people, found = _found(catalogue)
    return {"interviews": interviews.described(catalogue, found[:SHOWN_INTERVIEWS]), "people": people}


def _found(catalogue: Catalogue) -> tuple[int, tuple[Interview, ...]]:
    """For how many people, and which interviews; kept for a while, as long as nobody shares another ranking."""

    def find() -> tuple[int, tuple[Interview, ...]]:
        among = interviews.people(catalogue)
        return sum(person.number for person in among), interviews.find(catalogue, among)

    latest = SharedRanking.objects.order_by("-pk").values_list("pk", flat=True).first()
    return remembered(f"next-interviews-{catalogue.sha}-{latest}", find, A_WHILE)


def interview(request: HttpRequest, slug: str) -> HttpResponse:
    """The questions for somebody who lives in a hub, to print: in the language asked for, else the curator's own."""
    _require_evidence(request)
    asked = request.GET.get("language", "")
    with translation.override(asked if asked in CODES else translation.get_language()):
        try:
            catalogue = releases.current()
        except releases.NoRelease:
            raise Http404 from None
        found = [each for each in _found(catalogue)[1] if each.hub == slug]
        if not found:
            raise Http404
        shown = admin.site.each_context(request) | {"interview": interviews.described(catalogue, found)[0]}
        shown["title"] = _("Questions for somebody who lives in %s") % shown["interview"].hub.name
        response = TemplateResponse(request, "admin/hubs/interview.html", shown).render()
        response["Content-Language"] = translation.get_language()
    return response


def _require_evidence(request: HttpRequest) -> None:
    if not may(request, "view", Evidence):
        raise PermissionDenied
