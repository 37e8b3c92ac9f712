"""Interviews in, drafts out: what is stored of a text, what waits for a decision, what curators decide."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hubs.interviews.quotes import find_quote
from hubs.interviews.texts import tidy
from hubs.interviews.words import FORMAT
from hubs.models import (
    Country,
    Criterion,
    Evidence,
    EvidenceKind,
    FittedReader,
    Hub,
    Interview,
    Option,
    Source,
    Suggestion,
)
from hubs.models.evidence import QUOTE_WORDS

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from hubs.interviews.reader import Suggestion as Suggested

FEWEST_STATEMENTS = 100  # that a reader learns from
Decision = Suggestion.Decision
SEEN_ANEW = ("start", "end", "words", "rating", "kind", "is_plan", "confidence", "reader")


class InterviewError(Exception):
    """What was asked cannot be done; the message says why."""


def newest_reader() -> FittedReader:
    newest = FittedReader.objects.filter(format=FORMAT).defer("data").first()
    if newest is None:
        raise InterviewError(_("There is no reader of interviews yet: fit one with manage.py fit_reader."))
    return newest


def waiting() -> "models.QuerySet[Interview]":
    """Interviews with suggestions that nobody decided on yet, the oldest first; `waiting` is how many each has."""
    undecided = models.Count("suggestions", filter=models.Q(suggestions__decision=Decision.WAITING))
    listed = Interview.objects.annotate(waiting=undecided).filter(waiting__gt=0)
    return listed.select_related("source").defer("text").order_by("added_at")


def check_text(text: str, source: Source) -> str:
    """The SHA-256 of a tidy text that may be stored under its source; InterviewError if it may not."""
    sha = hashlib.sha256(text.encode()).hexdigest()
    if source.text_sha256 not in {"", sha}:
        raise InterviewError(_("This is not the text of %s: its SHA-256 is another one.") % source)
    if known := Interview.objects.filter(source__text_sha256=sha).select_related("source").first():
        raise InterviewError(_("The text of %s is stored already.") % known.source)
    return sha


def keep(interview: Interview, source: Source) -> Interview:
    """Store a text under its hash, with what it suggests; either all of it or nothing."""
    interview.text = tidy(interview.text)
    source.kind, source.text_sha256 = Source.Kind.ARTICLE, check_text(interview.text, source)
    try:
        with transaction.atomic():
            source.save()
            interview.source = source
            interview.save()
            read_again(interview)
    except IntegrityError:
        raise InterviewError(_("The text of %s is stored already.") % source) from None
    return interview


@transaction.atomic
def read_again(interview: Interview) -> int:
    """Ask what the newest reader sees and nobody decided on before; how many suggestions wait then.

    What waits and is seen again stays the same suggestion, so that a page that shows it still decides on it.
    """
    from hubs.catalogue.reading import read  # takes scikit-learn, which no other page of the admin needs

    Interview.objects.select_for_update().defer("text").get(pk=interview.pk)
    reader = newest_reader()
    residence = interview.residence.slug if interview.residence else ""
    found = _rows(interview, reader, read(interview.text, residence=residence, language=interview.language))
    known = list(interview.suggestions.select_related("evidence"))
    fresh = [row for row in found if not any(_asks_the_same(row, each) for each in known if each.is_decided)]
    for row in fresh:
        row.pk = next((each.pk for each in known if not each.is_decided and _asks_the_same(row, each)), None)
    undecided = interview.suggestions.filter(decision=Decision.WAITING)
    undecided.exclude(pk__in=[row.pk for row in fresh if row.pk]).delete()
    Suggestion.objects.bulk_update([row for row in fresh if row.pk], SEEN_ANEW)
    Suggestion.objects.bulk_create(row for row in fresh if not row.pk)
    interview.reader = reader
    interview.save(update_fields=["reader"])
    return undecided.count()


def _asks_the_same(new: Suggestion, known: Suggestion) -> bool:
    """Of the same words, the same: as it was suggested, or as it was corrected."""
    if new.start >= known.end or known.start >= new.end:
        return False
    return _subject(new) in {_subject(known), *([_subject(known.evidence)] if known.evidence else [])}


def _subject(said: Suggestion | Evidence) -> tuple[int | None, ...]:
    return said.hub_id, said.country_id, said.criterion_id, said.label_id


def _rows(interview: Interview, reader: FittedReader, found: "Iterable[Suggested]") -> list[Suggestion]:
    """Suggestions to be stored; those that name what is no longer in the catalogue are left out."""
    hubs, countries = Hub.objects.in_bulk(field_name="slug"), Country.objects.in_bulk(field_name="code")
    criteria, kinds = Criterion.objects.in_bulk(field_name="slug"), EvidenceKind.objects.in_bulk(field_name="slug")
    labels = {(label.criterion.slug, label.slug): label for label in Option.objects.select_related("criterion")}
    return [
        Suggestion(
            interview=interview,
            start=each.start,
            end=each.end,
            words=[list(span) for span in each.words],
            hub=None if each.is_country else hubs.get(each.place),
            country=countries.get(each.place) if each.is_country else None,
            criterion=criteria[each.criterion],
            label=labels.get((each.criterion, each.label)),
            rating=each.rating,
            kind=kinds[each.kind],
            is_plan=each.is_plan,
            confidence=each.confidence,
            reader=reader,
        )
        for each in found
        if each.place in (countries if each.is_country else hubs) and each.criterion in criteria
        if each.kind in kinds and (not each.label or (each.criterion, each.label) in labels)
    ]


@transaction.atomic
def accept(suggestion: Suggestion, user: "User | None" = None, evidence: Evidence | None = None) -> Evidence:
    """A draft quote from a suggestion, or the curator's corrected one; the suggestion remembers which it was."""
    if suggestion.interview.consent == Interview.Consent.NONE:
        raise InterviewError(_("The speaker has not given consent yet: nothing can be accepted."))
    _decide(suggestion, Decision.CORRECTED if evidence else Decision.ACCEPTED, user)
    draft = evidence or draft_of(suggestion)
    draft.is_draft = True
    draft.full_clean()
    draft.save()
    suggestion.evidence = draft
    suggestion.save(update_fields=["evidence"])
    return draft


