"""Small catalogues for tests: plain functions, every field overridable."""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from functools import cache, wraps
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast
from django.http import QueryDict

from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue import publishing, releases
from hubs.catalogue.frozen import Catalogue
from hubs.catalogue.loading import read_calibration, read_fixtures
from hubs.catalogue.records import MODELS, accepted
from hubs.models import (
    Calibration,
    Country,
    Criterion,
    Entry,
    Evidence,
    EvidenceKind,
    Figure,
    FittedReader,
    Hub,
    Indicator,
    Option,
    Permit,
    Release,
    Source,
)
from hubs.models.release import CalibrationData, Payload

TODAY = date(2026, 11, 22)
FIXTURES = settings.BASE_DIR / "fixtures"
SHA = "0" * 64
REST = (Calibration, Release, FittedReader)  # what is made of the catalogue
T = TypeVar("T")
ROLES = {"defining": 6.0, "supporting": 2.0}
# What is usual is in the middle and worth as much as one statement: a few statements tell hubs apart.
PLAIN: CalibrationData = {
    "number": 1,
    "date": TODAY.isoformat(),
    "statements": 0,
    "mean": {},
    "sigma": {"any": 0.25},
    "tau": {"any": 0.25},
    "bias": {},
    "level": {},
}


def make_country(**overrides: Any) -> Country:
    values = {"code": "PE", "name": "Peru", "languages": "es"} | overrides
    return Country.objects.get_or_create(code=values["code"], defaults=values)[0]


def make_hub(slug: str = "lima", **overrides: Any) -> Hub:
    values = {"name": slug.title(), "latitude": -12.0, "longitude": -77.0, "timezone": "America/Lima"} | overrides
    values.setdefault("country", make_country())
    return Hub.objects.create(slug=slug, **values)


def make_criterion(slug: str = "cost", **overrides: Any) -> Criterion:
    values = {
        "name": slug.title(),
        "question": f"How is {slug}?",
        "help_text": f"About {slug}.",
        "low": "Bad",
        "high": "Good",
        "kind": "rating",
        "icon": "banknote",
    } | overrides
    return Criterion.objects.get_or_create(slug=slug, defaults=values)[0]


def make_option(criterion: Criterion, slug: str, **overrides: Any) -> Option:
    return Option.objects.create(criterion=criterion, slug=slug, **({"name": slug.title()} | overrides))


def make_indicator(slug: str = "airport-distance", **overrides: Any) -> Indicator:
    values: dict[str, Any] = {"name": slug, "unit": "km", "shape": "less", "lower": 0.0, "upper": 100.0} | overrides
    values.setdefault("role", "" if values["shape"] == "fact" else "defining")
    return Indicator.objects.create(slug=slug, **values)


def make_kind(slug: str = "first-hand", strength: float = 1.0) -> EvidenceKind:
    values = {"name": slug, "meaning": slug, "strength": strength}
    return EvidenceKind.objects.get_or_create(slug=slug, defaults=values)[0]


def make_source(slug: str = "an-article", **overrides: Any) -> Source:
    values = {
        "kind": "article",
        "title": "An article",
        "date": "2026-11-22",
        "language": "en",
        "text_sha256": SHA,
    } | overrides
    return Source.objects.get_or_create(slug=slug, defaults=values)[0]


def make_evidence(hub: Hub | None, criterion: Criterion, rating: int = 1, **overrides: Any) -> Evidence:
    number = Evidence.objects.count() + 1
    values: dict[str, Any] = {
        "slug": f"evidence-{number}",
        "form": "quote",
        "text": f"Somebody said thing {number} here",
        "highlight": f"thing {number}",
        "offset": 0,
        "speaker": f"Speaker {number}",
    } | overrides
    values.setdefault("source", make_source())
    values.setdefault("kind", make_kind("country-level", 0.25) if hub is None else make_kind())
    return Evidence.objects.create(hub=hub, criterion=criterion, rating=rating, **values)


def make_figure(hub: Hub | None, indicator: Indicator, value: float | None = 10.0, **overrides: Any) -> Figure:
    values: dict[str, Any] = {"slug": f"figure-{Figure.objects.count() + 1}", "scope": "city"} | overrides
    values.setdefault("source", make_source("a-dataset", kind="dataset", title="A data set", text_sha256=""))
    for role, strength in ROLES.items():
        make_kind(f"figure-{role}", strength)
    return Figure.objects.create(hub=hub, indicator=indicator, value=value, **values)


