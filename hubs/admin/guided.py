"""What helps to fill in a new hub or criterion: a map, a list of time zones, icons as pictures."""

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from django import forms
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hubs.admin.base import CatalogueForm
from hubs.catalogue.places import Place, lies_outside, zone_places
from hubs.drawing import maps
from hubs.models import Country, Hub
from hubs.models.catalogue import timezones

PLACED = ("country", "latitude", "longitude")
SPRITE = "hubs/img/icons.svg"
# Signs of the site itself, which would say something else on a criterion.
SIGNS = {
    *("arrow-left", "arrow-right", "check", "chevron-down", "circle-dashed", "download", "external-link", "info"),
    *("languages", "map-pin", "minus", "moon", "plus", "printer", "share-2", "sliders-horizontal", "thumbs-down"),
    *("thumbs-up", "triangle-alert", "x"),
}


@cache
def icon_names() -> tuple[str, ...]:
    """Every icon that a criterion can have."""
    with open(str(finders.find(SPRITE)), encoding="utf-8") as sprite:
        return tuple(sorted(set(re.findall(r'<symbol id="([\w-]+)"', sprite.read())) - SIGNS))


def icon_choices(current: str = "") -> list[tuple[str, SafeString]]:
    """The icons with their pictures; one that the sprite does not have stays a choice of the record that names it."""
    names = icon_names()
    return [(name, _picture(name)) for name in (*names, *([current] if current and current not in names else []))]


def _picture(name: str) -> SafeString:
    picture = (
        '<svg class="icon" width="24" height="24" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg> {}'
    )
    return format_html(picture, static(SPRITE), name, name)


class CriterionForm(CatalogueForm):
    """The icon is chosen from pictures."""

    icon = forms.ChoiceField(label=gettext_lazy("Icon"), widget=forms.RadioSelect(attrs={"class": "icon-choice"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "icon" in self.fields:
            self.fields["icon"].choices = icon_choices(self.instance.icon)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Atlas:
    """All countries as (key, code, name), and all hubs with their keys and countries' codes: one query together."""

    countries: list[tuple[int, str, str]]
    hubs: dict[int, tuple[maps.Place, str]]

    @classmethod
    def of_now(cls) -> "Atlas":
        place = ("hubs__pk", "hubs__slug", "hubs__name", "hubs__latitude", "hubs__longitude")
        rows = Country.objects.order_by("name").values_list("pk", "code", "name", *place)
        countries = list(dict.fromkeys(row[:3] for row in rows))
        hubs = {row[3]: ((row[4], row[5], row[6], row[7]), row[1]) for row in rows if row[3]}
        return cls(countries, hubs)

    def others(self, hub: Hub) -> list[tuple[maps.Place, str]]:
        """Every hub but this one, with the code of its country."""
        return [found for key, found in self.hubs.items() if key != hub.pk]

    def points(self) -> list[tuple[int, float, float]]:
        """Where the countries have known places, as (key of the country, x, y): a click is in that of the nearest."""
        keys = {code: key for key, code, _name in self.countries}
        known = [(code, place[2], place[3]) for place, code in self.hubs.values()]
        known += [(place.country, place.latitude, place.longitude) for place in zone_places()]
        at = [(keys[code], maps.project(latitude, longitude)) for code, latitude, longitude in known if code in keys]
        return [(key, point.x, point.y) for key, point in at]


class HubForm(CatalogueForm):
    """A hub that lies far from its country's places is asked about once more."""

    timezone = forms.CharField(label=gettext_lazy("Time zone"), max_length=60, widget=forms.Select)
    is_there = forms.BooleanField(
        label=gettext_lazy("It lies there all the same"),
        required=False,
        help_text=gettext_lazy("Only where the point looks wrong and is right."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.atlas = Atlas.of_now()
        self.instance.atlas = self.atlas
        if "country" in self.fields:
            named = [(key, name) for key, _code, name in self.atlas.countries]
            self.fields["country"].choices = [("", "---------"), *named]  # type: ignore[attr-defined]
            self.fields["timezone"].widget.choices = zone_choices(self.atlas)
            self.fields["timezone"].help_text = _("Those of the countries that there are stand first.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_new = not self.instance.pk or {*PLACED} & {*self.changed_data}
        if is_new and not cleaned.get("is_there") and not {*PLACED} & {*self.errors}:
            self._doubt(*(cleaned[name] for name in PLACED))
        return cleaned

    def _doubt(self, country: Country, latitude: float, longitude: float) -> None:
        """Said at the box to tick, so that the point itself stays, and its dot on the map."""
        if abs(latitude) > 90 or abs(longitude) > 180:
            return  # the model says so at the field
        others = [Place(code, *place[2:]) for place, code in self.atlas.others(self.instance)]
        if lies_outside(country.code, latitude, longitude, others):
            message = _(
                "This point lies far from everything that is known of %(country)s. Look at the map: are latitude and "
                "longitude right, and is the country? If so, tick “It lies there all the same”."
            )
            self.add_error("is_there", ValidationError(message % {"country": country}))


def zone_choices(atlas: Atlas) -> list[Any]:
    """Time zones by country, those of the countries that have a hub first."""
    settled = {code for _place, code in atlas.hubs.values()}
    ours = {code: name for _key, code, name in atlas.countries if code in settled}
    grouped: dict[str, list[tuple[str, str]]] = {name: [] for name in ours.values()}
    for place in zone_places():
        if place.country in ours:
            grouped[ours[place.country]].append((place.zone, place.zone))
    rest = sorted(timezones() - {zone for zones in grouped.values() for zone, _name in zones})
    groups = [(name, zones) for name, zones in grouped.items() if zones]
    return [("", "---------"), *groups, (_("everywhere else"), [(zone, zone) for zone in rest])]


def map_of(hub: Any) -> str:
    """The map with all hubs, and this one where its latitude and longitude are; they follow what is typed."""
    placed = None not in {hub.latitude, hub.longitude}
    context = {
        "dots": maps.dots(place for place, _code in hub.atlas.others(hub)),
        "here": maps.project(hub.latitude, hub.longitude) if placed else None,
        "projection": {
            "latitude": maps.CENTRE_LATITUDE,
            "longitude": maps.CENTRE_LONGITUDE,
            "scale": maps.SCALE,
            "x": maps.ORIGIN_X,
            "y": maps.ORIGIN_Y,
        },
        "box": maps.MAP,
        "points": json.dumps(hub.atlas.points()),
    }
    return render_to_string("admin/hubs/hub/map.html", context)
