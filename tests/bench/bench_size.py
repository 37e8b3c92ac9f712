"""What grows with the catalogue: a ranking, a worker's memory, loading and publishing."""

import json
import subprocess
import sys
from itertools import repeat
from pathlib import Path

from tqdm import tqdm

from tests.bench.bench_page import new_answers
from tests.bench.bench_worker import bare_memory, managed
from tests.bench.serving import ROOT, cost, environment, fetch, serving

FEW, MANY, WRITTEN = 100, 10_000, 1_000  # hubs
RANKING = 5.0  # times the processor of a ranking of a few hubs: one of many
PAGE = 2.0  # times that of the list of a few hubs: the list of many
MEMORY = 2.4  # times what bare imports need: a worker that holds many hubs
WRITING = 10.0  # times bare json and bulk_create: loading, and publishing
SECONDS = 1.0  # of the processor


def run(folder: Path) -> list[str]:
    """Print a table; the targets that were missed."""
    print(f"A catalogue of {MANY:,} hubs")
    stages = tqdm((FEW, MANY), desc="Catalogues", leave=False, disable=None)
    few, many = (measured(folder / str(hubs), hubs) for hubs in stages)
    times = json.loads(sized(folder / "written", "written", WRITTEN))
    lines = [
        (f"a new ranking, against one of {FEW} hubs", many["ranking"] / few["ranking"], RANKING),
        (f"the list of hubs, against one of {FEW}", many["list"] / few["list"], PAGE),
        ("memory of a worker, against bare imports", many["memory"] / bare_memory(), MEMORY),
        *((f"{name} {WRITTEN:,} hubs, against bare json and bulk_create", times[name], WRITING) for name in times),
    ]
    for name, ratio, most in lines:
        print(f"{ratio:9.2f}x  at most {most}  {name}", flush=True)
    return [f"{name}: {ratio:.2f} times, not {most}" for name, ratio, most in lines if ratio > most]


def measured(folder: Path, hubs: int) -> dict[str, float]:
    """Milliseconds of the processor for pages of a worker that holds so many hubs, and its memory."""
    sized(folder, "release", hubs)
    with serving("relocate.wsgi", "relocate/server.py", folder) as server:
        connection = server.connect()
        fetch(connection, "/hubs/")
        connection.close()
        held = server.memory
        pages = {"ranking": new_answers(), "list": repeat("/hubs/?page=2")}
        return {name: cost(server, paths, SECONDS) for name, paths in pages.items()} | {"memory": held}


def sized(folder: Path, what: str, hubs: int) -> str:
    """Fill a database of its own; what `tests.bench.sized` prints."""
    folder.mkdir()
    managed(folder, "migrate")
    managed(folder, "collectstatic", "--noinput")
    command = [sys.executable, "-m", "tests.bench.sized", what, str(hubs)]
    return subprocess.run(
        command, cwd=ROOT, env=environment(folder), check=True, stdout=subprocess.PIPE, text=True
    ).stdout
