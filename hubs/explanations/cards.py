"""Share cards: what a page says, laid out on 1200 × 630 pixels so that no name and no translation overflows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Protocol

from hubs.catalogue.entities import Hub
from hubs.catalogue.frozen import Catalogue
from hubs.drawing import maps
from hubs.drawing.typeface import Words, face, fill, printable, shorten
from hubs.explanations.cells import Cell
from hubs.explanations.hub import aspects
from hubs.explanations.landing import Showcase
from hubs.explanations.order import Order, Placed
from hubs.explanations.results import Outcome, place
from hubs.explanations.rows import Priority, Row

LEFT, ACROSS = 64, 640
TITLE_TOP = 104
ROWS, NAME_SIZE, LONG_NAME_SIZE, RANGE_SIZE = 5, 24, 19, 20
ROOM_FOR_NAME = 248
BAR_LEFT, GAP, ROOM_FOR_SCORE, ROOM_FOR_RANGE = 366, 12, 34, 60  # enough as long as no number reaches 100
STRONGEST, WEAKEST = 3, 2
FOOT = 598
PURPOSE_ROOM, PURPOSE_SIZE = 430, 22  # right of the name of the site
KEY_SIZE, KEY_TOP, KEY_STEP, KEY_LINES = 18, 526, 28, 2
SWATCH, KEY_GAP, ROOM_FOR_MORE = 22, 20, 44
WHOLE_MAP = "translate(737.5 -22.5) scale(0.75)"  # as much of map.svg as pages show, right of the words
MAP_CENTRE, LOCATOR_SCALE, SITE_DOT = (970, 315), 2, 7.5


class Speaker(Protocol):
    """Gives the words that a page's template makes of its values, one string for each of their lines."""

    def __call__(self, template: str, **values: object) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class SiteCard:
    title: Words
    text: Words
    dots: tuple[maps.Dot, ...]
    view: str = WHOLE_MAP


def site_card(catalogue: Catalogue, showcase: Showcase, say: Speaker) -> SiteCard:
    title = fill(say("hubs/landing/title.html", catalogue=catalogue), 150, (ACROSS, 260), (64, 56, 48, 40), "bold")
    lede = say("hubs/landing/lede.html", showcase=showcase)
    text = fill(lede, title.bottom + 40, (ACROSS, FOOT - title.bottom - 60), (28, 24, 20))
    return SiteCard(title, text, maps.dots(map(place, catalogue.hubs.values()), SITE_DOT))


@dataclass(frozen=True, slots=True)
class Score:
    """One criterion of a hub on its card."""

    y: int
    name: str
    cell: Cell
    verdict: str


@dataclass(frozen=True, slots=True)
class HubCard:
    hub: Hub
    title: Words
    country: Words
    text: Words
    scores: tuple[Score, ...]
    release: Words
    dots: tuple[maps.Dot, ...]
    view: str


def hub_card(catalogue: Catalogue, hub: Hub, say: Speaker) -> HubCard:
    title = fill([hub.name], TITLE_TOP, (ACROSS, 92), (68, 56, 46, 38), "bold")
    country = fill([hub.country.name], title.bottom + 8 + title.size / 5, (ACROSS, 32), (26,))
    text = fill([hub.summary], country.bottom + 22, (ACROSS, 90), (24, 21, 19))
    at = maps.project(hub.latitude, hub.longitude)
    shift = (maps.unit(MAP_CENTRE[0] - LOCATOR_SCALE * at.x), maps.unit(MAP_CENTRE[1] - LOCATOR_SCALE * at.y))
    others = [other for other in catalogue.hubs.values() if other != hub]
    return HubCard(
        hub=hub,
        title=title,
        country=country,
        text=text,
        scores=tuple(_score(374 + 44 * line, cell, say) for line, cell in enumerate(telling_cells(catalogue, hub))),
        release=_release(catalogue, say),
        dots=maps.dots(map(place, [hub, *others]), maps.NEIGHBOUR),
        view=f"translate({shift[0]} {shift[1]}) scale({LOCATOR_SCALE})",
    )


def _score(y: int, cell: Cell, say: Speaker) -> Score:
    verdict = " ".join(say("hubs/parts/verdict_word.html", cell=cell))
    return Score(y, shorten(cell.criterion.name, 246, NAME_SIZE), cell, shorten(verdict, 104, 20))


def _release(catalogue: Catalogue, say: Speaker) -> Words:
    return fill(
        say("hubs/parts/release.html", catalogue=catalogue), FOOT - 0.8 * KEY_SIZE, (ACROSS, KEY_SIZE), (KEY_SIZE,)
    )


