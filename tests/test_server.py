import gc
import subprocess
import sys

import pytest

from hubs.catalogue import releases
from relocate import server
from tests import makers


@pytest.fixture
def _thawed():
    yield
    gc.unfreeze()


@pytest.mark.django_db
@pytest.mark.usefixtures("_thawed")
def test_a_worker_starts_with_the_release_loaded_and_out_of_the_collectors_way():
    makers.make_release()
    server.post_worker_init(None)
    assert releases._catalogues.cache_info().currsize == 1
    assert gc.get_freeze_count() > 0


@pytest.mark.django_db
@pytest.mark.usefixtures("_thawed")
def test_a_worker_starts_without_a_release():
    server.post_worker_init(None)
    assert releases._catalogues.cache_info().currsize == 0


def test_what_fits_a_release_is_imported_before_the_workers_part():
    slow = "{'pandas', 'sklearn.pipeline', 'hubs.ranking.ranker'}"
    code = f"import sys; from relocate import server; print({slow} & set(sys.modules)); "
    code += f"server.on_starting(None); print({slow} <= set(sys.modules))"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.split() == ["set()", "True"]
