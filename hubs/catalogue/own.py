"""A release as one reader has it: with what living costs them, and how easy it is for them to stay, beside the rest."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hubs.catalogue.entities import Criterion, Figure, Hub, Indicator, Source
from hubs.catalogue.frozen import Catalogue
from hubs.catalogue.moving import OWN_COST, OWN_PAPERS, Mover, ease_in, money, rests_on, visit
from hubs.formats import number
from hubs.ranking.constraints import LIKELY
from hubs.ranking.money import share, worth
from hubs.ranking.own_cells import OwnCell, with_own
from hubs.ranking.papers import AGREEMENT, OWN, PERMIT

COST, PAPERS = "cost", "papers"


@dataclass(frozen=True, slots=True)
class Told:
    """What one of a reader's own cells says, and where that comes from."""

    cell: OwnCell
    text: str
    year: str
    source: Source
    note: str


def tells_cost(catalogue: Catalogue, mover: Mover) -> bool:
    """Whether anything can be said of what living costs this reader; on what people say alone no figure counts."""
    if COST not in catalogue.criteria or catalogue.counts_people_only:
        return False
    return any(own and own.is_sound for own in (money(catalogue, mover, hub) for hub in catalogue.hubs))


def made_own(catalogue: Catalogue, mover: Mover, *, cost: bool, papers: bool) -> Catalogue:
    """The catalogue with the reader's own cost in the place of the cost, and their papers as one criterion more.

    As it was where neither can be told. Nothing that is written of a cell names the income or a passport.
    """
    told: dict[str, dict[str, Told]] = {}
    if cost and tells_cost(catalogue, mover):
        told[COST] = _each(catalogue, mover, _cost)
    if papers:
        told[PAPERS] = _each(catalogue, mover, _papers)
    if not told:
        return catalogue
    by = {COST: _indicator(OWN_COST, _("Your own cost of living"), COST)}
    by[PAPERS] = _indicator(OWN_PAPERS, _("Your papers"), PAPERS)
    figures = {
        said.cell.key: _figure(said, catalogue.hubs[hub], by[criterion])
        for criterion, cells in told.items()
        for hub, said in cells.items()
    }
    cells = {criterion: {hub: said.cell for hub, said in each.items()} for criterion, each in told.items()}
    ranker = with_own(catalogue.ranker, cells)
    return replace(
        catalogue,
        ranker=ranker,
        said=ranker if catalogue.counts_people_only else catalogue.said,
        criteria=catalogue.criteria | ({PAPERS: papers_criterion()} if papers else {}),
        figures=catalogue.figures.amended(figures),
    )


def papers_criterion() -> Criterion:
    """The one criterion that no release has: it is another one for every reader."""
    return Criterion(
        slug=PAPERS,
        name=_("Easy to stay with my papers"),
        question=_("How easy is it to come and stay with your passport?"),
        help=_(
            "By your best passport, from what each country asks: its own passport 10, residence by an agreement of "
            "your country 8.8, a permit to work from afar within your income 7.5, 180 days without a visa 6.3, 90 days "
            "5, fewer 3.8, an e-visa 2.5, a visa 1.3, no admission 0. Where nobody can tell whether the income is "
            "enough it lies between. No legal advice."
        ),
        low=_("No admission"),
        high=_("My own country"),
        kind="rating",
        icon="stamp",
        figure_factor=1.0,
        options=(),
        indicators=(),
        best=_("the easiest to stay in with your papers"),
        more=_("easier to stay in with your papers"),
        less=_("harder to stay in with your papers"),
    )


def _each(catalogue: Catalogue, mover: Mover, tell: Callable[[Catalogue, Mover, Hub], Told | None]) -> dict[str, Told]:
    found = ((slug, tell(catalogue, mover, hub)) for slug, hub in catalogue.hubs.items())
    return {slug: told for slug, told in found if told}


