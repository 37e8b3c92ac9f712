"""What every test has: fresh caches, few examples of each property, and the mark of the database."""

import gc
import os

import pytest
from django.core.cache import caches
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import settings

from hubs.catalogue import releases
from hubs.web import following, page_cache
from hubs.web.cache import ask_again
from tests import makers

# Properties: the same few examples in every run of the suite, many new ones in `make properties`.
settings.register_profile("suite", derandomize=True, deadline=None, max_examples=25)
settings.register_profile("properties", deadline=None, max_examples=1000, print_blob=True)
settings.register_profile("fuzz", deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))

STORES = {"db", "transactional_db"}
LONG = ("browser", "fuzz", "properties")

collect_ignore = ["bench/peer.py", "bench/site.py"]  # modules of the servers that are timed


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if is_property(item):
            item.add_marker("properties")
        if any(item.get_closest_marker(kind) for kind in LONG):
            item.add_marker("no_cover")  # to trace what they run takes a third of the time, and finds no line more
        if not (item.get_closest_marker("browser") or item.get_closest_marker("faults")) and is_stored(item):
            item.add_marker("stored")
    # Those that take longest come first: the last minutes of a run are short tests, shared by all processes.
    items.sort(key=how_late)


def how_late(item: pytest.Item) -> int:
    return 0 if item.path.name == "test_everyone.py" else 1 if item.get_closest_marker("browser") else 2


def pytest_collection_finish() -> None:
    """What is loaded stays: as on the site, the collector neither looks through it nor runs all the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(following.COLLECTED_AFTER)


def is_property(item: pytest.Item) -> bool:
    return getattr(getattr(item, "obj", None), "is_hypothesis_test", False)


def is_stored(item: pytest.Item) -> bool:
    """Whether a test touches the database or the cache."""
    asked = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or asked & STORES) or "caches" in vars(
        getattr(item, "module", item)
    )


@pytest.fixture(autouse=True)
def _fresh_caches():
    """Primary keys and release numbers repeat from test to test; what a process remembers must not."""
    releases._catalogues.cache_clear()
    releases.serve(None)
    releases._bad.clear()
    page_cache.forget()
    ask_again()
    for name in ("pages", "counters"):  # what is noted in the database goes with it
        caches[name].clear()


@pytest.fixture
def as_stored(monkeypatch):
    """Releases are restored from the database as on the site, whatever tests remember."""
    monkeypatch.setattr(releases._catalogues, "_make", releases._restore)


@pytest.fixture(autouse=True, scope="session")
def _remembered_fits():
    """Most tests rank one of two data sets: each is fitted once, whatever its release is called."""
    makers.forget()  # a run of mutants forks processes, and each has to begin with nothing
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(releases, "catalogues_of", makers.remembering(releases.catalogues_of))
        patch.setattr(releases._catalogues, "_make", makers.remembered_release)
        yield


@pytest.fixture
def connected():
    """Requests that no test client makes leave the test's connection open, as a test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
