"""Import and export as CSV: files are hostile until checked, cells must not run in a spreadsheet."""

import csv
import io
import os
from collections import Counter
from collections.abc import Iterable, Sequence

import tablib
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.signing import BadSignature, TimestampSigner
from django.core.validators import validate_slug
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import CSV, Format
from import_export.forms import ConfirmImportForm, ImportForm
from import_export.resources import ModelResource
from import_export.results import Result

from hubs.exports.spreadsheets import ENCODING, escape, unescape

KEY = "slug"
MOST_ROWS = 5_000
MOST_BYTES = 2_000_000
PREVIEW_SECONDS = 3600


class SafeCSV(CSV):
    def export_data(self, dataset: tablib.Dataset, **kwargs: object) -> str:
        rows = [[escape(str(cell)) for cell in row] for row in dataset]
        return tablib.Dataset(*rows, headers=dataset.headers).export("csv", **kwargs)

    def create_dataset(self, in_stream: str, **kwargs: object) -> tablib.Dataset:
        read = super().create_dataset(in_stream, **kwargs)
        rows = [[unescape(cell) for cell in row] for row in read]
        return tablib.Dataset(*rows, headers=read.headers)


def check_csv(data: bytes, columns: Iterable[str]) -> None:
    """Refuse a file that cannot be what an export gave, before anything reads it row by row."""
    if b"\0" in data:
        raise ValidationError(_("The file holds NUL bytes: it is not text."))
    try:
        text = data.decode(ENCODING)
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    except UnicodeDecodeError:
        raise ValidationError(_("The file is not UTF-8 text.")) from None
    except csv.Error as error:
        raise ValidationError(_("The file is not CSV: %s") % error) from None
    if len(rows) < 2:
        raise ValidationError(_("The file holds no rows under a line of column names."))
    _check_header(rows[0], set(columns))
    _check_rows(rows)


def _check_header(header: list[str], columns: set[str]) -> None:
    if unknown := [name for name in header if name not in columns]:
        raise ValidationError(_("Unknown columns: %s") % _first(unknown))
    if repeated := [name for name, number in Counter(header).items() if number > 1]:
        raise ValidationError(_("Columns that stand there twice: %s") % _first(repeated))
    if KEY not in header:
        raise ValidationError(_("The column slug is missing: rows are known by it."))


def _check_rows(rows: list[list[str]]) -> None:
    if len(rows) - 1 > MOST_ROWS:
        raise ValidationError(_("The file holds more than %d rows.") % MOST_ROWS)
    if uneven := [str(number) for number, row in enumerate(rows, start=1) if len(row) != len(rows[0])]:
        raise ValidationError(_("Rows with too few or too many cells: %s") % _first(uneven))
    keys = Counter(row[rows[0].index(KEY)].strip() for row in rows[1:])
    if bad := [key for key in keys if not _is_slug(key)]:
        raise ValidationError(_("These are no slugs: %s") % _first(repr(key) for key in bad))
    if repeated := [key for key, number in keys.items() if number > 1]:
        raise ValidationError(_("Slugs that stand there twice: %s") % _first(repeated))


def _is_slug(key: str) -> bool:
    try:
        validate_slug(key)
    except ValidationError:
        return False
    return True


def _first(names: Iterable[str]) -> str:
    names = [name[:60] for name in names]
    return ", ".join(names[:5]) + (" ..." if len(names) > 5 else "")


class CsvImportForm(ImportForm):
    import_file = forms.FileField(
        label=gettext_lazy("CSV file"),
        help_text=gettext_lazy("UTF-8, at most 5,000 rows and 2 MB, as the export writes it."),
    )

    def __init__(
        self, formats: Sequence[type[Format]], resources: Sequence[type[ModelResource]], **kwargs: object
    ) -> None:
        super().__init__(formats, resources, **kwargs)
        self.columns = set(resources[0].fields)

    def clean_import_file(self) -> UploadedFile:
        file = self.cleaned_data["import_file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("The file is larger than 2 MB."))
        check_csv(file.read(), self.columns)
        file.seek(0)
        return file


class SignedConfirmForm(ConfirmImportForm):
    """Names the previewed file under a signature: unsigned, it could name any file in the temporary folder."""

    format = forms.ChoiceField(choices=[("0", "csv")], widget=forms.HiddenInput)
    resource = forms.ChoiceField(choices=[("0", "csv")], widget=forms.HiddenInput, required=False)

    def __init__(self, *, salt: str, initial: dict[str, object], **kwargs: object) -> None:
        self.signer = TimestampSigner(salt=salt)
        if "import_file_name" in initial:
            initial = initial | {"import_file_name": self.signer.sign(str(initial["import_file_name"]))}
        super().__init__(initial=initial, **kwargs)

    def clean_import_file_name(self) -> str:
        try:
            name = self.signer.unsign(self.cleaned_data["import_file_name"], max_age=PREVIEW_SECONDS)
        except BadSignature:
            name = ""
        if not os.path.isfile(name):
            raise ValidationError(_("This preview has expired or was imported already: choose the file again."))
        return name


class TransferMixin(ImportExportMixin):
    formats = (SafeCSV,)
    skip_export_form = True
    from_encoding = to_encoding = ENCODING
    import_form_class = CsvImportForm
    confirm_form_class = SignedConfirmForm
    import_template_name = "admin/hubs/import.html"

    def has_import_permission(self, request: HttpRequest) -> bool:
        """A file may hold new rows as well as corrections."""
        return self.has_change_permission(request) and self.has_add_permission(request)

    def get_confirm_form_kwargs(self, request: HttpRequest, import_form: forms.Form | None = None) -> dict[str, object]:
        salt = f"import {self.model._meta.label_lower} {request.user.pk}"
        return super().get_confirm_form_kwargs(request, import_form) | {"salt": salt}

    def get_import_data_kwargs(self, **kwargs: object) -> dict[str, object]:
        return super().get_import_data_kwargs(**kwargs) | {"rollback_on_validation_errors": True}

    def process_result(self, result: Result, request: HttpRequest) -> HttpResponse:
        if not (result.has_errors() or result.has_validation_errors()):
            return super().process_result(result, request)
        messages.error(
            request, _("Nothing was imported: the catalogue has changed since the preview. Look at it again.")
        )
        return HttpResponseRedirect(reverse("admin:{}_{}_import".format(*self.get_model_info())))
