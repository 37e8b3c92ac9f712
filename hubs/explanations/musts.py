"""What each must would leave, or cost, before anybody chooses it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _

from hubs.answers.fields import RATHER, limit_name
from hubs.answers.questionnaire import MUST_HAVE_FLOOR, AnswersForm
from hubs.catalogue.entities import Criterion, Indicator
from hubs.catalogue.frozen import Catalogue
from hubs.catalogue.moving import BUYS, STAY, stay_check
from hubs.formats import number, points
from hubs.ranking import constraints
from hubs.ranking.constraints import AllowedCountries, AtLeast, Constraint, Limit, OwnCheck, WorkingLanguage


@dataclass(frozen=True, slots=True)
class Box:
    """A choice, and how many hubs would stay with it besides what is chosen already."""

    value: str
    label: str
    chosen: bool
    stays: int


@dataclass(frozen=True, slots=True)
class Wish:
    """A must and its soft half: how many hubs would stay with it, and how many would pay.

    `state` is must, rather, or nothing; `soft` what the answers call the soft half. What is not said yet costs nobody.
    """

    value: str
    label: str
    state: str
    stays: int
    pays: int

    @property
    def soft(self) -> str:
        return f"{RATHER}{self.value}"


@dataclass(frozen=True, slots=True)
class LimitBox:
    """A figure on which a limit may be set: its field, what the hubs have, and how many have it at all."""

    field: forms.BoundField
    indicator: Indicator
    lowest: str
    highest: str
    known: int
    wish: Wish


@dataclass(frozen=True, slots=True)
class Musts:
    """Every must with what it would leave of all hubs; `stays` is what the chosen ones leave together.

    `price` is what a soft one costs who surely fails it, in points.
    """

    hubs: int
    stays: int
    countries: tuple[Box, ...]
    country: Wish
    languages: tuple[Box, ...]
    language: Wish
    decent: tuple[Wish, ...]
    stay: tuple[Wish, ...]
    buys: Wish
    limits: tuple[LimitBox, ...]
    price: int

    @property
    def left_out(self) -> int:
        return self.hubs - self.stays


def musts(form: AnswersForm) -> Musts:
    """The musts of the first page, counted with those that are chosen there, on what the answers let count."""
    form.is_valid()
    catalogue = form.catalogue  # without figures, if so answered
    rated = [criterion for criterion in catalogue.criteria.values() if not criterion.options]
    return Musts(
        hubs=len(catalogue.hubs),
        stays=_stays(catalogue, form.constraints),
        countries=_boxes(form, "country"),
        country=_wish(form, "country", "", AllowedCountries),
        languages=_boxes(form, "language"),
        language=_wish(form, "language", "", WorkingLanguage),
        decent=tuple(_decent(form, criterion) for criterion in rated),
        stay=tuple(_stay(form)),
        buys=_own(form, BUYS, ""),
        limits=tuple(_limits(form)),
        price=points(constraints.RATHER),
    )


def _stays(catalogue: Catalogue, asked: Iterable[Constraint]) -> int:
    return int((~catalogue.ranker.fails(tuple(asked))).sum())


def _pays(catalogue: Catalogue, asked: Iterable[Constraint]) -> int:
    return int((catalogue.ranker.costs(tuple(asked)) > 0).sum())


def _boxes(form: AnswersForm, name: str) -> tuple[Box, ...]:
    told = form.cleaned_data.get(name) or ()
    picked = {told} if isinstance(told, str) else set(told)
    choices = [(str(choice.data["value"]), str(choice.data["label"])) for choice in form[name]]
    return tuple(
        Box(value, label, value in picked, _stays(form.catalogue, _with(form, name, value, picked)))
        for value, label in choices
        if value
    )


def _with(form: AnswersForm, name: str, value: str, picked: set[str]) -> Iterator[Constraint]:
    """What is chosen, and one choice more; another country widens, another language takes the place of the first."""
    kind = AllowedCountries if name == "country" else WorkingLanguage
    yield from (each for each in form.constraints if not isinstance(each, kind))
    if form.is_soft(name):
        return
    yield AllowedCountries(frozenset(picked | {value})) if name == "country" else WorkingLanguage(value)


def _state(form: AnswersForm, name: str, is_asked: bool) -> str:
    if form.is_soft(name):
        return "rather"
    return "must" if is_asked else ""


def _decent(form: AnswersForm, criterion: Criterion) -> Wish:
    own = AtLeast(criterion.slug, MUST_HAVE_FLOOR)
    stays = _stays(form.catalogue, {*form.constraints, own})
    state = _state(form, criterion.slug, own in form.constraints)
    return Wish(criterion.slug, criterion.name, state, stays, _pays(form.catalogue, [own]))


def _wish(form: AnswersForm, name: str, label: str, kind: type[Constraint]) -> Wish:
    """A must that is chosen elsewhere on the page, and may be made soft."""
    return _wished(form, name, label, [each for each in (*form.constraints, *form.rather) if isinstance(each, kind)])


def _wished(form: AnswersForm, name: str, label: str, own: Sequence[Constraint]) -> Wish:
    state = _state(form, name, bool(own))
    return Wish(name, label, state, _stays(form.catalogue, own), _pays(form.catalogue, own))


def _stay(form: AnswersForm) -> Iterator[Wish]:
    """The must to be able to stay, where a release knows of papers; `stays` is what it would leave."""
    if STAY in dict(form.fields["must"].choices):  # type: ignore[attr-defined]
        own = stay_check(form.catalogue, form.mover)
        state = _state(form, STAY, own in form.constraints)
        stays = _stays(form.catalogue, {*form.constraints, own})
        yield Wish(STAY, _("I can stay six months without an employer"), state, stays, _pays(form.catalogue, [own]))


def _own(form: AnswersForm, name: str, label: str) -> Wish:
    asked = [each for each in (*form.constraints, *form.rather) if isinstance(each, OwnCheck) and each.name == name]
    return _wished(form, name, label, asked)


def _limits(form: AnswersForm) -> Iterator[LimitBox]:
    for indicator in form.catalogue.limits:
        name, values = limit_name(indicator), form.catalogue.ranker.figures(indicator.slug)
        own = [
            each
            for each in (*form.constraints, *form.rather)
            if isinstance(each, Limit) and each.indicator == indicator.slug
        ]
        stays, pays = _stays(form.catalogue, own), _pays(form.catalogue, own)
        yield LimitBox(
            field=form[name],
            indicator=indicator,
            lowest=number(min(values), indicator.decimals),
            highest=number(max(values), indicator.decimals),
            known=len(values),
            wish=Wish(name, indicator.name, _state(form, name, bool(own)), stays, pays),
        )
