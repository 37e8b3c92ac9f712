from typing import TYPE_CHECKING, Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    # The type checker finds the managers that the library puts in only where their module is imported.
    import modeltranslation.manager  # noqa: F401

PARTIAL_DATE = RegexValidator(
    r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$", _("Write a date as 2024, 2024-05 or 2024-05-31.")
)


class CatalogueRecord(models.Model):
    """A curated record, known by its natural key in fixtures, exports and releases."""

    NATURAL_KEY: tuple[str, ...] = ("slug",)
    # The manager of past versions; hubs.translation registers it once the translated columns are there.
    history: ClassVar[Any]

    is_draft = models.BooleanField(
        _("draft"), default=False, help_text=_("A draft is kept out of the next release and so out of every ranking.")
    )
    seed_digest = models.CharField(
        max_length=64, blank=True, editable=False, help_text="SHA-256 of the fixture record this row was loaded from."
    )
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    class Meta:
        abstract = True

    @property
    def own_key(self) -> str:
        """The part of the natural key that is this record's own."""
        key: str = getattr(self, self.NATURAL_KEY[-1])
        return key
