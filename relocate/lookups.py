"""What Django asks a database for without looking whether a column can hold it."""

from typing import Any

from django.db.models import IntegerField
from django.db.models.lookups import In


@IntegerField.register_lookup
class StorableIn(In):
    """Whole numbers that no column can hold are in none, as with every other comparison; SQLite fails at them."""

    def process_rhs(self, compiler: Any, connection: Any) -> Any:
        if self.rhs_is_direct_value():
            low, high = connection.ops.integer_field_range("BigIntegerField")
            self.rhs = [value for value in self.rhs if not isinstance(value, int) or low <= value <= high]
        return super().process_rhs(compiler, connection)
