"""Answers as the query strings of the pages that they lead to."""

from collections.abc import Collection
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property

from hubs.answers.fields import RATHER, SKIP, fitting, importance_name, limit_name, options_name
from hubs.answers.home import HOME, rating_name
from hubs.answers.invited import INVITATION
from hubs.answers.move import HOUSEHOLD, hidden_from_others
from hubs.catalogue.frozen import Catalogue
from hubs.catalogue.moving import BUYS, STAY
from hubs.ranking.constraints import AllowedCountries, AtLeast, Constraint, Limit, OwnCheck, WorkingLanguage
from hubs.ranking.own_place import OWN_PLACE

if TYPE_CHECKING:
    from hubs.ranking.profile import Profile


class Queries(forms.Form):
    """A form of answers that can say them again, changed or not."""

    catalogue: Catalogue
    data: QueryDict

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What was typed, to travel along in hidden fields."""
        return [(name, value) for name, values in self.data.lists() for value in values]

    @cached_property
    def fitting(self) -> QueryDict:
        """What was typed, without questions that nobody asks (any more) and answers that a question does not take."""
        return fitting(self.data, self.fields)

    @cached_property
    def query(self) -> str:
        """The answers in one canonical order, without what says nothing."""
        return self.encode(self.cleaned_data)

    def query_with(self, profile: "Profile") -> str:
        """These answers with the importances and options of another profile."""
        values = dict(self.cleaned_data)
        for criterion in self.catalogue.criteria.values():
            values[importance_name(criterion)] = str(profile.importance.get(criterion.slug, SKIP))
            options, chosen = options_name(criterion), profile.options.get(criterion.slug)
            if options and chosen:
                values[options] = list(chosen) if criterion.is_labels else chosen[0]
        return self.encode(values)

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
            case OwnCheck("stay"):
                values["must"] = [slug for slug in values["must"] if slug != STAY]
            case OwnCheck():
                values[BUYS] = None
            case Limit(slug):
                values[limit_name(self.catalogue.indicators[slug])] = None
        return self.encode(values)

    @property
    def query_without_basis(self) -> str:
        """These answers, ranked on everything."""
        return self.encode(self.cleaned_data | {"basis": ""})

    def query_for_others(self, told: Collection[str] = ()) -> str:
        """These answers, for others to see; `told` names what they may be told of: the household, home, the move."""
        return self.query_leaving_out(hidden_from_others(self.fields, told))

    @property
    def query_without_home(self) -> str:
        """These answers without anything that is nobody else's business, but for who is moving."""
        return self.query_for_others({HOUSEHOLD})

    def query_leaving_out(self, names: Collection[str] = ()) -> str:
        """These answers without some questions and musts, and without an invitation: to be kept or passed on."""
        left_out = {INVITATION, *names}
        musts = [must for must in self.cleaned_data.get("must", ()) if must.removeprefix(RATHER) not in left_out]
        kept = {name: value for name, value in self.cleaned_data.items() if name not in left_out}
        return self.encode(kept | {"must": musts})

    def encode(self, values: dict[str, str | float | list[str] | None]) -> str:
        """Some of the answers, in the canonical order."""
        # A zero says nothing, except as a limit, or beside chosen labels, which would count as Matters without it.
        telling = {
            f"{slug}_importance" for slug, by in self.catalogue.criteria.items() if by.is_labels and values.get(slug)
        }
        telling |= {limit_name(indicator) for indicator in self.catalogue.limits}
        ratings = {rating_name(slug) for slug in self.catalogue.criteria}
        telling |= ratings
        pairs = []
        for name in self.fields:
            value = values.get(name) if name not in ratings or values.get(HOME) == OWN_PLACE else None
            value = repr(value).removesuffix(".0") if isinstance(value, int | float) else value
            chosen = [value] if isinstance(value, str) else sorted(value or ())
            pairs += [(name, each) for each in chosen if each and (each != "0" or name in telling)]
        return urlencode(pairs)
