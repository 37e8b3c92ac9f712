"""What the list of all hubs is narrowed down to, and its order: a query string becomes a Wanted."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hubs.answers.questionnaire import LONGEST_QUERY
from hubs.catalogue.frozen import Catalogue
from hubs.languages import alphabetical, language_name

BY_NAME = "name"
FORMER_SORTS = {"country", "evidence", "gaps", "score"}  # of links from when one score was shown at a time
FILTERS = ("country", "language", "price", "safety", "specialty")
PRICES = (
    ("low", gettext_lazy("Low prices")),
    ("middle", gettext_lazy("Medium prices")),
    ("high", gettext_lazy("High prices")),
)
SAFETY = (("mixed", gettext_lazy("Mixed or better")), ("good", gettext_lazy("Good or better")))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters, empty where everything is wanted; `sort` is by name or the criterion that comes first."""

    country: str = ""
    language: str = ""
    price: str = ""
    safety: str = ""
    specialty: str = ""
    sort: str = BY_NAME
    page: int = 1


class HubsForm(forms.Form):
    """The filters and the order as they stand in the address; those that the catalogue cannot serve are not there."""

    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Official language"), required=False)
    price = forms.ChoiceField(
        label=gettext_lazy("Prices"), required=False, choices=[("", gettext_lazy("Any")), *PRICES]
    )
    safety = forms.ChoiceField(
        label=gettext_lazy("Safety"), required=False, choices=[("", gettext_lazy("Any")), *SAFETY]
    )
    specialty = forms.ChoiceField(label=gettext_lazy("Specialty"), required=False)
    sort = forms.ChoiceField(label=gettext_lazy("Sort by"), required=False)
    page = forms.IntegerField(label=gettext_lazy("Page"), required=False, min_value=1, max_value=10**6)

    data: QueryDict

    def __init__(self, data: QueryDict, catalogue: Catalogue) -> None:
        super().__init__(_as_asked_today(data))
        home = {hub.country.code: hub.country for hub in catalogue.hubs.values()}
        countries = [(code, country.name) for code, country in home.items()]
        spoken = {language for country in home.values() for language in country.languages}
        languages = [(code, capfirst(language_name(code))) for code in spoken]
        rated = [(slug, criterion.name) for slug, criterion in catalogue.criteria.items() if not criterion.options]
        self._offer("country", [("", _("Any")), *sorted(countries, key=_by_name)])
        self._offer("language", [("", _("Any")), *sorted(languages, key=_by_name)])
        self._offer("sort", [(BY_NAME, _("Name")), *rated])
        for name, slug in (("price", "cost"), ("safety", "safety"), ("specialty", "specialty")):
            if slug not in catalogue.criteria:
                del self.fields[name]
        if "specialty" in self.fields:
            options = catalogue.criteria["specialty"].options
            self._offer("specialty", [("", _("Any")), *((option.slug, option.name) for option in options)])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, object]:
        if len(self.data.urlencode()) > LONGEST_QUERY:
            self.add_error(None, _("This address is longer than any list of filters."))
        elif unknown := sorted(set(self.data) - set(self.fields)):
            shown = ", ".join(name[:40] for name in unknown[:5])
            self.add_error(None, _("There is no filter called %(names)s.") % {"names": shown})
        for name in set(self.data) & set(self.fields):
            if len(self.data.getlist(name)) > 1:
                self.add_error(name, _("This filter was set more than once."))
        return self.cleaned_data

    @property
    def wanted(self) -> Wanted:
        """What can be read of the address; what is wrong with it is left aside, and among the errors."""
        self.is_valid()
        return Wanted(**{name: value for name, value in self.cleaned_data.items() if value})

    @property
    def chosen(self) -> tuple[str, ...]:
        """The filters that narrow the list down."""
        return tuple(name for name in FILTERS if self.cleaned_data.get(name))

    def label_of(self, name: str) -> str:
        """A filter as it is set: its name and its value."""
        value = next(option.data["label"] for option in self[name].subwidgets if option.data["selected"])
        return f"{self[name].label}: {value}"

    @property
    def query(self) -> str:
        """The one address of this list, without what says nothing."""
        return self.query_with()

    def query_with(self, **changed: str | int) -> str:
        """The address of this list with another filter or page."""
        values = {name: self.cleaned_data.get(name) for name in (*FILTERS, "sort", "page")} | changed
        return urlencode({name: value for name, value in values.items() if value and value not in {BY_NAME, 1}})


def _as_asked_today(data: QueryDict) -> QueryDict:
    """A former address of this list, in today's names: no criterion by itself, no order that is gone."""
    if "criterion" not in data and data.get("sort") not in FORMER_SORTS:
        return data
    today = data.copy()
    shown = (today.pop("criterion", None) or [""])[-1]
    if today.get("sort") in FORMER_SORTS:
        today["sort"] = shown if today["sort"] == "score" else ""
    return today


def _by_name(choice: tuple[str, str]) -> str:
    return alphabetical(choice[1])
