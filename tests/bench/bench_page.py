"""Speed of pages through the real server, each against a bare Django site on the same server, one worker each.

What counts is the processor's time of the worker for a request: so nobody needs an idle machine. Ours and its floor
take turns, and of their ratios the median counts. The client asks for compressed pages, as browsers do.
"""

import random
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from statistics import median

from tqdm import tqdm

from tests.bench.serving import Server, cost, fetch, serving

KEPT = 0.8  # a page without answers, and the same answers again: at least so many times the requests of hello
RANKED = 0.5  # a new ranking: at least so many times the requests of a template of its bytes and lines
ROUNDS, SECONDS = 7, 0.25  # of the processor
WARM = 4.0  # of the processor: both have served some hundred pages, as a site has that is read
PAGES = ("/", "/hubs/", "/hubs/lima/", "/hubs/lima/cost/", "/es/method/", "/privacy/", "/sitemap.xml", "/card.png")
ASKED = ("culture", "cost", "employers", "family", "remote", "safety", "startups", "talent", "traffic")
ANSWERS = "/results/?family=3&traffic=2&cost=2&remote=2&specialty=fintech&specialty=ai"


def run(folder: Path) -> list[str]:
    """Print two tables; the targets that were missed. The site in the folder is prepared."""
    with serving("relocate.wsgi", "relocate/server.py", folder) as ours:
        connection = ours.connect()
        (folder / "page.html").write_bytes(fetch(connection, ANSWERS))
        connection.close()
        with serving("tests.bench.peer", "tests/bench/peer_server.py", folder) as peer:
            return [*bench_kept(ours, peer), *bench_ranked(ours, peer)]


def bench_kept(ours: Server, peer: Server) -> list[str]:
    print("Pages without answers, requests against a bare view that says hello")
    return [missed for path in PAGES if (missed := against(path, ours, repeat(path), peer, "/", KEPT))]


def bench_ranked(ours: Server, peer: Server) -> list[str]:
    print("Rankings, requests against a bare template of the same bytes and lines")
    found = [
        against("answers that are new each time", ours, new_answers(), peer, "/lines/", RANKED),
        against("the same answers again, against hello", ours, repeat(ANSWERS), peer, "/", KEPT),
    ]
    return [missed for missed in found if missed]


def against(name: str, ours: Server, paths: Iterator[str], peer: Server, floor: str, target: float) -> str | None:
    """Print how many times the requests of the floor ours are; what to say if the target is missed."""
    for server, asked in ((ours, paths), (peer, repeat(floor))):
        cost(server, asked, WARM)
    rounds = tqdm(range(ROUNDS), desc=name, leave=False, disable=None)
    ratios = [cost(peer, repeat(floor), SECONDS) / cost(ours, paths, SECONDS) for _ in rounds]
    found = median(ratios)
    print(f"{found:9.2f}x  {min(ratios):.2f} to {max(ratios):.2f}, at least {target}  {name}", flush=True)
    return f"{name}: {found:.2f} times the requests of {floor}, not {target}" if found < target else None


def new_answers() -> Iterator[str]:
    """Six priorities, weighed as nobody has weighed them before."""
    dice = random.Random(0)
    while True:
        yield "/results/?" + "&".join(f"{name}={dice.randint(1, 2)}" for name in sorted(dice.sample(ASKED, 6)))
