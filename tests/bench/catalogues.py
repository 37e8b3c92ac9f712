"""Synthetic catalogues of any size: the real criteria, invented hubs, ten statements and two figures a hub."""

import json
import random
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from pathlib import Path

from hubs.catalogue.loading import read_calibration
from hubs.catalogue.publishing import freeze
from hubs.catalogue.records import MODELS, Record, complete, text
from hubs.models.release import Payload

FIXTURES = Path(__file__).parents[2] / "fixtures"
KEPT = ("countries", "kinds", "criteria", "indicators", "options")
TRANSLATED = ("_es", "_pt_br", "_fr")
DAY = date(2026, 11, 22)
STATEMENTS = 10
FIGURES = {"rent": (200.0, 2000.0), "homicides-per-100k": (0.5, 60.0)}
KINDS = ("first-hand", "comparison", "reported")

Rated = list[tuple[str, list[str | None]]]


def payload(hubs: int) -> Payload:
    """What a release of so many hubs holds, with the calibration of the real catalogue."""
    return freeze(records(hubs), DAY, read_calibration(FIXTURES))


def records(hubs: int) -> list[Record]:
    """The records of so many hubs, always the same, in loading order."""
    dice = random.Random(hubs)
    frame = [complete(json.loads(line)) for name in KEPT for line in _lines(name)]
    countries = [text(each, "code") for each in frame if each["type"] == "country" and each["languages"]]
    made = [record for number in range(hubs) for record in _hub(number, dice, _rated(frame), dice.choice(countries))]
    order = list(MODELS)
    return sorted([*frame, *made], key=lambda record: order.index(text(record, "type")))


def _lines(name: str) -> list[str]:
    return (FIXTURES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()


def _rated(frame: list[Record]) -> Rated:
    """The criteria that people rate, each with its labels."""
    options = sorted((text(each, "criterion"), text(each, "slug")) for each in frame if each["type"] == "option")
    labels = {criterion: [slug for _, slug in pairs] for criterion, pairs in groupby(options, key=lambda pair: pair[0])}
    criteria = {text(each, "slug"): each["kind"] for each in frame if each["type"] == "criterion"}
    return [
        (slug, [*labels[slug]] if kind == "labels" else [None])
        for slug, kind in criteria.items()
        if kind in {"rating", "labels"}
    ]


def _in_four(field: str, said: str) -> Record:
    said_in: Record = {field: said}
    return said_in | {f"{field}{language}": f"{said} ({language[1:]})" for language in TRANSLATED}


def _hub(number: int, dice: random.Random, rated: Rated, country: str) -> Iterator[Record]:
    slug, source = f"hub-{number:05}", f"source-{number:05}"
    hub: Record = {"latitude": round(dice.uniform(-54, 54), 4), "longitude": round(dice.uniform(-118, -36), 4)}
    hub |= {"slug": slug, "country": country, "timezone": "America/Lima"} | _in_four("name", f"Hub {number}")
    summary = f"What people say of hub {number} speaks for some of it and against the rest, as it does anywhere."
    yield complete(hub | _in_four("summary", summary) | {"type": "hub"})
    about: Record = {"title": f"How it is to live in hub {number}", "publisher": f"Paper {number}", "date": "2025"}
    address = {"url": f"https://example.org/{number}", "language": "en", "kind": "report"}
    yield complete(about | address | {"type": "source", "slug": source})
    for at in range(STATEMENTS):
        yield _statement(f"{number:05}-{at}", dice, rated) | {"hub": slug, "source": source}
    for indicator, bounds in FIGURES.items():
        value: Record = {"value": round(dice.uniform(*bounds), 1), "year": "2025", "scope": "city", "ranked": True}
        figure = {"type": "figure", "slug": f"figure-{number:05}-{indicator}", "indicator": indicator}
        yield complete(value | figure | {"hub": slug, "source": source})


def _statement(name: str, dice: random.Random, rated: Rated) -> Record:
    criterion, labels = dice.choice(rated)
    said = (
        f"What somebody said of {criterion}, statement {name}, in about as many words as people use for such a thing."
    )
    texts: Record = {"text": said}
    texts |= {f"translation{language}": f"{said} ({language[1:]})" for language in TRANSLATED}
    rating: Record = {"criterion": criterion, "label": dice.choice(labels), "rating": dice.randint(-2, 2)}
    kind = {"form": "claim", "kind": dice.choice(KINDS), "reliability": "medium", "note": ""}
    texts |= _in_four("speaker", f"Person {name}")
    return complete(rating | kind | texts | {"type": "evidence", "slug": f"claim-{name}"})