def make_table() -> Source:
    return make_source("a-table", kind="dataset", title="A table", licence="MIT", text_sha256="")


def make_entry(country: Country, requirements: dict[str, str] | None = None, **overrides: Any) -> Entry:
    values: dict[str, Any] = {"slug": f"entry-{country.code.lower()}", "checked": "2026-02-17"} | overrides
    values.setdefault("source", make_table())
    requirements = requirements or {"90": "BR DE", "own": country.code, "visa required": "AF"}
    return Entry.objects.create(country=country, requirements=requirements, **values)


def make_permit(country: Country, **overrides: Any) -> Permit:
    values: dict[str, Any] = {
        "slug": f"{country.code.lower()}-permit",
        "name": "Nomad visa",
        "status": "open",
        "income": 1500.0,
        "currency": "USD",
        "longest": 24,
        "url": "https://example.org/visa",
        "checked": "2026-07-26",
    } | overrides
    values.setdefault("source", make_table())
    return Permit.objects.create(country=country, **values)


Rows = dict[str, list[tuple[Any, ...]]]
_remembered: list[Rows] = []
_made_once: list[Any] = []


def once(make: Callable[[], T]) -> Callable[[], T]:
    """What is made once per process and only read after."""
    kept = cache(make)
    _made_once.append(kept)
    return kept


def made_once(make: Callable[[], object]) -> Callable[[], None]:
    """A maker whose rows, and those of their history, are remembered and put back into every empty database after."""
    rows: Rows = {}
    _remembered.append(rows)

    @wraps(make)
    def made() -> None:
        if not _is_empty(*MODELS.values(), Release):
            make()
        elif rows:
            with connection.cursor() as cursor:
                for insert, values in rows.items():
                    cursor.executemany(insert, values)
        else:
            make()
            rows.update(_stored_rows())

    return made


def _is_empty(*models: Any) -> bool:
    return not any(model.objects.exists() for model in models)


def _stored_rows() -> Rows:
    """For each table the statement that inserts its rows once more, with their values; parents come first."""
    found = {}
    with connection.cursor() as cursor:
        for model in (*MODELS.values(), *(model.history.model for model in MODELS.values()), *REST):
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT * FROM {table}")
            names = [connection.ops.quote_name(column[0]) for column in cursor.description]
            insert = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})"
            if values := cursor.fetchall():
                found[insert] = values
    return found


@made_once
def make_catalogue() -> None:
    """Three hubs in two countries, the criterion kinds there are, and something said about most of it."""
    peru, canada = make_country(), make_country(code="CA", name="Canada", languages="en fr")
    lima, cusco = make_hub("lima", country=peru), make_hub("cusco", country=peru)
    toronto = make_hub("toronto", country=canada, latitude=43.7, longitude=-79.4, timezone="America/Toronto")
    cost, family = make_criterion("cost", order=1), make_criterion("family", order=2)
    specialty = make_criterion("specialty", order=3, kind="labels")
    fintech, _ai = make_option(specialty, "fintech"), make_option(specialty, "ai")
    size = make_criterion("size", order=4, kind="target")
    population = make_indicator("population", criterion=size, shape="target", scale="log10", tolerance=0.1, reach=1.0)
    make_option(size, "large", targets={"population": 2_000_000})
    airport = make_indicator("airport-distance", criterion=make_criterion("airport", order=5, kind="less"))
    make_evidence(lima, cost, 2)
    make_evidence(lima, family, -1)
    make_evidence(lima, specialty, 1, label=fintech)
    make_evidence(cusco, cost, 1, form="claim", highlight="", offset=None)
    make_evidence(toronto, cost, -2)
    make_evidence(toronto, family, 2)
    make_evidence(toronto, specialty, 2, label=fintech)
    make_evidence(None, family, -1, country=peru)
    make_figure(lima, population, 7_737_002)
    make_figure(toronto, population, 2_794_356)
    make_figure(lima, airport, 9.7)
    make_figure(toronto, airport, 18.9)
    make_entry(peru)
    make_permit(peru)


