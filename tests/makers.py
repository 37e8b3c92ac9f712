"""Small catalogues for tests: plain functions, every field overridable."""

import json
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.http import QueryDict

from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue import releases
from hubs.catalogue.frozen import Catalogue
from hubs.catalogue.loading import read_fixtures
from hubs.catalogue.records import MODELS, accepted
from hubs.models import Country, Criterion, Evidence, EvidenceKind, Figure, Hub, Indicator, Option, Release, Source
from hubs.models.release import Payload

TODAY = date(2026, 11, 22)
SHA = "0" * 64
SCOPES = {"city": 2.0, "metro": 2.0, "state": 1.0, "country": 0.5}


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
    make_kind(f"figure-{values['scope']}", SCOPES[values["scope"]])
    return Figure.objects.create(hub=hub, indicator=indicator, value=value, **values)


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


def make_release(**options: Any) -> Release:
    """A published release of what is stored; of `make_catalogue` if nothing is."""
    models: tuple[Any, ...] = (*MODELS.values(), Release)
    is_empty = not any(model.objects.exists() for model in models)
    if not Hub.objects.exists():
        make_catalogue()
    if is_empty and not options:
        sha, payload = small_payload()
        return Release.objects.create(number=1, sha256=sha, date=TODAY, payload=json.loads(payload))
    return releases.publish(**({"today": TODAY} | options))


@cache
def small_payload() -> tuple[str, str]:
    """What publishing makes of `make_catalogue`, once per process: half of the tests begin with it."""
    payload = releases.freeze(accepted(), TODAY)
    return releases.fingerprint(payload), json.dumps(payload)


def answers(query: str, catalogue: Catalogue | None = None) -> AnswersForm:
    return AnswersForm(QueryDict(query), catalogue or releases.current())


@cache
def real_payload() -> Payload:
    """What `make run` publishes from the fixtures, without a database."""
    return releases.freeze((record for _, record in read_fixtures(settings.BASE_DIR / "fixtures")), TODAY)


def make_real_release() -> Release:
    payload = real_payload()
    return Release.objects.create(number=1, sha256=releases.fingerprint(payload), date=TODAY, payload=payload)
