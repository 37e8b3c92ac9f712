"""A catalogue of so many hubs in the database of the benchmark: ``python -m tests.bench.sized release 10000``.

`release` stores one that pages read; `written` writes its rows and publishes them, and prints how many times as much
processor time that takes as Django and json need at the very least.
"""

import json
import sys
from collections.abc import Callable
from time import process_time

import django


def release(hubs: int) -> None:
    from django.utils import timezone

    from hubs.catalogue.releases import fingerprint
    from hubs.models import Release
    from tests.bench.catalogues import DAY, payload

    held = payload(hubs)
    stored = {"number": 1, "sha256": fingerprint(held), "date": DAY, "published_at": timezone.now()}
    Release.objects.create(payload=held, **stored)


def written(hubs: int) -> None:
    from hubs.catalogue.loading import load, read_calibration
    from hubs.catalogue.publishing import publish, store_calibration
    from hubs.models import Release
    from tests.bench.catalogues import DAY, FIXTURES, records

    calibration = read_calibration(FIXTURES)
    assert calibration is not None
    store_calibration(calibration)
    made = [(f"record {place}", record) for place, record in enumerate(records(hubs))]
    times = {"load": spent(lambda: load(made)), "publish": spent(lambda: publish(today=DAY))}
    newest = Release.objects.newest()
    assert newest is not None
    least = spent(lambda: json.loads(json.dumps(newest.payload))) + spent_creating()
    print(json.dumps({name: time / least for name, time in times.items()}))


def spent_creating() -> float:
    """A bare bulk_create of every row that there is; nothing of it stays."""
    from django.db import transaction

    from hubs.catalogue.records import MODELS

    held = [(model, list(model._base_manager.all())) for model in MODELS.values()]
    with transaction.atomic():
        for model, _ in reversed(held):
            model._base_manager.all()._raw_delete("default")
        time = spent(lambda: [model._base_manager.bulk_create(rows) for model, rows in held])
        transaction.set_rollback(True)
    return time


def spent(act: Callable[[], object]) -> float:
    begun = process_time()
    act()
    return process_time() - begun


if __name__ == "__main__":
    django.setup()
    {"release": release, "written": written}[sys.argv[1]](int(sys.argv[2]))
