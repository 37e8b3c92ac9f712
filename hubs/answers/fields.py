"""The fields of the questionnaire: what is asked of each criterion, and what may rule a hub out."""

from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from hubs.catalogue.entities import Criterion, Indicator
from hubs.catalogue.frozen import Catalogue
from hubs.catalogue.moving import BUYS, STAY
from hubs.languages import alphabetical, language_name

SKIP, MATTERS = 0, 2
LONGEST_SHOWN = 40
RATHER = "rather."  # before the name of a must that costs points instead of leaving out
IMPORTANCE = (
    ("0", gettext_lazy("Skip")),
    ("1", gettext_lazy("Nice")),
    ("2", gettext_lazy("Matters")),
    ("3", gettext_lazy("Decisive")),
)


class PriorityField(NamedTuple):
    """One row of the questionnaire."""

    criterion: Criterion
    importance: forms.BoundField
    options: forms.BoundField | None
    home: forms.BoundField | None = None


class PriorityGroup(NamedTuple):
    """The rows of one group; without a name for the criteria that have no group."""

    slug: str
    name: str
    rows: tuple[PriorityField, ...]


class Musts(forms.MultipleChoiceField):
    """One choice each of no matter (nothing), rather and must, all under one name."""

    def to_python(self, value: list[str] | None) -> list[str]:
        return [each for each in super().to_python(value) if each]


def takes(field: forms.Field, value: str) -> bool:
    """Whether a question takes this for an answer, or for one of several."""
    try:
        field.clean([value] if isinstance(field, forms.MultipleChoiceField) else value)
    except ValidationError:
        return False
    return True


def fitting(data: QueryDict, fields: dict[str, forms.Field]) -> QueryDict:
    """What was typed without what no question takes; of a question that takes one answer, the first."""
    kept = QueryDict(mutable=True)
    for name, values in data.lists():
        if field := fields.get(name):
            given = [value for value in values if takes(field, value)]
            kept.setlist(name, given if isinstance(field, forms.MultipleChoiceField) else given[:1])
    return kept


def in_todays_words(data: QueryDict, catalogue: Catalogue) -> QueryDict:
    """The answers of an old link, with the options that have taken the place of merged ones."""
    for slug, criterion in catalogue.criteria.items():
        now = criterion.renamed if criterion.is_labels else {}
        if not now.keys().isdisjoint(data.getlist(slug)):
            data = data.copy()
            data.setlist(slug, list(dict.fromkeys(now.get(value, value) for value in data.getlist(slug))))
    return data


def importance_name(criterion: Criterion) -> str:
    return f"{criterion.slug}_importance" if criterion.is_labels else criterion.slug


def limit_name(indicator: Indicator) -> str:
    """The field for a person's limit on a figure."""
    return f"{'most' if indicator.shape == 'less' else 'least'}_{indicator.slug}"


def options_name(criterion: Criterion) -> str | None:
    return {"labels": criterion.slug, "target": f"{criterion.slug}_to"}.get(criterion.kind)


def criterion_fields(criterion: Criterion) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    choices = [(option.slug, option.name) for option in criterion.options]
    if criterion.is_labels:
        fields[criterion.slug] = forms.MultipleChoiceField(
            label=criterion.name, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
        )
    fields[importance_name(criterion)] = forms.ChoiceField(
        label=criterion.name, choices=IMPORTANCE, required=False, initial=str(SKIP), widget=forms.RadioSelect
    )
    if criterion.is_target:
        fields[f"{criterion.slug}_to"] = forms.ChoiceField(
            label=criterion.question, choices=[("", gettext_lazy("Choose")), *choices], required=False
        )
    return fields


def dealbreaker_fields(catalogue: Catalogue) -> dict[str, forms.Field]:
    there = {hub.country.code for hub in catalogue.hubs.values()}
    countries = [(code, country.name) for code, country in catalogue.countries.items() if code in there]
    spoken = {language for code in there for language in catalogue.countries[code].languages}
    languages = [(code, capfirst(language_name(code))) for code in spoken]
    limits = {limit_name(indicator): indicator for indicator in catalogue.limits}
    rated = [(slug, criterion.name) for slug, criterion in catalogue.criteria.items() if not criterion.options]
    has_papers = bool(catalogue.entries or catalogue.permits)
    own = [(STAY, gettext_lazy("To stay six months without an employer"))] if has_papers else []
    soft = ("country", "language", BUYS, *dict(rated), *dict(own), *limits)
    return {
        "country": forms.MultipleChoiceField(
            label=gettext_lazy("Only these countries"),
            choices=countries,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        ),
        "language": forms.ChoiceField(
            label=gettext_lazy("Language I need in daily life"),
            choices=[("", gettext_lazy("Any language")), *sorted(languages, key=_by_name)],
            required=False,
        ),
        "must": Musts(
            label=gettext_lazy("At least decent"),
            choices=[*rated, *own, *((f"{RATHER}{name}", name) for name in soft)],
            required=False,
        ),
        **{
            name: forms.FloatField(label=indicator.name, min_value=0, required=False)
            for name, indicator in limits.items()
        },
    }


def _by_name(choice: tuple[str, str]) -> str:
    return alphabetical(choice[1])


def shown(text: str) -> str:
    """What somebody typed, short enough for a message and without what cannot be formats."""
    short = text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}\N{HORIZONTAL ELLIPSIS}"
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in short)
