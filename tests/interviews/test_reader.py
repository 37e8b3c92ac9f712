"""The reader, fitted to a part of the real catalogue: topics, signs, words, what it keeps when stored."""

import dataclasses

import pytest

from hubs.catalogue.reading import examples, gazetteer, glossary
from hubs.interviews.arrays import from_bytes, to_bytes
from hubs.interviews.learning import Example, fit
from tests import makers

INTERVIEW = """How much do you pay?

I pay a very expensive rent here, and prices rise every year. Compared with Bogotá, crime is low and streets are safe.

They will build a new metro line. Thank you for having me.
"""


@pytest.fixture(scope="module")
def records():
    listed = makers.real_payload()["records"]
    return [record for record in listed if record["type"] != "evidence"] + [
        record for record in listed if record["type"] == "evidence"
    ][::2]


@pytest.fixture(scope="module")
def places(records):
    return gazetteer(records)


@pytest.fixture(scope="module")
def reader(records, places):
    return fit(examples(records, places), glossary(records), folds=2)


def said(reader, places, text, language="en"):
    found = reader.read(text, places, residence="medellin", language=language)
    return {(each.place, each.criterion): each for each in found}


def test_an_interview_suggests_what_it_says(reader, places):
    found = said(reader, places, INTERVIEW)
    assert found["medellin", "cost"].rating < 0
    assert found["medellin", "safety"].rating > 0
    assert found["bogota", "safety"].rating < 0
    assert found["bogota", "safety"].kind == "comparison"
    assert found["medellin", "transport"].is_plan


def test_the_words_that_carry_a_suggestion_stand_in_its_sentence(reader, places):
    cost = said(reader, places, INTERVIEW)["medellin", "cost"]
    words = {INTERVIEW[start:end] for start, end in cost.words}
    assert words & {"pay", "rent", "expensive", "prices"}
    assert all(cost.start <= start < end <= cost.end for start, end in cost.words)


@pytest.mark.parametrize(
    ("text", "language", "criterion", "sign"),
    [
        ("Los alquileres son muy caros aquí.", "es", "cost", -1),
        ("Es una ciudad segura, con poca delincuencia.", "es", "safety", 1),
        ("Hay embotellamientos horribles todos los días.", "es", "traffic", -1),
        ("O aluguel é muito caro aqui.", "pt", "cost", -1),
        ("Os assaltos à mão armada são comuns.", "pt", "safety", -1),
        ("O metrô é limpo e pontual.", "pt", "transport", 1),
        ("The rent is not cheap here at all.", "en", "cost", -1),
        ("You cannot walk safely at night because of robberies.", "en", "safety", -1),
    ],
)
def test_three_languages_and_negation(reader, places, text, language, criterion, sign):
    assert said(reader, places, text, language)["medellin", criterion].rating * sign > 0


def test_a_specialty_has_its_label(reader, places):
    found = said(reader, places, "Fintech companies such as payment startups grow here, with several digital banks.")
    assert found["medellin", "specialty"].label == "fintech"


def test_questions_and_headings_suggest_nothing(reader, places):
    assert not said(reader, places, "Is the rent expensive here?")
    assert not said(reader, places, "# Expensive rents")


@pytest.mark.parametrize("text", ["", "Hi.", "אני גר כאן.", "\u202eabc def ghi", "!!! ??? ...", "a" * 5000])
def test_texts_that_say_nothing(reader, places, text):
    assert reader.read(text, places, residence="medellin", language="xx") == []


def test_a_stored_reader_reads_alike(reader, places):
    again = from_bytes(to_bytes(reader))
    before, after = (each.read(INTERVIEW, places, residence="medellin") for each in (reader, again))
    assert [dataclasses.replace(each, confidence=0) for each in after] == [
        dataclasses.replace(each, confidence=0) for each in before
    ]
    assert [each.confidence for each in after] == pytest.approx([each.confidence for each in before], abs=1e-4)


def test_what_curators_reject_is_not_suggested_again(records, places, reader):
    text = "My cousin pays rent for his expensive guitar."
    assert said(reader, places, text)
    rejected = [Example((text,), "", 0, f"interview-{number}") for number in range(3)]
    taught = fit([*examples(records, places), *rejected], glossary(records), folds=2)
    assert not said(taught, places, text)


def test_only_what_people_rate_is_explained(records):
    """A figure of what is good only for somebody, such as the climate, explains nothing; nor does a mere fact."""
    kinds = {record["slug"]: record["kind"] for record in records if record["type"] == "criterion"}
    topics = {example.topic for example in glossary(records)}
    assert {kinds.get(topic.partition(":")[0]) for topic in topics} == {"rating", "labels"}
    assert {slug for slug, kind in kinds.items() if kind == "rating"} <= topics
