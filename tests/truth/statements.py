"""Reading interviews: what the catalogue's statements suggest to a reader that has not seen their source.

Each statement is read without its source; what repeats one survey counts as one source, an article is one. Thresholds
are chosen inside what was learnt from. A claim's document is about its place; quotes follow each other as in their
article, of which only they are known. What a comparison says of its other side, curators of claims did not record: it
is judged in quotes alone, and a line says what precision is where all of it counts as wrong.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

import numpy as np
from sklearn.model_selection import GroupKFold

from hubs.catalogue.reading import example, gazetteer, glossary
from hubs.catalogue.records import Record, text
from hubs.interviews.learning import Example, fit
from hubs.interviews.places import Gazetteer
from hubs.interviews.sentences import Sentence
from hubs.interviews.subjects import COMPARISON, Follower, Subject
from hubs.interviews.words import tokens
from tests.truth.keywords import BAD, GOOD, KEYWORDS
from tests.truth.tables import Report, at_least

READERS = ("ours", "majority", "keywords")
TEXTS = {"English": "text", "Spanish": "translation_es", "Portuguese": "translation_pt_br"}
TARGETS = {"precision": 0.8, "recall": 0.7, "sign": 0.85}
PARTS = 10  # of the sources, each left out once
INNER_FOLDS = 3
Said: TypeAlias = dict[tuple[str, str], int]  # how good it is, by place and criterion


@dataclass(frozen=True)
class Statement:
    """A sentence with the places it was found to be about, and what its records say."""

    sentence: Sentence
    subjects: list[Subject]
    is_quote: bool
    truth: Said


@dataclass(frozen=True)
class Found:
    """What one reader suggests of a statement; `unjudged` is what it says of other sides of comparisons."""

    statement: Statement
    said: Said
    unjudged: Said


def judge(report: Report, records: Sequence[Record]) -> None:
    unseen = _read_unseen(records)
    report.head(
        "Suggestions from sources that were not learnt from",
        "place and criterion together; the sign where both are right. All know the places; majority: the most frequent "
        "criterion and sign",
        READERS,
    )
    for language in TEXTS:
        of_language = [unseen[language, reader] for reader in READERS]
        for measure, values in _measures(of_language).items():
            report.row(f"{language}: {measure}", values, at_least(TARGETS[measure]))
    english = [unseen["English", reader] for reader in READERS]
    strict = [[Found(each.statement, each.said | each.unjudged, {}) for each in found] for found in english]
    report.row("English: precision, all other sides wrong", _measures(strict)["precision"])
    quotes = [[each for each in found if each.statement.is_quote] for found in english]
    for measure, values in _measures(quotes).items():
        report.row(f"quotes of articles: {measure}", values)


def _measures(by_reader: Sequence[Sequence[Found]]) -> dict[str, list[float]]:
    scores = [_scores(found) for found in by_reader]
    return {measure: [score[place] for score in scores] for place, measure in enumerate(TARGETS)}


def _scores(found: Sequence[Found]) -> tuple[float, float, float]:
    right = [
        (each.said[key], each.statement.truth[key]) for each in found for key in each.said.keys() & each.statement.truth
    ]
    suggested, true = sum(len(each.said) for each in found), sum(len(each.statement.truth) for each in found)
    signs = [np.sign(said) == np.sign(truth) for said, truth in right if truth]
    return len(right) / max(suggested, 1), len(right) / true, float(np.mean(signs or [0]))


def _read_unseen(records: Sequence[Record]) -> dict[tuple[str, str], list[Found]]:
    places, meanings = gazetteer(records), glossary(records)
    evidence = [record for record in records if record["type"] == "evidence"]
    known = [example(record, places) for record in evidence]
    found: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for train, test in GroupKFold(PARTS).split(known, groups=[each.group for each in known]):
        learnt = [known[row] for row in train]
        ours = fit(learnt, meanings, INNER_FOLDS)
        for language, column in TEXTS.items():
            statements = list(_statements([evidence[row] for row in test], column, places))
            suggested: dict[int, Said] = defaultdict(dict)
            for each in ours.suggest([(said.sentence, said.subjects) for said in statements], places):
                suggested[each.start][each.place, each.criterion] = each.rating
            found[language, "ours"] += [_judged(said, suggested[said.sentence.start]) for said in statements]
            found[language, "majority"] += [_judged(said, _majority(said, learnt)) for said in statements]
            found[language, "keywords"] += [_judged(said, _keywords(said)) for said in statements]
    return found


def _judged(statement: Statement, said: Said) -> Found:
    other_sides = {subject.place.key for subject in statement.subjects if subject.kind == COMPARISON}
    unjudged = set() if statement.is_quote else other_sides - {place for place, _ in statement.truth}
    return Found(
        statement,
        {key: rating for key, rating in said.items() if key[0] not in unjudged},
        {key: rating for key, rating in said.items() if key[0] in unjudged},
    )


def _statements(evidence: Iterable[Record], column: str, places: Gazetteer) -> Iterator[Statement]:
    """The records of each sentence together, sentences in the order of their document."""
    position = 0
    for document, records in groupby(sorted(evidence, key=_where), key=_document):
        follower = Follower(places, places.places.get(document[1]))
        for _, same in groupby(records, key=lambda record: record["text"]):
            listed = list(same)
            sentence = Sentence(text(listed[0], column), position, position)
            position = sentence.end + 1
            yield Statement(sentence, follower.follow(sentence), listed[0]["form"] == "quote", _truth(listed))


def _document(record: Record) -> tuple[str, str]:
    """An article, or what a source says of one place."""
    is_quote = record["form"] == "quote"
    return str(record["source"]), "" if is_quote else _place(record)


def _where(record: Record) -> tuple[tuple[str, str], int, str]:
    return _document(record), int(str(record.get("offset") or 0)), str(record["text"])


def _place(record: Record) -> str:
    return str(record["hub"] or record["country"])


def _truth(records: Iterable[Record]) -> Said:
    """Labels of one criterion count as one, with the strongest rating."""
    truth: Said = {}
    for record in records:
        key, rating = (_place(record), str(record["criterion"])), int(str(record["rating"]))
        truth[key] = max(truth.get(key, 0), rating, key=abs)
    return truth


def _majority(statement: Statement, learnt: Sequence[Example]) -> Said:
    criterion = Counter(each.criterion for each in learnt).most_common(1)[0][0]
    sign = 1 if sum(np.sign(each.rating) for each in learnt) >= 0 else -1
    return {(subject.place.key, criterion): sign for subject in statement.subjects}


def _keywords(statement: Statement) -> Said:
    words = set(tokens(statement.sentence.text))
    criteria = [criterion for criterion, listed in KEYWORDS.items() if words & set(tokens(listed))]
    balance = len(words & set(GOOD.split())) - len(words & set(BAD.split()))
    sign = -1 if balance < 0 else 1
    return {
        (subject.place.key, criterion): sign * subject.turn for subject in statement.subjects for criterion in criteria
    }
