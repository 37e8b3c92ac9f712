"""What a record still lacks before it is worth publishing: said to curators, nothing that is forbidden."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.admin.utils import label_for_field
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext as _

from hubs.admin.counting import count_of
from hubs.admin.links import link_to, may
from hubs.catalogue.records import MODELS
from hubs.explanations.changes import RecordChange
from hubs.languages import ENGLISH
from hubs.models import Criterion, Evidence, Figure, Hub, Indicator, Option, Release
from hubs.models.base import CatalogueRecord
from hubs.translation import TRANSLATED, column

CHECKED: tuple[type[CatalogueRecord], ...] = (Hub, Criterion, Option, Indicator)
MEASURED = {Criterion.Kind.MORE, Criterion.Kind.LESS, Criterion.Kind.TARGET}


def counts_of(model: type[CatalogueRecord]) -> dict[str, Coalesce]:
    """What rows are annotated with to be looked at here: no query for each of them."""

    def accepted(counted: type[CatalogueRecord], path: str) -> Coalesce:
        return count_of(counted, path, is_draft=False)

    if model is Hub:
        return {"said": accepted(Evidence, "hub"), "measured": accepted(Figure, "hub")}
    if model is Criterion:
        said, chosen = accepted(Evidence, "criterion"), accepted(Option, "criterion")
        return {"said": said, "chosen": chosen, "measured": accepted(Indicator, "criterion")}
    return {"measured": accepted(Figure, "indicator")} if model is Indicator else {}


class Lacking(NamedTuple):
    """A new record, its page, and what it lacks; of a draft it can wait."""

    record: CatalogueRecord
    url: str
    what: list[str]


def missing(record: Any) -> list[str]:
    """Whole sentences about a record with its counts; empty if nothing is missing."""
    found = list(_own(record))
    for code, spoken in settings.LANGUAGES:
        names = [
            str(label_for_field(name, type(record)))
            for name in TRANSLATED.get(type(record), ())
            if code != ENGLISH and getattr(record, name) and not getattr(record, column(name, code))
        ]
        if names:
            found.append(_("Without %(language)s: %(fields)s.") % {"language": spoken, "fields": ", ".join(names)})
    return found


def _own(record: Any) -> Iterator[str]:
    if isinstance(record, Criterion):
        yield from _of_criterion(record)
    elif isinstance(record, Hub):
        yield from _of_hub(record)
    elif isinstance(record, Indicator) and not vars(record)["measured"]:
        yield _("There is no figure of it yet.")


def _of_criterion(criterion: Any) -> Iterator[str]:
    if criterion.kind == Criterion.Kind.LABELS and not criterion.chosen:
        yield _("It has no label yet: nobody can choose one.")
    if criterion.kind == Criterion.Kind.TARGET and not criterion.chosen:
        yield _("It has no level yet that people can aim at.")
    if criterion.kind in MEASURED:
        if not criterion.measured:
            yield _("It has no indicator yet: no figure can speak to it.")
    elif not criterion.said:
        yield _("Nobody has said anything about it yet: every hub would be unknown.")
    if not criterion.group:
        yield _("It is in no group: it stands last in the questionnaire.")
    for name in ("best", "more", "less"):
        if not getattr(criterion, name):
            yield _("Nothing says what “%s” is: reasons do without it.") % label_for_field(name, Criterion)


def _of_hub(hub: Any) -> Iterator[str]:
    if not hub.said:
        yield _("Nobody has said anything about it yet.")
    if not hub.measured:
        yield _("There is no figure about it yet.")
    if not hub.summary:
        yield _("It has no summary.")


def lacking(request: HttpRequest) -> list[Lacking]:
    """The records that the newest release does not hold yet and that lack something, as far as a user may see them."""
    newest = Release.objects.newest()
    found = []
    for model in (each for each in CHECKED if may(request, "view", each)):
        rows = model._default_manager.all()
        if newest is not None:
            added = model.history.filter(history_type="+", history_date__gt=newest.published_at)
            rows = rows.filter(pk__in=added.values("id"))
        found += _look_at(rows)
    return found


def lacking_of(request: HttpRequest, changes: Iterable[RecordChange]) -> list[Lacking]:
    """The same for the records that a preview says would be added."""
    added = [(change.type, change.key) for change in changes if change.outcome == "added"]
    found = []
    for model in (each for each in CHECKED if may(request, "view", each)):
        keys = {key.rpartition("/")[2] for name, key in added if MODELS[name] is model}
        if keys:
            found += _look_at(model._default_manager.filter(**{f"{model.NATURAL_KEY[-1]}__in": keys}))
    return found


def _look_at(rows: QuerySet[Any]) -> list[Lacking]:
    related = ("criterion",) if rows.model is Option else ()
    rows = rows.select_related(*related).annotate(**counts_of(rows.model))
    return [Lacking(row, page_of(row), what) for row in rows if (what := missing(row))]


def page_of(record: CatalogueRecord) -> str:
    """Where a record is worked on: a label's is its criterion's."""
    at = record.criterion if isinstance(record, Option) else record
    return link_to(type(at), "change", at.pk)
