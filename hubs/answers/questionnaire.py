"""The border: a query string becomes a Profile; nothing past it parses."""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hubs.catalogue.frozen import Catalogue, Criterion
from hubs.languages import alphabetical, language_name
from hubs.ranking.constraints import AllowedCountries, AtLeast, Constraint, WorkingLanguage
from hubs.ranking.profile import DECISIVE, MOST_DECISIVE, Profile

SKIP, MATTERS = 0, 2
IMPORTANCE = (
    ("0", gettext_lazy("Skip")),
    ("1", gettext_lazy("Nice")),
    ("2", gettext_lazy("Matters")),
    ("3", gettext_lazy("Decisive")),
)
MUST_HAVE_FLOOR = 0.5
LONGEST_QUERY = 4096
NOTHING_CHOSEN = "nothing chosen"


class PriorityField(NamedTuple):
    """One row of the questionnaire."""

    criterion: Criterion
    importance: forms.BoundField
    options: forms.BoundField | None


class AnswersForm(forms.Form):
    """A person's answers, as they stand in the query string of every page of the journey."""

    household = forms.ChoiceField(
        label=gettext_lazy("Who is moving?"),
        required=False,
        choices=(
            ("solo", gettext_lazy("Just me")),
            ("couple", gettext_lazy("With a partner")),
            ("children", gettext_lazy("With children")),
        ),
        widget=forms.RadioSelect,
    )

    data: QueryDict

    def __init__(self, data: QueryDict | None, catalogue: Catalogue) -> None:
        super().__init__(data)
        self.catalogue = catalogue
        self.profile: Profile | None = None
        for criterion in catalogue.criteria.values():
            self.fields |= _criterion_fields(criterion)
        self.fields |= _dealbreaker_fields(catalogue)

    @property
    def valid_profile(self) -> Profile | None:
        """What the answers ask for; None where something is wrong with them."""
        return self.profile if self.is_valid() else None

    @property
    def priorities(self) -> Iterator[PriorityField]:
        for criterion in self.catalogue.criteria.values():
            options = _options_name(criterion)
            yield PriorityField(criterion, self[_importance_name(criterion)], self[options] if options else None)

    def importance_of(self, slug: str) -> int:
        criterion = self.catalogue.criteria[slug]
        value = self.cleaned_data.get(_importance_name(criterion), "")
        if value == "":
            return MATTERS if criterion.is_labels and self.cleaned_data.get(slug) else SKIP
        return int(value)

    def clean(self) -> dict[str, object]:
        self._refuse_what_is_not_asked()
        importance = {slug: self.importance_of(slug) for slug in self.catalogue.criteria}
        if not self.errors:
            self._weigh({slug: value for slug, value in importance.items() if value})
        return self.cleaned_data

    def _refuse_what_is_not_asked(self) -> None:
        if len(self.data.urlencode()) > LONGEST_QUERY:
            raise ValidationError(_("These answers are longer than any questionnaire: please start again."))
        unknown = sorted(set(self.data) - set(self.fields))
        if unknown:
            shown = ", ".join(name[:40] for name in unknown[:5])
            self.add_error(None, _("There is no question called %(names)s.") % {"names": shown})
        for name in set(self.data) & set(self.fields):
            single = not isinstance(self.fields[name], forms.MultipleChoiceField)
            if single and len(self.data.getlist(name)) > 1:
                self.add_error(name, _("This question was answered more than once."))

    def _weigh(self, importance: dict[str, int]) -> None:
        if not importance:
            self.add_error(
                None, ValidationError(_("Choose at least one thing that matters to you."), code=NOTHING_CHOSEN)
            )
        decisive = sum(value == DECISIVE for value in importance.values())
        if decisive > MOST_DECISIVE:
            message = ngettext(
                "Mark at most %(most)d as Decisive; you marked %(count)d.",
                "Mark at most %(most)d as Decisive; you marked %(count)d.",
                decisive,
            )
            self.add_error(None, message % {"most": MOST_DECISIVE, "count": decisive})
        options = {slug: self._wanted(self.catalogue.criteria[slug]) for slug in importance}
        for slug, wanted in options.items():
            if wanted == ():
                self.add_error(_options_name(self.catalogue.criteria[slug]), _("Say which one, or set this to Skip."))
        if not self.errors:
            chosen = {slug: wanted for slug, wanted in options.items() if wanted}
            self.profile = Profile(importance, chosen, tuple(self._constraints()))

    def _wanted(self, criterion: Criterion) -> tuple[str, ...] | None:
        """The wanted labels or the target level; None where the criterion has no options."""
        name = _options_name(criterion)
        if name is None:
            return None
        chosen = self.cleaned_data.get(name) or []
        picked = {chosen} if isinstance(chosen, str) else set(chosen)
        return tuple(option.slug for option in criterion.options if option.slug in picked)

    def _constraints(self) -> Iterator[Constraint]:
        if countries := self.cleaned_data.get("country"):
            yield AllowedCountries(frozenset(countries))
        if language := self.cleaned_data.get("language"):
            yield WorkingLanguage(language)
        for slug in self.cleaned_data.get("must", ()):
            yield AtLeast(slug, MUST_HAVE_FLOOR)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What was typed, to travel along in hidden fields."""
        return [(name, value) for name, values in self.data.lists() for value in values]

    @property
    def query(self) -> str:
        """The answers in one canonical order, without what says nothing."""
        return self._encode(self.cleaned_data)

    def query_with(self, profile: Profile) -> str:
        """These answers with the importances and options of another profile."""
        values = dict(self.cleaned_data)
        for criterion in self.catalogue.criteria.values():
            values[_importance_name(criterion)] = str(profile.importance.get(criterion.slug, SKIP))
            options, chosen = _options_name(criterion), profile.options.get(criterion.slug)
            if options and chosen:
                values[options] = list(chosen) if criterion.is_labels else chosen[0]
        return self._encode(values)

    def query_without(self, constraint: Constraint) -> str:
        """These answers without one dealbreaker."""
        values = dict(self.cleaned_data)
        match constraint:
            case AllowedCountries():
                values["country"] = []
            case WorkingLanguage():
                values["language"] = ""
            case AtLeast(criterion):
                values["must"] = [slug for slug in values["must"] if slug != criterion]
        return self._encode(values)

    def _encode(self, values: dict[str, str | list[str]]) -> str:
        # A zero says nothing, except beside chosen labels, which would count as Matters without it.
        telling = {
            f"{slug}_importance" for slug, by in self.catalogue.criteria.items() if by.is_labels and values.get(slug)
        }
        pairs = []
        for name in self.fields:
            value = values.get(name)
            chosen = [value] if isinstance(value, str) else sorted(value or ())
            pairs += [(name, each) for each in chosen if each and (each != "0" or name in telling)]
        return urlencode(pairs)


def _importance_name(criterion: Criterion) -> str:
    return f"{criterion.slug}_importance" if criterion.is_labels else criterion.slug


def _options_name(criterion: Criterion) -> str | None:
    return {"labels": criterion.slug, "target": f"{criterion.slug}_to"}.get(criterion.kind)


def _criterion_fields(criterion: Criterion) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    choices = [(option.slug, option.name) for option in criterion.options]
    if criterion.is_labels:
        fields[criterion.slug] = forms.MultipleChoiceField(
            label=criterion.name, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
        )
    fields[_importance_name(criterion)] = forms.ChoiceField(
        label=criterion.name, choices=IMPORTANCE, required=False, initial=str(SKIP), widget=forms.RadioSelect
    )
    if criterion.is_target:
        fields[f"{criterion.slug}_to"] = forms.ChoiceField(
            label=criterion.question, choices=[("", gettext_lazy("Choose")), *choices], required=False
        )
    return fields


def _dealbreaker_fields(catalogue: Catalogue) -> dict[str, forms.Field]:
    home = {hub.country.code for hub in catalogue.hubs.values()}
    countries = [(code, country.name) for code, country in catalogue.countries.items() if code in home]
    spoken = {language for code in home for language in catalogue.countries[code].languages}
    languages = [(code, capfirst(language_name(code))) for code in spoken]
    rated = [(slug, criterion.name) for slug, criterion in catalogue.criteria.items() if not criterion.options]
    return {
        "country": forms.MultipleChoiceField(
            label=gettext_lazy("Only these countries"),
            choices=countries,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        ),
        "language": forms.ChoiceField(
            label=gettext_lazy("I need to live in"),
            choices=[("", gettext_lazy("Any language")), *sorted(languages, key=_by_name)],
            required=False,
        ),
        "must": forms.MultipleChoiceField(
            label=gettext_lazy("Must be at least decent"),
            choices=rated,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        ),
    }


def _by_name(choice: tuple[str, str]) -> str:
    return alphabetical(choice[1])
