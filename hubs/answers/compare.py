"""The border of a comparison: which hubs, where the reader lives now, and how good it is there."""

from collections.abc import Iterator
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hubs.answers.questionnaire import LONGEST_QUERY, AnswersForm
from hubs.catalogue.frozen import Catalogue, Criterion, Option
from hubs.ranking.own_place import OWN_PLACE
from hubs.ranking.profile import Profile

FEWEST, MOST = 2, 4
LONGEST_SHOWN = 40
HUB, HERE, RATING = "hub", "here", "here_"
RATINGS = (
    ("", gettext_lazy("Unknown")),
    ("-2", gettext_lazy("Very bad")),
    ("-1", gettext_lazy("Bad")),
    ("0", gettext_lazy("Mixed")),
    ("1", gettext_lazy("Good")),
    ("2", gettext_lazy("Very good")),
)


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


class PlaceField(forms.ChoiceField):
    """Where the reader lives now: a hub, or elsewhere."""

    def validate(self, value: str) -> None:
        if value and not self.valid_value(value):
            raise ValidationError(_("We know no place called %(name)s.") % {"name": value[:LONGEST_SHOWN]})


class RatingField(forms.TypedChoiceField):
    def validate(self, value: str) -> None:
        if value and not self.valid_value(value):
            raise ValidationError(_("Rate your place from Very bad to Very good, or leave it Unknown."))


class ComparisonForm(forms.Form):
    """What is compared with what. `answers` is the questionnaire's form for all the other keys, if there are any."""

    data: QueryDict

    def __init__(self, data: QueryDict, catalogue: Catalogue) -> None:
        own = {name for name in data if name in {HUB, HERE} or name.startswith(RATING)}
        super().__init__(_only(data, own))
        self.catalogue = catalogue
        hubs = [(hub.slug, hub.name) for hub in catalogue.hubs.values()]
        self.fields[HUB] = HubsField(label=gettext_lazy("Hubs"), choices=hubs, required=False)
        elsewhere = (OWN_PLACE, gettext_lazy("Elsewhere: I rate it myself"))
        places = [("", gettext_lazy("Leave it out")), elsewhere, *hubs]
        self.fields[HERE] = PlaceField(label=gettext_lazy("Where I live now"), choices=places, required=False)
        for slug, criterion in catalogue.criteria.items():
            self.fields[f"{RATING}{slug}"] = RatingField(
                label=criterion.name, choices=RATINGS, required=False, coerce=int, empty_value=None
            )
        rest = _only(data, set(data) - own)
        self.answers = AnswersForm(rest, catalogue) if rest else None
        self.readable = self.answers is None or self.answers.is_valid()

    @property
    def profile(self) -> Profile | None:
        return self.answers.profile if self.answers else None

    @property
    def begun(self) -> bool:
        """Whether anything was chosen at all: if not, there is nothing wrong with choosing too little."""
        return any(self.data.getlist(HUB)) or bool(self.data.get(HERE))

    @property
    def home(self) -> str:
        """The slug of the hub where the reader lives, `elsewhere`, or nothing."""
        return str(self.cleaned_data.get(HERE, ""))

    @property
    def hubs(self) -> tuple[str, ...]:
        """The hubs to compare, where the reader lives first."""
        first = [self.home] if self.home in self.catalogue.hubs else []
        return tuple(dict.fromkeys([*first, *self.cleaned_data.get(HUB, ())]))

    @property
    def ratings(self) -> dict[str, int]:
        """The reader's own ratings of what they weigh."""
        weighed = self.profile.importance if self.profile else {}
        given = {slug: self.cleaned_data.get(f"{RATING}{slug}") for slug in weighed}
        return {slug: rating for slug, rating in given.items() if rating is not None}

    @property
    def questions(self) -> Iterator[RatingQuestion]:
        """One for each criterion that has weight, heaviest first."""
        profile = self.profile or Profile({})
        for slug in sorted(profile.importance, key=lambda slug: -profile.importance[slug]):
            criterion = self.catalogue.criteria[slug]
            options = tuple(criterion.option(option) for option in profile.options.get(slug, ()))
            yield RatingQuestion(criterion, options, self[f"{RATING}{slug}"])

    @property
    def typed(self) -> list[str]:
        """The known hubs that were typed, whatever is wrong with them, for as many select lists as it takes."""
        known = [slug for slug in dict.fromkeys(self.data.getlist(HUB)) if slug in self.catalogue.hubs]
        return known + [""] * (MOST - len(known))

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The answers, to travel along in hidden fields."""
        return self.answers.kept if self.answers else []

    def clean(self) -> dict[str, object]:
        if len(self.data.urlencode()) > LONGEST_QUERY:
            raise ValidationError(_("This address is longer than any comparison: please choose again."))
        unknown = sorted(set(self.data) - set(self.fields))
        if unknown:
            shown = ", ".join(name[:LONGEST_SHOWN] for name in unknown[:5])
            self.add_error(None, _("There is no question called %(names)s.") % {"names": shown})
        for name in set(self.data) & set(self.fields) - {HUB}:
            if len(self.data.getlist(name)) > 1:
                self.add_error(name, _("This question was answered more than once."))
        if self.begun and not self.errors:
            self._count()
        return self.cleaned_data

    def _count(self) -> None:
        places = len(self.hubs) + (self.home == OWN_PLACE)
        if places < FEWEST:
            self.add_error(HUB, _("Choose one more: it takes two places to compare."))
        if places > MOST:
            message = _("Compare at most %(most)d places at once; with where you live now these are %(count)d.")
            plain = _("Compare at most %(most)d places at once; you chose %(count)d.")
            self.add_error(HUB, (message if self.home else plain) % {"most": MOST, "count": places})


def _only(data: QueryDict, names: set[str]) -> QueryDict:
    """These keys of a query, with all their values."""
    selection = QueryDict(mutable=True)
    for name in data:
        if name in names:
            selection.setlist(name, data.getlist(name))
    return selection
