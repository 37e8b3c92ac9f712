"""Speed of reading an interview: ``run()`` is part of ``python -m tests.bench``."""

import sys

from sklearn.feature_extraction.text import TfidfVectorizer

from hubs.catalogue.reading import examples, gazetteer, glossary
from hubs.interviews.learning import fit
from hubs.interviews.sentences import split
from tests import makers
from tests.bench.bench_ranking import compare

WORDS = 3_000
READING = 20.0  # times one pass of a TF-IDF vectorizer over the same sentences, at most


def run() -> list[str]:
    """An interview of which every sentence says something, which is the slowest kind."""
    records = makers.real_payload()["records"]
    places = gazetteer(records)
    reader = fit(examples(records, places), glossary(records), folds=2)
    said = [str(record["text"]) for record in records if record["type"] == "evidence" and record["form"] == "claim"]
    words = " ".join(said[::3]).split()[:WORDS]
    text = " ".join(words)
    sentences = [each.text for each in split(text)]
    times = compare(
        f"Suggestions for an interview of {len(words):,} words",
        {
            "ours: sentences, places, topics, ratings, words": lambda: reader.read(text, places, residence="medellin"),
            "floor: one pass of TfidfVectorizer": lambda: TfidfVectorizer().fit_transform(sentences),
        },
    )
    ours, floor = times.values()
    return [f"reading takes {ours / floor:.1f} times a pass of TF-IDF"] if ours > READING * floor else []


if __name__ == "__main__":
    sys.exit("\n".join(run()) or 0)