def telling_cells(catalogue: Catalogue, hub: Hub) -> tuple[Cell, ...]:
    """The strongest and the weakest of what is known about a hub, the best one first."""
    known = [aspect.only for aspect in aspects(catalogue, hub) if aspect.only and aspect.only.count]
    known.sort(key=lambda cell: -cell.mean)
    return tuple(known[:STRONGEST] + known[STRONGEST:][-WEAKEST:])


@dataclass(frozen=True, slots=True)
class CardRow:
    """One of the first five of a ranking."""

    y: int
    name: Words
    range: str
    row: Row | Placed


@dataclass(frozen=True, slots=True)
class Columns:
    """How wide the bars of a ranking are, where its scores end and where its ranges begin."""

    bar: int
    score: int
    range: int


@dataclass(frozen=True, slots=True)
class Weight:
    """A priority in the key of the bars: its swatch, its name and where its points stand."""

    x: int
    y: int
    series: int
    name: str
    points: str
    points_x: int


@dataclass(frozen=True, slots=True)
class RankingCard:
    """`more` counts the priorities that the key has no room for; there is text where there are no places."""

    purpose: str
    title: Words
    text: Words
    places: tuple[CardRow, ...]
    columns: Columns
    weights: tuple[Weight, ...]
    more: int
    release: Words
    dots: tuple[tuple[maps.Dot, int | None], ...]
    view: str = WHOLE_MAP


def ranking_card(catalogue: Catalogue, outcome: Outcome | Order, say: Speaker, purpose: str = "") -> RankingCard:
    """What it is for, if that was said, the verdict, the first five and the priorities; or why no hub is left."""
    title = fill(say("hubs/shared/verdict.html", outcome=outcome), TITLE_TOP, (ACROSS, 124), (46, 40, 34, 30), "bold")
    lede = [] if outcome.rows else say("hubs/ranking/lede.html", outcome=outcome)
    first: Sequence[Row | Placed] = outcome.shortlist or outcome.rows
    places = tuple(_card_row(270 + 50 * at, row) for at, row in enumerate(first[:ROWS]))
    weights = tuple(_key(outcome.priorities))
    return RankingCard(
        purpose=shorten(purpose, PURPOSE_ROOM, PURPOSE_SIZE),
        title=title,
        text=fill(lede, title.bottom + 26, (ACROSS, 200), (28, 24, 20)),
        places=places,
        columns=_columns(places),
        weights=weights,
        more=len(outcome.priorities) - len(weights),
        release=_release(catalogue, say),
        dots=outcome.dots,
    )


def _card_row(y: int, row: Row | Placed) -> CardRow:
    """A name that is too long for one line gets two smaller ones, as far above the row's middle as below it."""
    name = fill([row.hub.name], y - 0.8 * NAME_SIZE, (ROOM_FOR_NAME, 1.5 * NAME_SIZE), (NAME_SIZE, 21))
    if name.lines[0].text != printable(row.hub.name):
        name = fill([row.hub.name], y - 1.15 * NAME_SIZE, (ROOM_FOR_NAME, 2.4 * LONG_NAME_SIZE), (LONG_NAME_SIZE,))
    return CardRow(y, name, f"{row.sure.low}–{row.sure.high}", row)


def _columns(places: Sequence[CardRow]) -> Columns:
    """Scores and ranges get the room of the widest of them, which is taken from the bars."""
    regular, bold = face("regular"), face("bold")
    scores = [ROOM_FOR_SCORE, *(bold.width(str(place.row.score), NAME_SIZE) for place in places)]
    ranges = [ROOM_FOR_RANGE, *(regular.width(place.range, RANGE_SIZE) for place in places)]
    range_left = LEFT + ACROSS - ceil(max(ranges))
    score_right = range_left - GAP
    return Columns(score_right - ceil(max(scores)) - GAP - BAR_LEFT, score_right, range_left)


def _key(priorities: Iterable[Priority]) -> Iterator[Weight]:
    """As many priorities as two lines hold, heaviest first."""
    regular, bold = face("regular"), face("bold")
    x, line = 0.0, 0
    for priority in priorities:
        name = shorten(priority.criterion.name, ACROSS / 2, KEY_SIZE)
        points_x = SWATCH + regular.width(name, KEY_SIZE) + 7
        width = points_x + bold.width(priority.points, KEY_SIZE)
        if x + width > ACROSS - (ROOM_FOR_MORE if line == KEY_LINES - 1 else 0):
            x, line = 0.0, line + 1
        if line == KEY_LINES:
            return
        y = KEY_TOP + KEY_STEP * line
        yield Weight(round(LEFT + x), y, priority.series, name, priority.points, round(LEFT + x + points_x))
        x += width + KEY_GAP
