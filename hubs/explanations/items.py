"""Evidence items as a page shows them: a quote, a claim or a figure, and what it adds."""

from collections.abc import Iterable
from dataclasses import dataclass

from hubs.catalogue.entities import Criterion, Evidence, Figure
from hubs.catalogue.frozen import Catalogue
from hubs.formats import Printed, signed
from hubs.languages import ENGLISH, is_read_here, language_name
from hubs.ranking.ranking import ItemEffect

ALMOST_NOTHING = 0.0005
OLD_AFTER = 5  # years
ORDER = ("quote", "claim", "figure")


@dataclass(frozen=True, slots=True)
class Wording:
    """How a statement reads on this page: its text in `lang`, and its translation for who reads another language.

    `elsewhere` names the source's language, where it is not the page's.
    """

    lang: str
    translation: str
    elsewhere: str


@dataclass(frozen=True, slots=True)
class Item:
    """`form` is quote, claim or figure; `tone` is up, down or mixed; `effect` is printed, if there is one.

    `old` is the year of a statement that is older than five years.
    """

    about: Evidence | Figure
    form: str
    tone: str
    criterion: Criterion | None
    country: str
    label: str = ""
    effect: Printed | None = None
    size: float = 0.0
    wording: Wording | None = None
    old: str = ""

    @property
    def adds(self) -> bool:
        """Whether its printed effect is more than a zero."""
        return any(digit.isdigit() and digit != "0" for digit in self.effect or "")


def tone_of(value: float) -> str:
    if abs(value) < ALMOST_NOTHING:
        return "mixed"
    return "up" if value > 0 else "down"


def item(catalogue: Catalogue, about: Evidence | Figure, effect: float | None = None, scale: float = 1.0) -> Item:
    """A statement takes its tone from its rating, a figure from what it does to the score."""
    if isinstance(about, Evidence):
        form, tone, slug, label = about.form, tone_of(about.rating), about.criterion, about.label
    else:
        form, tone, slug, label = "figure", tone_of(effect or 0.0), about.indicator.criterion or "", ""
    criterion = catalogue.criteria.get(slug)
    return Item(
        about=about,
        form=form,
        tone=tone,
        criterion=criterion,
        country=catalogue.countries[about.country].name if about.country else "",
        label=criterion.option(label).name if criterion and label else "",
        effect=None if effect is None else signed(scale * effect),
        size=effect or 0.0,
        wording=wording(about) if isinstance(about, Evidence) else None,
        old=about.source.date[:4] if isinstance(about, Evidence) and is_old(catalogue, about) else "",
    )


def is_old(catalogue: Catalogue, statement: Evidence) -> bool:
    """Whether it was said more than five years before the release; what bears no date may be of any age."""
    year = statement.source.date[:4]
    return bool(year) and catalogue.date.year - int(year) > OLD_AFTER


def wording(statement: Evidence) -> Wording:
    """A quote is in its source's language, a claim is retold in English."""
    source = statement.source.language or ENGLISH
    lang = source if statement.form == "quote" else ENGLISH
    return Wording(
        lang=lang,
        translation="" if is_read_here(lang) else statement.translation,
        elsewhere="" if is_read_here(source) else language_name(source),
    )


def with_effects(catalogue: Catalogue, effects: Iterable[ItemEffect], scale: float) -> list[Item]:
    """Items with what they add in units of `scale` to the whole score; one that speaks to several options once."""
    items = [
        item(catalogue, catalogue.evidence.get(key) or catalogue.figures[key], size, scale)
        for key, size in _sizes(effects).items()
    ]
    return sorted(items, key=lambda entry: _weightiest(entry.form, entry.size, entry.about.key))


def _sizes(effects: Iterable[ItemEffect]) -> dict[str, float]:
    total: dict[str, float] = {}
    for effect in effects:
        total[effect.key] = total.get(effect.key, 0.0) + effect.effect
    return total


def _weightiest(form: str, size: float, key: str) -> tuple[int, float, str]:
    return ORDER.index(form), -abs(size), key
