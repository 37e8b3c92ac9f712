"""The catalogue as what a reader of interviews learns from, and such readers: how they are fitted and what they see."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache

from django.db import IntegrityError
from django.db.models import Max
from django.utils.translation import gettext as _

from hubs.catalogue.interviews import FEWEST_STATEMENTS, InterviewError, newest_reader
from hubs.catalogue.records import Record, accepted, names, number, to_record
from hubs.interviews import arrays
from hubs.interviews.cities import elsewhere
from hubs.interviews.learning import Example, fit
from hubs.interviews.places import Gazetteer, Place
from hubs.interviews.reader import NOTHING, Reader, Suggestion
from hubs.interviews.words import FORMAT
from hubs.models import Country, FittedReader, Hub
from hubs.models import Suggestion as Asked

READ_IN = ("", "_es", "_pt_br")  # the columns of the languages that are read
STATEMENT = ("text", "translation", "translation_es", "translation_pt_br")
MEANING = ("name", "question", "help_text", "low", "high", "best", "more", "less")


def gazetteer(records: Iterable[Record]) -> Gazetteer:
    """Hubs and their countries by their names in every language, and by their nicknames; other cities by theirs."""
    listed = [record for record in records if record["type"] in {"hub", "country"}]
    homes = {each["country"] for each in listed if each["type"] == "hub"}
    listed = [each for each in listed if each["type"] == "hub" or each["code"] in homes]
    hubs = ((number(each, "latitude"), number(each, "longitude")) for each in listed if each["type"] == "hub")
    return Gazetteer(map(_place, listed), elsewhere(hubs))


def _place(record: Record) -> Place:
    key, country = ("slug", "country") if record["type"] == "hub" else ("code", "")
    return Place(str(record[key]), names(record), str(record[country]) if country else "")


def examples(records: Iterable[Record], places: Gazetteer) -> list[Example]:
    return [example(record, places) for record in records if record["type"] == "evidence"]


def example(record: Record, places: Gazetteer) -> Example:
    texts = tuple(places.blank(said) for column in STATEMENT if (said := _said(record, column)))
    rating = record["rating"]
    assert isinstance(rating, int)
    return Example(texts, topic_of(record), rating, _said(record, "origin") or str(record["source"]))


def topic_of(record: Mapping[str, object]) -> str:
    return f"{record['criterion']}:{record['label']}" if record.get("label") else str(record["criterion"])


def glossary(records: Iterable[Record]) -> list[Example]:
    """What each criterion that people rate, each of its labels and each of its figures says of itself."""
    listed = list(records)
    kinds = {record["slug"]: record["kind"] for record in listed if record["type"] == "criterion"}
    return [
        Example(tuple(texts), topic, 0, "")
        for record in listed
        if (topic := _topic_explained(record, kinds))
        for texts in _meanings(record)
    ]


def _topic_explained(record: Record, kinds: Mapping[object, object]) -> str:
    if record["type"] == "criterion":
        return str(record["slug"]) if record["kind"] == "rating" else ""
    kind = kinds.get(record["criterion"]) if record["type"] in {"option", "indicator"} else None
    if kind == "labels":
        label = record["slug"] if record["type"] == "option" else record.get("label")
        return f"{record['criterion']}:{label}" if label else ""
    return str(record["criterion"]) if kind == "rating" and record["type"] == "indicator" else ""


def _meanings(record: Record) -> Iterator[list[str]]:
    for name in MEANING:
        texts = [said for ending in READ_IN if (said := _said(record, name + ending))]
        if texts:
            yield texts


def _said(record: Record, name: str) -> str:
    """A text that a record may lack: it is not translated, or older than the field."""
    return str(record.get(name) or "")


def fit_reader(today: date) -> FittedReader:
    """A new reader from all accepted evidence and all decisions, kept under the next number."""
    records = list(accepted())
    places = gazetteer(records)
    known = examples(records, places)
    if len(known) < FEWEST_STATEMENTS:
        message = _("There are %(known)d statements to learn from: %(needed)d are needed.")
        raise InterviewError(message % {"known": len(known), "needed": FEWEST_STATEMENTS})
    decided = list(_decided(places))
    data = arrays.to_bytes(fit([*known, *decided], glossary(records)))
    number = FittedReader.objects.aggregate(last=Max("number"))["last"] or 0
    try:
        return FittedReader.objects.create(
            number=number + 1,
            date=today,
            statements=len(known) + sum(each.topic != NOTHING for each in decided),
            rejections=sum(each.topic == NOTHING for each in decided),
            format=FORMAT,
            data=data,
        )
    except IntegrityError:
        raise InterviewError(_("Somebody else has just fitted a reader.")) from None


def _decided(places: Gazetteer) -> Iterator[Example]:
    """Sentences with the evidence that they became, drafts too; those of which all was rejected say nothing."""
    told = Asked.objects.exclude(decision=Asked.Decision.WAITING)
    told = told.select_related("interview__source", "evidence__criterion", "evidence__label")
    useful = {(each.interview_id, each.start) for each in told if each.decision != Asked.Decision.REJECTED}
    for each in told:
        text, group = places.blank(each.sentence), each.interview.source.slug
        if each.evidence is not None and each.evidence.is_draft:
            label = f":{each.evidence.label.slug}" if each.evidence.label else ""
            yield Example((text,), f"{each.evidence.criterion.slug}{label}", each.evidence.rating, group)
        elif each.decision == Asked.Decision.REJECTED and (each.interview_id, each.start) not in useful:
            yield Example((text,), NOTHING, 0, group)


@lru_cache(maxsize=1)
def _loaded(pk: int) -> Reader:
    return arrays.from_bytes(bytes(FittedReader.objects.get(pk=pk).data))


def read(text: str, *, residence: str = "", language: str = "en") -> list[Suggestion]:
    """What the newest reader sees in a text; places are those that are accepted now."""
    return _loaded(newest_reader().pk).read(text, _accepted_places(), residence=residence, language=language)


def _accepted_places() -> Gazetteer:
    countries = Country.objects.filter(is_draft=False)
    hubs = Hub.objects.filter(is_draft=False, country__is_draft=False).select_related("country")
    return gazetteer(to_record(row) for row in (*countries, *hubs))
