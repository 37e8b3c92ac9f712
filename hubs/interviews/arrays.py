"""A reader as bytes that are safe to load from a database: arrays and texts, no pickled code."""

import io
import json
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline
from sklearn.svm import LinearSVC

from hubs.interviews.learning import Analyzer, unfitted
from hubs.interviews.reader import Confidence, Reader
from hubs.interviews.words import sign_features, topic_features

PIPELINES: dict[str, Analyzer] = {"topic": topic_features, "sign": sign_features}
Arrays: TypeAlias = dict[str, NDArray[Any]]


def to_bytes(reader: Reader) -> bytes:
    arrays: Arrays = {"confidence": np.array(list(vars(reader.confidence).values()))}
    for name in PIPELINES:
        features, classifier = getattr(reader, name)
        words = sorted(features.vocabulary_, key=features.vocabulary_.get)
        arrays[f"{name} words"] = np.frombuffer("\n".join(words).encode(), dtype=np.uint8)
        arrays[f"{name} idf"] = features.idf_.astype(np.float32)
        arrays |= _weights(name, classifier)
    arrays |= _weights("strong", reader.strong)
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def _weights(name: str, classifier: LinearSVC) -> Arrays:
    return {
        f"{name} weights": classifier.coef_.astype(np.float32),
        f"{name} intercepts": classifier.intercept_,
        f"{name} classes": np.frombuffer(json.dumps(classifier.classes_.tolist()).encode(), dtype=np.uint8),
    }


def from_bytes(stored: bytes) -> Reader:
    with np.load(io.BytesIO(stored), allow_pickle=False) as file:
        arrays = dict(file)
    pipelines = {name: _pipeline(name, arrays) for name in PIPELINES}
    strong = unfitted(sign_features, balanced=True)[-1]
    _restore("strong", strong, arrays)
    return Reader(**pipelines, strong=strong, confidence=Confidence(*map(float, arrays["confidence"])))


def _pipeline(name: str, arrays: Arrays) -> Pipeline:
    pipeline = unfitted(PIPELINES[name], balanced=False)
    features, classifier = pipeline
    words = arrays[f"{name} words"].tobytes().decode().split("\n")
    features.vocabulary = {word: column for column, word in enumerate(words)}
    features.idf_ = arrays[f"{name} idf"].astype(np.float64)
    _restore(name, classifier, arrays)
    return pipeline


def _restore(name: str, classifier: LinearSVC, arrays: Arrays) -> None:
    classifier.coef_ = arrays[f"{name} weights"].astype(np.float64)
    classifier.intercept_ = arrays[f"{name} intercepts"]
    classifier.classes_ = np.array(json.loads(arrays[f"{name} classes"].tobytes()))
    classifier.n_features_in_ = classifier.coef_.shape[1]
