"""Which texts of the catalogue are translated, and the history that follows those columns too.

A row's plain attribute (`name`) is its English text, whatever language is active; its translations have names of their
own (`name_es`, `name_pt_br`, `name_fr`). `name_en` mirrors the plain column and is shown nowhere.
"""

import simple_history
from modeltranslation import fields, manager
from modeltranslation.translator import TranslationOptions, translator
from modeltranslation.utils import build_localized_fieldname

from hubs.languages import ENGLISH, OTHERS
from hubs.models import (
    Country,
    Criterion,
    Entry,
    Evidence,
    EvidenceKind,
    Figure,
    Hub,
    Indicator,
    Interview,
    Option,
    Permit,
    Source,
    Suggestion,
)
from hubs.models.base import CatalogueRecord

TRANSLATED: dict[type[CatalogueRecord], tuple[str, ...]] = {
    Country: ("name",),
    Hub: ("name", "summary"),
    Criterion: ("name", "question", "help_text", "low", "high", "best", "more", "less"),
    Option: ("name",),
    Indicator: ("name", "unit"),
    EvidenceKind: ("name", "meaning"),
    Evidence: ("speaker", "translation"),
    Figure: ("text", "note"),
    Permit: ("name", "note"),
    Entry: ("note",),
}


def column(name: str, language: str) -> str:
    """The column of a text in a language other than English.

    >>> column("name", "pt-br")
    'name_pt_br'
    """
    return str(build_localized_fieldname(name, language))


def with_translations(name: str) -> tuple[str, ...]:
    """A text's column and those of its translations."""
    return (name, *(column(name, language) for language in OTHERS))


def _english() -> str:
    return ENGLISH


def _register(model: type[CatalogueRecord], names: tuple[str, ...]) -> None:
    options: dict[str, object] = {
        "fields": names,
        "empty_values": None,
        "field_options": {name: {ENGLISH: {"editable": False}} for name in names},
    }
    translator.register(model, type(f"{model.__name__}Translation", (TranslationOptions,), options))


# By itself the library would read and write `row.name` in the active language: a curator whose browser asks for
# Spanish would put Spanish into the English text, and a command started under another language likewise.
fields.get_language = manager.get_language = _english  # type: ignore[attr-defined]

for translated, names in TRANSLATED.items():
    _register(translated, names)
for model in (*TRANSLATED, Source):
    simple_history.register(model, excluded_fields=["updated_at"])
# What else people change. Releases, calibrations, readers and shared rankings are written once.
# Of a private text no copy is made, and nothing of it stays when it is deleted.
simple_history.register(Interview, excluded_fields=["text"], cascade_delete_history=True)
simple_history.register(Suggestion, cascade_delete_history=True)