def make_prices() -> None:
    """Peru at 40 and Canada at 80 of the level of the US; Lima and Toronto with a rent; pesos at 2 a dollar."""
    make_catalogue()
    peru, canada = Country.objects.get(code="PE"), Country.objects.get(code="CA")
    Country.objects.filter(code="CA").update(currency="CAD")
    make_country(code="AF", name="Afghanistan")
    germany, arcadia = make_country(code="DE", name="Germany"), make_country(code="AR", name="Arcadia")
    level = make_indicator("price-level-vs-us", name="Price level", unit="", shape="fact")
    rent = make_indicator("rent", name="Rent", unit="US$", shape="fact")
    rate = make_indicator("exchange-rate", name="Exchange rate", unit="", shape="fact")
    for country, value in ((peru, 40.0), (canada, 80.0), (germany, 100.0), (arcadia, 50.0)):
        make_figure(None, level, value, country=country, scope="country", year="2024", ranked=country != arcadia)
    for slug, value in (("lima", 460.0), ("toronto", 1810.0)):
        make_figure(Hub.objects.get(slug=slug), rent, value, year="2025")
    make_figure(None, rate, 2.0, country=canada, scope="country", year="2024")
    make_release(note="prices")


def make_release(**options: Any) -> Release:
    """A published release of what is stored; of `make_catalogue` if nothing is."""
    is_empty = _is_empty(*MODELS.values(), Release)
    if not Hub.objects.exists():
        make_catalogue()
    if is_empty and not options:
        sha, payload = small_payload()
        return _store(json.loads(payload), sha)
    if not Calibration.objects.exists():
        publishing.store_calibration(PLAIN)
    return publishing.publish(**({"today": TODAY} | options))


@once
def small_payload() -> tuple[str, str]:
    """What publishing makes of `make_catalogue`, once per process: half of the tests begin with it."""
    payload = publishing.freeze(accepted(), TODAY, PLAIN)
    return releases.fingerprint(payload), json.dumps(payload)


def forget() -> None:
    """Everything that is remembered from test to test."""
    for rows in _remembered:
        rows.clear()
    _fitted.clear()
    for each in _made_once:
        each.cache_clear()


_fitted: OrderedDict[tuple[str, int, str, int], dict[str, Catalogue]] = OrderedDict()
MOST_FITTED = 16


def remembering(catalogues_of: Callable[..., dict[str, Catalogue]]) -> Callable[..., dict[str, Catalogue]]:
    """`catalogues_of` that does nothing twice, as long as every word of what it gets is the same."""

    def remembered(payload: Payload, number: int, sha: str, pk: int = 0) -> dict[str, Catalogue]:
        key = (releases.fingerprint(payload), number, sha, pk)
        return _remember(key, lambda: catalogues_of(payload, number, sha, pk))

    return remembered


def remembered_release(pk: int, number: int, sha: str) -> dict[str, Catalogue]:
    """The same for a release in the database: `releases._restore` that does not even parse a payload that is known."""
    stored = Release.objects.filter(pk=pk).values_list(Cast("payload", TextField()), flat=True).get()
    key = (hashlib.sha256(stored.encode()).hexdigest(), number, sha, pk)
    return _remember(key, lambda: releases.catalogues_of(json.loads(stored), number, sha, pk))


def _remember(key: tuple[str, int, str, int], make: Callable[[], dict[str, Catalogue]]) -> dict[str, Catalogue]:
    if key not in _fitted:
        _fitted[key] = make()
        while len(_fitted) > MOST_FITTED:
            _fitted.popitem(last=False)
    _fitted.move_to_end(key)
    return _fitted[key]


def answers(query: str, catalogue: Catalogue | None = None) -> AnswersForm:
    return AnswersForm(QueryDict(query), catalogue or releases.current())


@once
def real_payload() -> Payload:
    """What `make run` publishes from the fixtures, without a database."""
    records = (record for _, record in read_fixtures(FIXTURES))
    return publishing.freeze(records, TODAY, read_calibration(FIXTURES))


@made_once
def make_real_release() -> None:
    payload = real_payload()
    _store(payload, releases.fingerprint(payload))


def _store(payload: Payload, sha: str) -> Release:
    """The first release with the calibration that it made, as publishing keeps them."""
    data = payload["calibration"]
    Calibration.objects.update_or_create(number=data["number"], defaults={"date": data["date"], "data": data})
    return Release.objects.create(number=1, sha256=sha, date=TODAY, payload=payload)
