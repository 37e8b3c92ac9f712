import pytest
from django.core.cache import cache
from hypothesis import settings

from hubs.catalogue import releases

settings.register_profile("suite", derandomize=True, deadline=None)
settings.load_profile("suite")


@pytest.fixture(autouse=True)
def _fresh_caches():
    """Primary keys and release numbers repeat from test to test; what a process remembers must not."""
    releases._catalogues.cache_clear()
    cache.clear()
