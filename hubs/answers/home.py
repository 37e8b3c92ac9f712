"""Where the reader lives now: a hub, or a place of their own that they rate themselves."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hubs.catalogue.frozen import Catalogue
from hubs.catalogue.moving import Mover
from hubs.ranking.own_place import OWN_PLACE

HOME, RATING = "home", "home_"
LONGEST_SHOWN = 40
RATINGS = (
    ("", gettext_lazy("Unknown")),
    ("-2", gettext_lazy("Very bad")),
    ("-1", gettext_lazy("Bad")),
    ("0", gettext_lazy("Mixed")),
    ("1", gettext_lazy("Good")),
    ("2", gettext_lazy("Very good")),
)


class Home(NamedTuple):
    """Where the reader lives: the slug of a hub, `elsewhere`, or nothing; `ratings` are of a place elsewhere.

    `mover` is what they told of their own move.
    """

    slug: str
    ratings: dict[str, int]
    mover: Mover = Mover()

    @property
    def is_elsewhere(self) -> bool:
        return self.slug == OWN_PLACE

    @property
    def is_told(self) -> bool:
        """Whether enough is said of it to compare others with it."""
        return bool(self.ratings if self.is_elsewhere else self.slug)


class HomeField(forms.ChoiceField):
    def validate(self, value: str) -> None:
        if value and not self.valid_value(value):
            raise ValidationError(_("We know no place called %(name)s.") % {"name": value[:LONGEST_SHOWN]})


class RatingField(forms.TypedChoiceField):
    def validate(self, value: str) -> None:
        if value and not self.valid_value(value):
            raise ValidationError(_("Rate your place from Very bad to Very good, or leave it Unknown."))


def home_fields(catalogue: Catalogue) -> Iterator[tuple[str, forms.Field]]:
    """The question where the reader lives, and how good it is there on each criterion."""
    hubs = [(hub.slug, hub.name) for hub in catalogue.hubs.values()]
    elsewhere = (OWN_PLACE, gettext_lazy("Elsewhere: I rate it myself"))
    places = [("", gettext_lazy("I would rather not say")), elsewhere, *hubs]
    yield HOME, HomeField(label=gettext_lazy("Where do you live now?"), choices=places, required=False)
    for slug, criterion in catalogue.criteria.items():
        yield rating_name(slug), RatingField(label=criterion.name, choices=RATINGS, required=False, coerce=int)


def rating_name(criterion: str) -> str:
    return f"{RATING}{criterion}"


def is_about_home(name: str) -> bool:
    """Whether a question of this name is about where the reader lives."""
    return name == HOME or name.startswith(RATING)


def told_of_home(values: dict[str, object], criteria: Iterable[str], mover: Mover) -> Home:
    slug = str(values.get(HOME) or "")
    given = {criterion: values.get(rating_name(criterion)) for criterion in criteria if slug == OWN_PLACE}
    return Home(slug, {criterion: value for criterion, value in given.items() if isinstance(value, int)}, mover)