def _cost(catalogue: Catalogue, mover: Mover, hub: Hub) -> Told | None:
    """None where a price level is unknown, or an exchange rate distorts it."""
    if hub.slug == mover.home:
        level = next(each for each in catalogue.figures_of(hub.slug) if each.indicator.slug == "price-level-vs-us")
        cell = OwnCell(f"{OWN_COST}-{hub.slug}-home", 0.5, 0.5, 0.5, 0.0)
        return Told(cell, _("as at home: it is home"), level.year, level.source, "")
    found = money(catalogue, mover, hub.slug)
    if found is None or not found.is_sound or mover.income is None:
        return None
    costs = share(mover.income, found.home.prices, found.there.prices)
    own = worth(costs)
    low, mid, high = (number(100 * each) for each in (costs.low, costs.mid, costs.high))
    text = _("%(mid)s %% of what living costs at home, likely %(low)s %% to %(high)s %%")
    key = slugify(f"{OWN_COST}-{hub.slug}-{low}-{mid}-{high}")
    cell = OwnCell(key, own.low, own.mid, own.high, ((own.high - own.low) / (2 * LIKELY)) ** 2)
    level = found.there.level
    note = _("By the level of prices here (%(level)s) and the parts of the sum above.") % {"level": level.display}
    return Told(cell, text % {"low": low, "mid": mid, "high": high}, level.year, level.source, note)


def _papers(catalogue: Catalogue, mover: Mover, hub: Hub) -> Told | None:
    """From the permit that it rests on, else from the entry; None without a passport, or where nothing is known."""
    found = ease_in(catalogue, mover, hub.country.code)
    if found is None:
        return None
    low, high = found
    papers = rests_on(catalogue, mover, hub.country.code, low, high) or catalogue.entries[hub.country.code]
    needs = visit(catalogue, mover, hub.country.code)[1]
    key = slugify(f"{OWN_PAPERS}-{hub.slug}-{needs}-{low}-{high}")
    cell = OwnCell(key, low, (low + high) / 2, high, (high - low) ** 2 / 12)
    note = _("Entry for a visit is not a right to live or work there.") if needs != OWN else ""
    return Told(cell, _in_words(needs, low, high), papers.checked, papers.source, note)


def _in_words(needs: str, low: float, high: float) -> str:
    """What a passport needs, and what a permit adds to it."""
    words = {
        "": _("what a visit takes is not known"),
        OWN: _("its own country"),
        "visa free": _("no visa for a visit"),
        "eta": _("a travel authorization for a visit"),
        "visa on arrival": _("a visa on arrival"),
        "e-visa": _("an e-visa for a visit"),
        "visa required": _("a visa for a visit"),
    }
    days = int(needs) if needs.isdecimal() else 0
    said = words.get(needs, _("no admission"))
    if days:
        said = ngettext("%(days)d day without a visa", "%(days)d days without a visa", days) % {"days": days}
    if needs == OWN or high < PERMIT:
        return said
    if low >= AGREEMENT:
        return _("%(visit)s; residence by an agreement of your country") % {"visit": said}
    if high >= AGREEMENT:
        return _("%(visit)s; residence by an agreement of your country, for how long is not stated") % {"visit": said}
    if low >= PERMIT:
        return _("%(visit)s; a permit to work from afar is within reach") % {"visit": said}
    return _("%(visit)s; whether a permit to work from afar is within reach cannot be told") % {"visit": said}


def _indicator(slug: str, name: str, criterion: str) -> Indicator:
    return Indicator(
        slug=slug,
        name=name,
        unit="",
        criterion=criterion,
        shape="fact",
        scale="linear",
        lower=None,
        upper=None,
        tolerance=None,
        reach=None,
        decimals=0,
        role="defining",
    )


def _figure(told: Told, hub: Hub, by: Indicator) -> Figure:
    return Figure(
        key=told.cell.key,
        hub=hub.slug,
        country="",
        indicator=by,
        value=None,
        text=told.text,
        year=told.year,
        scope="hub",
        source=told.source,
        note=told.note,
        ranked=True,
    )
