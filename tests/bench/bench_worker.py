"""What a worker needs: its memory, its first answers, and what a second `make run` does before it starts."""

import resource
import subprocess
import sys
import time
from http.client import HTTPConnection
from itertools import islice, repeat
from pathlib import Path
from statistics import median

from tests.bench.bench_page import new_answers
from tests.bench.serving import ROOT, environment, fetch, serving

MEMORY = 1.5  # times a bare Django worker that has imported pandas, SciPy and scikit-learn
COLD = 3.0  # times its tenth answer: a new worker's first
AGAIN = 2.0  # times a bare manage.py check: manage.py prepare with nothing new
ROUNDS = 3
ANSWERS = 10
REQUESTS = 200
IMPORTS = "import django, pandas, scipy.stats, sklearn.pipeline, gunicorn.workers.gthread"
RSS = "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmRSS')))"


def run(folder: Path) -> list[str]:
    """Print a table; the targets that were missed."""
    print("A worker")
    rounds = [first_to_tenth(folder) for _ in range(ROUNDS)]
    cold = {name: median(times[name] for times in rounds) for name in rounds[0]}
    lines = [(f"the first answer of a new worker, against its tenth: {name}", cold[name], COLD) for name in cold]
    lines.append((f"memory after {REQUESTS} requests, against bare imports", memory(folder), MEMORY))
    lines.append(("prepare with nothing new, against a bare check", prepared_again(folder), AGAIN))
    for name, ratio, most in lines:
        print(f"{ratio:9.2f}x  at most {most}  {name}", flush=True)
    return [f"{name}: {ratio:.2f} times, not {most}" for name, ratio, most in lines if ratio > most]


def first_to_tenth(folder: Path) -> dict[str, float]:
    """How many times its tenth answer a new worker's first one takes, once it says that it is there."""
    asked = {"/": repeat("/"), "/hubs/": repeat("/hubs/"), "a new ranking": new_answers()}
    with serving("relocate.wsgi", "relocate/server.py", folder) as server:
        connection = server.connect()
        fetch(connection, "/livez")
        found = {name: [timed(connection, path) for path in islice(paths, ANSWERS)] for name, paths in asked.items()}
        connection.close()
    return {name: times[0] / times[-1] for name, times in found.items()}


def timed(connection: HTTPConnection, path: str) -> float:
    begun = time.perf_counter()
    fetch(connection, path)
    return time.perf_counter() - begun


def bare_memory() -> float:
    """MiB of a process that has imported what a worker imports, and done nothing."""
    bare = subprocess.run([sys.executable, "-c", f"{IMPORTS}\n{RSS}"], capture_output=True, check=True)
    return int(bare.stdout) / 1024


def memory(folder: Path) -> float:
    with serving("relocate.wsgi", "relocate/server.py", folder) as server:
        connection = server.connect()
        for path in islice(new_answers(), REQUESTS // 2):
            fetch(connection, path)
            fetch(connection, "/hubs/")
        connection.close()
        return server.memory / bare_memory()


def prepared_again(folder: Path) -> float:
    return median(managed(folder, "prepare") / managed(folder, "check") for _ in range(ROUNDS))


def managed(folder: Path, *command: str) -> float:
    """Seconds of the processor that a command of manage.py takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = [sys.executable, "manage.py", *command]
    subprocess.run(run, cwd=ROOT, env=environment(folder), check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
