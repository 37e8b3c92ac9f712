"""The border of a comparison: which hubs, beside where the reader lives."""

from collections.abc import Iterator
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hubs.answers.home import HOME, LONGEST_SHOWN, is_about_home, rating_name
from hubs.answers.questionnaire import LONGEST_QUERY, AnswersForm
from hubs.catalogue.entities import Criterion, Option
from hubs.catalogue.frozen import Catalogue
from hubs.ranking.own_place import OWN_PLACE
from hubs.ranking.profile import Profile

FEWEST, MOST = 2, 4
HUB = "hub"


class RatingQuestion(NamedTuple):
    """How good the reader's own place is on one criterion that they weigh."""

    criterion: Criterion
    options: tuple[Option, ...]
    rating: forms.BoundField


class HubsField(forms.MultipleChoiceField):
    """Several select lists of one name, any of which may stay empty."""

    def to_python(self, value: object) -> list[str]:
        return [slug for slug in super().to_python(value) if slug]

    def validate(self, value: list[str]) -> None:
        names = dict(self.choices)  # type: ignore[arg-type]
        for slug in dict.fromkeys(value):
            if slug not in names:
                raise ValidationError(_("There is no hub called %(name)s.") % {"name": slug[:LONGEST_SHOWN]})
            if value.count(slug) > 1:
                raise ValidationError(_("You chose %(name)s more than once.") % {"name": names[slug]})


class ComparisonForm(forms.Form):
    """What is compared with what. `answers` are all the other keys, or a shared ranking's."""

    data: QueryDict

    def __init__(self, data: QueryDict, catalogue: Catalogue, shared: AnswersForm | None = None) -> None:
        super().__init__(_only(data, {HUB}))
        self.catalogue = catalogue
        hubs = [(hub.slug, hub.name) for hub in catalogue.hubs.values()]
        self.fields[HUB] = HubsField(label=gettext_lazy("Hubs"), choices=hubs, required=False)
        self.is_shared = shared is not None
        self.answers = shared or AnswersForm(_only(data, set(data) - {HUB}), catalogue)
        self.readable = self.answers.is_valid() or self.answers.nothing_chosen
        self.catalogue = self.answers.catalogue

    @property
    def profile(self) -> Profile | None:
        return self.answers.profile

    @property
    def chosen(self) -> bool:
        """Whether any hub was chosen: if not, there is nothing wrong with choosing too little."""
        return any(self.data.getlist(HUB))

    @property
    def home(self) -> str:
        """The slug of the hub where the reader lives, `elsewhere`, or nothing where four others leave no room."""
        slug = self.answers.lives.slug
        others = set(self.cleaned_data.get(HUB, ())) - {slug}
        return slug if len(others) < MOST else ""

    @property
    def hubs(self) -> tuple[str, ...]:
        """The hubs to compare, where the reader lives first."""
        first = [self.home] if self.home in self.catalogue.hubs else []
        return tuple(dict.fromkeys([*first, *self.cleaned_data.get(HUB, ())]))

    @property
    def ratings(self) -> dict[str, int]:
        """The reader's own ratings of what they weigh."""
        weighed = self.profile.importance if self.profile else {}
        return {slug: rating for slug, rating in self.answers.lives.ratings.items() if slug in weighed}

    @property
    def questions(self) -> Iterator[RatingQuestion]:
        """One for each criterion that has weight, heaviest first."""
        profile = self.profile or Profile({})
        for slug in sorted(profile.importance, key=lambda slug: -profile.importance[slug]):
            criterion = self.catalogue.criteria[slug]
            options = tuple(criterion.option(option) for option in profile.options.get(slug, ()))
            if rating_name(slug) in self.answers.fields:
                yield RatingQuestion(criterion, options, self.answers[rating_name(slug)])

    @property
    def typed(self) -> list[str]:
        """The known hubs that were typed, whatever is wrong with them."""
        return [slug for slug in dict.fromkeys(self.data.getlist(HUB)) if slug in self.catalogue.hubs]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The answers, to travel along in hidden fields."""
        elsewhere = self.answers.lives.is_elsewhere
        asked = {HOME} | {question.rating.html_name for question in self.questions}
        return [
            (name, value)
            for name, value in self.answers.kept
            if not is_about_home(name) or (elsewhere and name not in asked)
        ]

    def clean(self) -> dict[str, object]:
        if len(self.data.urlencode()) > LONGEST_QUERY:
            raise ValidationError(_("This address is longer than any comparison: please choose again."))
        if self.chosen and not self.errors:
            self._count()
        return self.cleaned_data

    def _count(self) -> None:
        places = len(self.hubs) + (self.home == OWN_PLACE)
        if places < FEWEST:
            self.add_error(HUB, _("Choose one more: it takes two places to compare."))
        if places > MOST:
            message = _("Compare at most %(most)d places at once; you chose %(count)d.")
            self.add_error(HUB, message % {"most": MOST, "count": places})


def _only(data: QueryDict, names: set[str]) -> QueryDict:
    """These keys of a query, with all their values."""
    selection = QueryDict(mutable=True)
    for name in data:
        if name in names:
            selection.setlist(name, data.getlist(name))
    return selection
