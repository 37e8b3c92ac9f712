"""Searching the admin's lists whatever the case, the accents or the language of a name."""

import unicodedata
from collections.abc import Iterator
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models import CharField, ForeignKey, Lookup, Model, TextField
from django.dispatch import receiver

from hubs.models.base import CatalogueRecord
from hubs.translation import TRANSLATED, with_translations

LATIN = [chr(code) for code in range(0xC0, 0x250)]


def folded(text: str) -> str:
    """A text without what a curator may leave out.

    >>> folded("São Paulo, Querétaro")
    'sao paulo, queretaro'
    """
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(sign))


@receiver(connection_created)
def teach_sqlite(connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    if connection.vendor == "sqlite":
        connection.connection.create_function("folded", 1, lambda text: text and folded(text), deterministic=True)


@CharField.register_lookup
@TextField.register_lookup
class Found(Lookup):
    """Whether a text contains the words that are looked for, both folded."""

    lookup_name = "found"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: str | int, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str]]:
        return "%s", (f"%{connection.ops.prep_for_like_query(folded(str(value)))}%",)

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        words, wanted = self.process_rhs(compiler, connection)
        return rf"folded({column}) LIKE {words} ESCAPE '\'", (*parameters, *wanted)

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """PostgreSQL's own unaccent is an extension that not every host allows."""
        accented = [sign for sign in LATIN if len(folded(sign)) == 1]
        column, parameters = self.process_lhs(compiler, connection)
        words, wanted = self.process_rhs(compiler, connection)
        plain = f"translate(lower({column}), %s, %s)"
        letters = ("".join(accented), "".join(map(folded, accented)))
        return f"{plain} LIKE {words}", (*parameters, *letters, *wanted)


def in_every_language(model: type[Model], path: str) -> Iterator[str]:
    """The look-ups of a text, of this model or of one it refers to, in all its languages."""
    *references, name = path.split("__")
    for reference in references:
        field = model._meta.get_field(reference)
        assert isinstance(field, ForeignKey), f"{reference} refers to no record"
        model = field.related_model
    is_translated = issubclass(model, CatalogueRecord) and name in TRANSLATED.get(model, ())
    for column in with_translations(name) if is_translated else (name,):
        yield "__".join((*references, column, "found"))
