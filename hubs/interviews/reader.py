"""Linear classifiers that suggest what a sentence says: of which topic, how good, how sure, and in which words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.pipeline import Pipeline
from sklearn.svm import LinearSVC

from hubs.interviews.places import Gazetteer, Place
from hubs.interviews.sentences import Sentence, split
from hubs.interviews.subjects import Follower, Subject
from hubs.interviews.words import WORD, fold, located

Floats: TypeAlias = NDArray[np.float64]
FEWEST_WORDS = 3
CARRYING_WORDS = 3
NOTHING = ""  # the topic of sentences that curators rejected


@dataclass(frozen=True)
class Confidence:
    """P(topic is right) from its margin and from how far it is ahead of the next one; suggested from `threshold` on."""

    intercept: float
    margin: float
    lead: float
    threshold: float

    def of(self, margins: Floats) -> Floats:
        """Margins (sentences x topics) to probabilities of the same shape."""
        first_two = np.partition(margins, -2, axis=1)[:, -2:]
        rival = np.where(margins == first_two[:, 1:], first_two[:, :1], first_two[:, 1:])
        return np.asarray(expit(self.intercept + self.margin * margins + self.lead * (margins - rival)))


@dataclass(frozen=True)
class Suggestion:
    """Evidence that a curator may accept: text[start:end] of the document says it of `place`.

    `words` are the spans, in the document, of the words that carry the topic; what `is_plan` is no fact yet.
    """

    start: int
    end: int
    place: str
    is_country: bool
    criterion: str
    label: str
    rating: int
    kind: str
    is_plan: bool
    confidence: float
    words: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Reader:
    """Fitted pipelines of TF-IDF and a linear classifier: topic and sign of a statement.

    Whether it is a strong one is told from the features of its sign. A topic is a criterion, or a criterion and one of
    its labels: "specialty:ai".
    """

    topic: Pipeline
    sign: Pipeline
    strong: LinearSVC
    confidence: Confidence

    def read(self, text: str, gazetteer: Gazetteer, *, residence: str = "", language: str = "en") -> list[Suggestion]:
        """All that a document suggests, in its order; `residence` is the key of the place where its speaker lives."""
        follower = Follower(gazetteer, gazetteer.places.get(residence))
        return self.suggest([(each, follower.follow(each)) for each in split(text, language)], gazetteer)

    def suggest(self, followed: Sequence[tuple[Sentence, list[Subject]]], gazetteer: Gazetteer) -> list[Suggestion]:
        parts = [
            (sentence, subject, gazetteer.blank(sentence.text[subject.start : subject.end]))
            for sentence, subjects in followed
            if not sentence.is_heading and not sentence.is_question
            for subject in subjects
        ]
        parts = [part for part in parts if len(part[2].split()) >= FEWEST_WORDS]
        texts = list(dict.fromkeys(text for *_, text in parts))
        said = dict(zip(texts, self._statements(texts), strict=True)) if texts else {}
        return [_suggestion(sentence, subject, each) for sentence, subject, text in parts for each in said[text]]

    def _statements(self, texts: list[str]) -> list[list["Statement"]]:
        """What each text says: its topics above the threshold, rated."""
        vectors = self.topic[0].transform(texts)
        margins = self.topic[-1].decision_function(vectors)
        sure = self.confidence.of(margins)
        rows, columns = np.nonzero(sure >= self.confidence.threshold)
        topics: list[str] = self.topic[-1].classes_.tolist()
        kept = [(row, column) for row, column in zip(rows, columns, strict=True) if topics[column] != NOTHING]
        ratings = self.rate([(topics[column].partition(":")[0], texts[row]) for row, column in kept])
        statements: list[list[Statement]] = [[] for _ in texts]
        for (row, column), rating in zip(kept, ratings, strict=True):
            cells = slice(vectors.indptr[row], vectors.indptr[row + 1])
            columns = vectors.indices[cells]
            added = vectors.data[cells] * self.topic[-1].coef_[column, columns]
            values = dict(zip(columns.tolist(), added.tolist(), strict=True))
            words = _carrying(texts[row], values, self.topic[0].vocabulary_)
            statements[row].append(Statement(topics[column], rating, float(sure[row, column]), words))
        return statements

    def rate(self, statements: Sequence[tuple[str, str]]) -> list[int]:
        """From -2 to 2 for pairs of criterion and text."""
        if not statements:
            return []
        documents = [f"{criterion}\t{text}" for criterion, text in statements]
        vectors = self.sign[0].transform(documents)
        signs, strong = self.sign[-1].predict(vectors), self.strong.predict(vectors)
        return [int(sign) * (2 if is_strong else 1) for sign, is_strong in zip(signs, strong, strict=True)]


@dataclass(frozen=True)
class Statement:
    topic: str
    rating: int
    confidence: float
    words: tuple[tuple[int, int], ...]


def _suggestion(sentence: Sentence, subject: Subject, said: Statement) -> Suggestion:
    criterion, _, label = said.topic.partition(":")
    shift = sentence.start + subject.start
    place: Place = subject.place
    return Suggestion(
        start=sentence.start,
        end=sentence.end,
        place=place.key,
        is_country=place.is_country,
        criterion=criterion,
        label=label,
        rating=said.rating * subject.turn,
        kind=subject.kind,
        is_plan=subject.is_plan,
        confidence=said.confidence,
        words=tuple((shift + start, shift + end) for start, end in said.words),
    )


def _carrying(text: str, values: Mapping[int, float], vocabulary: Mapping[str, int]) -> tuple[tuple[int, int], ...]:
    """The spans of the words whose features add most to the topic, in the order of the text."""
    matches = list(WORD.finditer(fold(text)))
    adds = [0.0] * len(matches)
    for feature, place in located([match[0] for match in matches]):
        column = vocabulary.get(feature)
        if column is not None:
            adds[place] += values[column]
    most = sorted(range(len(adds)), key=adds.__getitem__, reverse=True)[:CARRYING_WORDS]
    return tuple(matches[place].span() for place in sorted(most) if adds[place] > 0)
