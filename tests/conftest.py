"""What every test has: fresh caches, few examples of each property, and the mark of the database."""

import os

import pytest
from django.core.cache import cache
from hypothesis import settings

from hubs.catalogue import releases

# Properties: the same few examples in every run of the suite, many new ones in `make properties`.
settings.register_profile("suite", derandomize=True, deadline=None, max_examples=25)
settings.register_profile("properties", deadline=None, max_examples=1000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))

STORES = {"db", "transactional_db"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if is_property(item):
            item.add_marker("properties")
        if not item.get_closest_marker("browser") and is_stored(item):
            item.add_marker("stored")


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
    cache.clear()
