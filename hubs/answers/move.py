"""The reader's own move: where they live, what they earn, which passports they hold. Nobody else's business."""

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hubs.answers.fields import IMPORTANCE, RATHER
from hubs.answers.home import HOME, is_about_home
from hubs.catalogue.frozen import Catalogue
from hubs.catalogue.moving import BUYS, DOLLAR, LOCAL, REMOTE, STAY, Mover, homes, rates
from hubs.catalogue.own import COST, PAPERS
from hubs.languages import alphabetical
from hubs.ranking.own_place import OWN_PLACE

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

COUNTRY, INCOME, CURRENCY, PASSPORT, JOB = "lives_in", "income", "currency", "passport", "job"
COST_IS, OWN = "cost_is", "own"
OF_THE_MOVE = {INCOME, CURRENCY, PASSPORT, JOB, BUYS, COST_IS, PAPERS}
MOVE = "move"  # what a sender ticks to tell of it
HOUSEHOLD = "household"
MOST_INCOME = 1e9
MOST_PASSPORTS = 3


class PassportsField(forms.MultipleChoiceField):
    """Several select lists of one name, any of which may stay empty."""

    def to_python(self, value: object) -> list[str]:
        return list(dict.fromkeys(code for code in super().to_python(value) if code))

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if len(value) > MOST_PASSPORTS:
            raise ValidationError(_("Name at most %(most)d passports.") % {"most": MOST_PASSPORTS})


def move_fields(catalogue: Catalogue) -> Iterator[tuple[str, forms.Field]]:
    """What is asked of the reader's own move; nothing on a release that knows neither prices nor papers."""
    named = sorted(((code, each.name) for code, each in catalogue.countries.items()), key=lambda each: _by(each[1]))
    if priced := set(homes(catalogue)):
        countries = [("", gettext_lazy("I would rather not say")), *(each for each in named if each[0] in priced)]
        yield COUNTRY, forms.ChoiceField(label=gettext_lazy("Country"), choices=countries, required=False)
    if not priced and not catalogue.entries and not catalogue.permits:
        return
    yield INCOME, _amount(gettext_lazy("What you earn a month, after tax"))
    currencies = [(code, code) for code in sorted(catalogue.once(rates), key=lambda code: (code != DOLLAR, code))]
    yield CURRENCY, forms.ChoiceField(label=gettext_lazy("Currency"), choices=currencies, required=False)
    passports = {
        passport
        for entry in catalogue.entries.values()
        for held in entry.requirements.values()
        for passport in held.split()
    }
    choices = [each for each in named if each[0] in passports]
    yield PASSPORT, PassportsField(label=gettext_lazy("Your passports"), choices=choices, required=False)
    jobs = (
        ("", gettext_lazy("I would rather not say")),
        (REMOTE, gettext_lazy("Remotely")),
        (LOCAL, gettext_lazy("For an employer there")),
    )
    yield JOB, forms.ChoiceField(label=gettext_lazy("How will you work?"), choices=jobs, required=False)
    yield BUYS, _amount(gettext_lazy("What your income has to buy, in terms of home"))
    if priced and COST in catalogue.criteria:
        kinds = (
            ("", gettext_lazy("What living costs there, for everybody")),
            (OWN, gettext_lazy("What living there costs me, against home")),
        )
        yield COST_IS, forms.ChoiceField(label=catalogue.criteria[COST].name, choices=kinds, required=False)
    if catalogue.entries and PAPERS not in catalogue.criteria:
        name = gettext_lazy("Easy to stay with my papers")
        yield PAPERS, forms.ChoiceField(label=name, choices=IMPORTANCE, required=False)


def _amount(label: "StrPromise") -> forms.FloatField:
    return forms.FloatField(label=label, min_value=1, max_value=MOST_INCOME, required=False)


def _by(name: str) -> str:
    return alphabetical(name)


def is_private(name: str) -> bool:
    """Whether a question of this name is nobody else's business."""
    return _is_of_home(name) or name in OF_THE_MOVE


def hidden_from_others(names: Iterable[str], told: Collection[str]) -> set[str]:
    """The questions, and the musts that rest on them, of which others are told nothing.

    `told` names what they are told of: the household, home, the move.
    """
    hidden = {HOUSEHOLD, HOME, MOVE} - set(told)
    of_home = {name for name in names if _is_of_home(name)} if HOME in hidden else set()
    of_the_move = {*OF_THE_MOVE, STAY} if MOVE in hidden else set()
    return of_home | of_the_move | ({HOUSEHOLD} & hidden)


def without_the_move(typed: QueryDict) -> QueryDict:
    """What was typed, without the reader's money and papers and the musts that rest on them."""
    hidden, told = hidden_from_others(typed, {HOUSEHOLD, HOME}), typed.copy()
    for name in hidden & set(told):
        del told[name]
    told.setlist("must", [must for must in typed.getlist("must") if must.removeprefix(RATHER) not in hidden])
    if not told.getlist("must"):
        del told["must"]
    return told


def _is_of_home(name: str) -> bool:
    return is_about_home(name) or name == COUNTRY


def told_of_move(values: dict[str, object]) -> Mover:
    income, passports, home = values.get(INCOME), values.get(PASSPORT), str(values.get(HOME) or "")
    return Mover(
        home=home if home and home != OWN_PLACE else str(values.get(COUNTRY) or ""),
        income=float(income) if isinstance(income, (int, float)) else None,
        currency=str(values.get(CURRENCY) or DOLLAR),
        passports=tuple(map(str, passports)) if isinstance(passports, list) else (),
        job=str(values.get(JOB) or ""),
        household=str(values.get("household") or ""),
    )
