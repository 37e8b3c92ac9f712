"""Fitting a reader to statements, and choosing from which confidence on it suggests."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline
from sklearn.svm import LinearSVC

from hubs.interviews.reader import NOTHING, Confidence, Reader
from hubs.interviews.words import sign_features, topic_features

PRECISION = (
    0.815  # wanted of suggestions; what is measured on unseen sources is a little less than what was chosen on others
)
FOLDS = 3
CANDIDATES = 2  # topics of each text that the confidence is fitted on: each the other's rival
STRONG = 2
Analyzer: TypeAlias = Callable[[str], list[str]]


@dataclass(frozen=True)
class Example:
    """A statement whose topic and rating are known: its text in every language, places blanked out.

    `group` is its source, or what its source repeats: examples of a group are left out together.
    """

    texts: tuple[str, ...]
    topic: str
    rating: int
    group: str

    @property
    def criterion(self) -> str:
        return self.topic.partition(":")[0]


def fit(examples: Sequence[Example], glossary: Sequence[Example] = (), folds: int = FOLDS) -> Reader:
    """A reader of what the examples teach; the glossary, which defines the topics, is learnt but never left out."""
    confidence = _fit_confidence(examples, glossary, folds)
    rated = [example for example in examples if example.rating and example.topic != NOTHING]
    documents = [f"{example.criterion}\t{text}" for example in rated for text in example.texts]
    signs = [int(np.sign(example.rating)) for example in rated for _ in example.texts]
    strong = [abs(example.rating) >= STRONG for example in rated for _ in example.texts]
    sign = unfitted(sign_features, balanced=False).fit(documents, signs)
    return Reader(
        topic=_fit_topics([*examples, *glossary]),
        sign=sign,
        strong=unfitted(sign_features, balanced=True)[-1].fit(sign[0].transform(documents), strong),
        confidence=confidence,
    )


def unfitted(analyzer: Analyzer, *, balanced: bool) -> Pipeline:
    features = TfidfVectorizer(analyzer=analyzer, sublinear_tf=True, min_df=2)
    classifier = LinearSVC(C=1, class_weight="balanced" if balanced else None, random_state=0)
    return Pipeline([("features", features), ("classifier", classifier)])


def _fit_topics(examples: Sequence[Example]) -> Pipeline:
    texts = [text for example in examples for text in example.texts]
    topics = [example.topic for example in examples for _ in example.texts]
    return unfitted(topic_features, balanced=True).fit(texts, topics)


def _fit_confidence(examples: Sequence[Example], glossary: Sequence[Example], folds: int) -> Confidence:
    """From what readers of other sources make of each one: how sure is right, and what to be sure of."""
    groups = [example.group for example in examples]
    parts = [
        _candidates(_fit_topics([*(examples[row] for row in train), *glossary]), [examples[row] for row in test])
        for train, test in GroupKFold(folds).split(examples, groups=groups)
    ]
    seen = np.concatenate([part[0] for part in parts])
    right = np.concatenate([part[1] for part in parts])
    model = LogisticRegression().fit(seen, right)
    threshold = _threshold(model.predict_proba(seen)[:, 1], right)
    return Confidence(float(model.intercept_[0]), float(model.coef_[0, 0]), float(model.coef_[0, 1]), threshold)


def _candidates(model: Pipeline, test: Sequence[Example]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Margin and lead of the likeliest topics of every text, and whether the text speaks of that criterion."""
    truth: dict[str, set[str]] = defaultdict(set)
    for example in test:
        for text in example.texts:
            truth[text].add(example.criterion)
    margins = model.decision_function(list(truth))
    order = np.argsort(-margins, axis=1)[:, :CANDIDATES]
    ranked = np.take_along_axis(margins, order, axis=1)
    leads = ranked - ranked[:, [1, 0]]
    criteria = [topic.partition(":")[0] for topic in model.classes_]
    right = [criteria[column] in said for row, said in zip(order, truth.values(), strict=True) for column in row]
    return np.column_stack([ranked.ravel(), leads.ravel()]), np.array(right)


def _threshold(sure: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """The lowest confidence from which on the wanted share is right; 1 if none is."""
    order = np.argsort(-sure)
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.nonzero(precision >= PRECISION)[0]
    return float(sure[order][enough[-1]]) if len(enough) else 1.0
