"""The tables in a reader's words, for the workbook: other programs read the CSV, whose names stay as they are."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hubs.catalogue.frozen import Catalogue
from hubs.exports.tables import Row

HEADINGS = {
    "rank": gettext_lazy("Rank"),
    "hub": gettext_lazy("Hub, as in addresses"),
    "name": gettext_lazy("Hub"),
    "country": gettext_lazy("Country"),
    "score": gettext_lazy("Points of 100"),
    "likely_low": gettext_lazy("Likely points, lowest"),
    "likely_high": gettext_lazy("Likely points, highest"),
    "could_be_low": gettext_lazy("Possible points, lowest"),
    "could_be_high": gettext_lazy("Possible points, highest"),
    "covered_percent": gettext_lazy("Covered by evidence, in percent"),
    "first_percent": gettext_lazy("How often it comes first, in percent"),
    "first_three_percent": gettext_lazy("How often among the first three, in percent"),
    "likely_best_rank": gettext_lazy("Likely rank, best"),
    "likely_worst_rank": gettext_lazy("Likely rank, worst"),
    "regret": gettext_lazy("Points that choosing it costs against the best"),
    "rather_not": gettext_lazy("Points lost for what you would rather have"),
    "on_shortlist": gettext_lazy("On the shortlist"),
    "left_out": gettext_lazy("Why it is left out"),
    "release": gettext_lazy("Data release"),
    "release_date": gettext_lazy("Date of the release"),
    "release_sha256": gettext_lazy("Fingerprint of the release (SHA-256)"),
    "criterion": gettext_lazy("Criterion"),
    "option": gettext_lazy("Option"),
    "form": gettext_lazy("Kind of evidence"),
    "text": gettext_lazy("Text"),
    "translation": gettext_lazy("Our translation"),
    "speaker": gettext_lazy("Who says it"),
    "indicator": gettext_lazy("What is measured"),
    "value": gettext_lazy("Value"),
    "unit": gettext_lazy("Unit"),
    "year": gettext_lazy("Year"),
    "is_old": gettext_lazy("Old: a price of over a year before, a statement of over five"),
    "place": gettext_lazy("Place it speaks of"),
    "strength": gettext_lazy("Strength"),
    "points": gettext_lazy("Points it adds"),
    "source_title": gettext_lazy("Source: title"),
    "source_author": gettext_lazy("Source: author"),
    "source_publisher": gettext_lazy("Source: publisher"),
    "source_url": gettext_lazy("Source: address"),
    "source_date": gettext_lazy("Source: date"),
    "source_language": gettext_lazy("Source: language"),
    "source_licence": gettext_lazy("Source: licence"),
    "key": gettext_lazy("Key of the evidence"),
}
PER_CRITERION = {
    "worth": gettext_lazy("%(criterion)s: weight in points"),
    "earned": gettext_lazy("%(criterion)s: points earned"),
    "added": gettext_lazy("%(criterion)s: points above or below the middle"),
    "items": gettext_lazy("%(criterion)s: how much evidence"),
}


def in_words(table: Iterator[Row], catalogue: Catalogue) -> Iterator[Row]:
    """A table with its head, and what is said in code, in the active language."""
    columns = [str(name) for name in next(table)]
    words = _words(catalogue)
    yield [_heading(name, catalogue) for name in columns]
    for row in table:
        yield [words.get(name, {}).get(value, value) for name, value in zip(columns, row, strict=True)]


def _heading(column: str, catalogue: Catalogue) -> str:
    if column in HEADINGS:
        return str(HEADINGS[column])
    slug, _separator, name = column.rpartition("_")
    return PER_CRITERION[name] % {"criterion": catalogue.criteria[slug].name}


def _words(catalogue: Catalogue) -> dict[str, Mapping[object, str]]:
    """By column, what stands for each of its codes."""
    criteria = catalogue.criteria.values()
    return {
        "on_shortlist": {"yes": _("yes"), "no": _("no")},
        "is_old": {"yes": _("yes"), "no": _("no")},
        "form": {"quote": _("Quote"), "claim": _("Report"), "figure": _("Figure")},
        "criterion": {criterion.slug: criterion.name for criterion in criteria},
        "option": {option.slug: option.name for criterion in criteria for option in criterion.options},
    }
