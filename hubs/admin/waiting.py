"""What waits for a curator."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db.models import Count
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hubs.admin.coverage_map import is_old, newest_years, opposed
from hubs.admin.links import link_to, may
from hubs.admin.missing import lacking
from hubs.catalogue.corrections import forget_contacts
from hubs.catalogue.records import MODELS
from hubs.formats import day
from hubs.models import Correction, Criterion, Evidence, Hub, Interview, Suggestion

SHOWN, MOST_SHOWN = 6, 30


class Line(NamedTuple):
    """One thing that waits: what it is, where it is worked on, what else is worth knowing, and whether it is late."""

    text: str
    url: str
    note: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """A kind of work: how much of it there is, the list of all, and the first of it."""

    name: str
    number: int
    url: str
    lines: list[Line]
    more: list[Line] = field(default_factory=list)


def waiting(request: HttpRequest, today: date) -> list[Waiting]:
    """What this user may see of what waits, also where nothing does."""
    found = []
    if may(request, "view", Correction):
        found.append(_corrections(today))
    if may(request, "view", Suggestion):
        found.append(_suggestions())
    found += [_drafts(request), _lacking(request)]
    if may(request, "view", Evidence):
        found += [_contradictions(), _old(today)]
    return found


def _corrections(today: date) -> Waiting:
    forget_contacts(today)
    rows = Correction.objects.filter(status=Correction.Status.WAITING)
    lines = [
        Line(
            f"{row.place}: {row.get_kind_display()}",
            link_to(Correction, "change", row.pk),
            _("promised by %s") % day(row.due),
            is_late=row.due < today,
        )
        for row in rows[:SHOWN]
    ]
    everything = link_to(Correction, "changelist", query="status__exact=waiting")
    return Waiting(_("Readers’ corrections"), rows.count(), everything, lines)


def _suggestions() -> Waiting:
    undecided = Suggestion.objects.filter(decision=Suggestion.Decision.WAITING).order_by()
    rows = list(undecided.values_list("interview", "interview__source__title").annotate(number=Count("pk")))
    rows.sort(key=lambda row: (-row[2], row[0]))
    lines = [
        Line(title, link_to(Interview, "change", interview), _suggested(number))
        for interview, title, number in rows[:SHOWN]
    ]
    return Waiting(_("Interviews with suggestions to decide"), len(rows), link_to(Interview, "changelist"), lines)


def _suggested(number: int) -> str:
    return ngettext("%d suggestion", "%d suggestions", number) % number


def _drafts(request: HttpRequest) -> Waiting:
    lines, total = [], 0
    for model in MODELS.values():
        number = model._default_manager.filter(is_draft=True).count() if may(request, "view", model) else 0
        if number:
            url = link_to(model, "changelist", query="is_draft__exact=1")
            lines.append(Line(capfirst(str(model._meta.verbose_name_plural)), url, str(number)))
            total += number
    return Waiting(_("Drafts"), total, "", lines)


def _lacking(request: HttpRequest) -> Waiting:
    found = lacking(request)
    lines = [Line(str(each.record), each.url, " ".join(each.what)) for each in found[:SHOWN]]
    return Waiting(_("New, and not yet whole"), len(found), "", lines)


def _contradictions() -> Waiting:
    """Where people are further apart than they usually are, what most people say first."""
    names = _Names()
    found = [each for each in opposed() if each.is_unusual]
    lines = [
        Line(
            names.of(each.hub, each.criterion) + (f", {each.label}" if each.label else ""),
            names.evidence(each.hub, each.criterion),
            ngettext(
                "%(number)d statement, from %(lowest)s to +%(highest)d",
                "%(number)d statements, from %(lowest)s to +%(highest)d",
                each.number,
            )
            % {"number": each.number, "lowest": f"\N{MINUS SIGN}{-each.lowest}", "highest": each.highest},
        )
        for each in found[:MOST_SHOWN]
    ]
    name = _("Statements further apart than usual")
    return Waiting(name, len(found), "", lines[:SHOWN], lines[SHOWN:])


def _old(today: date) -> Waiting:
    """Where nobody has said anything for years, the oldest first."""
    names = _Names()
    old = sorted((year, *cell) for cell, year in newest_years().items() if is_old(year, today))
    lines = [
        Line(names.of(hub, criterion), names.evidence(hub, criterion), _("last of %s") % year)
        for year, hub, criterion in old[:SHOWN]
    ]
    return Waiting(_("Only old statements"), len(old), "", lines)


class _Names:
    """What hubs and criteria are called, in two queries."""

    def __init__(self) -> None:
        self.hubs = {hub.pk: hub.name for hub in Hub.objects.all()}
        self.criteria = {criterion.pk: criterion.name for criterion in Criterion.objects.all()}

    def of(self, hub: int, criterion: int) -> str:
        return f"{self.hubs[hub]}, {self.criteria[criterion]}"

    def evidence(self, hub: int, criterion: int) -> str:
        return link_to(Evidence, "changelist", query=f"hub__id__exact={hub}&criterion__id__exact={criterion}")
