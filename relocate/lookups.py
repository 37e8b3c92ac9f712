"""What Django asks a database for without looking whether a column can hold it."""

from typing import Any

from django.db.models import ForeignKey, IntegerField
from django.db.models.fields import related_lookups as related
from django.db.models.lookups import In


@IntegerField.register_lookup
class StorableIn(In):
    """Whole numbers that no column can hold are in none, as with every other comparison; SQLite fails at them."""

    def process_rhs(self, compiler: Any, connection: Any) -> Any:
        if self.rhs_is_direct_value():
            low, high = connection.ops.integer_field_range("BigIntegerField")
            self.rhs = [value for value in self.rhs if not isinstance(value, int) or low <= value <= high]
        return super().process_rhs(compiler, connection)


@ForeignKey.register_lookup
class StorableRelatedIn(related.RelatedIn, StorableIn):
    """The same of references, which Django compares in a way of their own."""


class Storable:
    """A reference is compared with the largest or smallest number that a column holds, which no row bears, at most."""

    rhs: Any

    def process_rhs(self, compiler: Any, connection: Any) -> Any:
        if isinstance(self.rhs, int):
            low, high = connection.ops.integer_field_range("BigIntegerField")
            self.rhs = min(max(self.rhs, low), high)
        return super().process_rhs(compiler, connection)  # type: ignore[misc]


for _compared in (
    related.RelatedExact,
    related.RelatedGreaterThan,
    related.RelatedGreaterThanOrEqual,
    related.RelatedLessThan,
    related.RelatedLessThanOrEqual,
):
    ForeignKey.register_lookup(type(f"Storable{_compared.__name__}", (Storable, _compared), {}))