def reject(suggestion: Suggestion, user: "User | None" = None) -> None:
    _decide(suggestion, Decision.REJECTED, user)


@transaction.atomic
def undo(suggestion: Suggestion) -> None:
    """As if nothing had been decided. Evidence that was let into releases stays, and so does its decision."""
    draft = Suggestion.objects.select_for_update(of=("self",)).get(pk=suggestion.pk).evidence
    if draft and not draft.is_draft:
        raise InterviewError(_("Its evidence was accepted for releases: mark that as a draft first."))
    suggestion.decision, suggestion.evidence = Decision.WAITING, None
    suggestion.decided_by = suggestion.decided_at = None
    suggestion.save(update_fields=["decision", "evidence", "decided_by", "decided_at"])
    if draft:
        draft.delete()


def _decide(suggestion: Suggestion, decision: str, user: "User | None") -> None:
    """Of two who decide at once, the second is told: the row is changed only while it waits."""
    decided = {"decision": decision, "decided_by": user, "decided_at": timezone.now()}
    if not Suggestion.objects.filter(pk=suggestion.pk, decision=Decision.WAITING).update(**decided):
        raise InterviewError(_("Somebody has decided on this already: here is what."))
    for name, value in decided.items():
        setattr(suggestion, name, value)


def draft_of(suggestion: Suggestion) -> Evidence:
    """The draft that accepting makes: the sentence, or of a long one the words around those that carry it."""
    text = suggestion.interview.text
    start, end = quotable(text, suggestion.start, suggestion.end, suggestion.words)
    first, last = (suggestion.words[0][0], suggestion.words[-1][1]) if suggestion.words else (start, start)
    return Evidence(
        slug=f"quote-interview-{suggestion.interview_id}-{suggestion.pk}",
        form=Evidence.Form.QUOTE,
        hub=suggestion.hub,
        country=suggestion.country,
        criterion=suggestion.criterion,
        label=suggestion.label,
        rating=suggestion.rating,
        kind=suggestion.kind,
        source=suggestion.interview.source,
        speaker=suggestion.interview.named_as,
        text=_on_one_line(text[start:end]),
        highlight=_on_one_line(text[first:last]) if start <= first and last <= end else "",
        offset=start,
        is_draft=True,
    )


def _on_one_line(text: str) -> str:
    """Where the lines of a file end is no part of a quote; `find_quote` finds it all the same."""
    return " ".join(text.split())


def offset_near(quote: str, suggestion: Suggestion) -> int | None:
    """Where a corrected quote stands: of several places the one in or after the suggested sentence; None if nowhere."""
    text = suggestion.interview.text
    found = find_quote(quote, text[suggestion.start :])
    return suggestion.start + found if found >= 0 else None


def quotable(text: str, start: int, end: int, words: list[list[int]]) -> tuple[int, int]:
    """As many words of a sentence as a quote may have, those that carry it among them.

    >>> text = " ".join(str(number) for number in range(100))
    >>> start, end = quotable(text, 0, len(text), [[text.index("60"), text.index("61")]])
    >>> text[start:end].split()[0], len(text[start:end].split())
    ('38', 45)
    """
    spans = list(_words(text, start, end))
    middle = next((place for place, span in enumerate(spans) if words and span[1] > words[0][0]), 0)
    first = min(max(middle - QUOTE_WORDS // 2, 0), max(len(spans) - QUOTE_WORDS, 0))
    return spans[first][0], spans[min(first + QUOTE_WORDS, len(spans)) - 1][1]


def _words(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for word in text[start:end].split():
        begin = text.index(word, start)
        start = begin + len(word)
        yield begin, start
