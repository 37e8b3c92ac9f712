"""Import and export of every type: files are hostile until checked, and nothing is written that was not previewed."""

import logging
import tempfile
from io import BytesIO
from typing import Any, BinaryIO, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from import_export.results import Result, RowResult
from simple_history.admin import SimpleHistoryAdmin

from hubs.models import ImportPreview
from hubs.models.base import CatalogueRecord
from hubs.models.preview import PREVIEW_TIME
from hubs.sheets.columns import guides
from hubs.sheets.exporting import CONTENT_TYPES, write_table, write_template
from hubs.sheets.importing import complaints, import_rows
from hubs.sheets.resources import resource_of
from hubs.sheets.sheet import Sheet
from hubs.sheets.tables import Limits

MOST_PREVIEWS = 3  # of one curator and type
MEGABYTE = 1_000_000
SHOWN_ERRORS, SHOWN_ROWS = 1_000, 200
LOGGED = {RowResult.IMPORT_TYPE_NEW: ADDITION, RowResult.IMPORT_TYPE_UPDATE: CHANGE}
logger = logging.getLogger(__name__)


class SheetForm(forms.Form):
    """A file to look at before anything is written; `sheet` once it is valid."""

    import_file = forms.FileField(label=gettext_lazy("File"), widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}))

    def __init__(self, model: type[CatalogueRecord], *args: Any) -> None:
        super().__init__(*args)
        self.model = model
        limits = {"rows": settings.IMPORT_ROWS, "size": settings.IMPORT_BYTES // MEGABYTE}
        said = _(".csv or .xlsx with at most %(rows)d rows and %(size)d MB, as a spreadsheet saves it in any language.")
        self.fields["import_file"].help_text = said % limits

    def clean_import_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["import_file"]
        if (file.size or 0) > settings.IMPORT_BYTES:
            raise ValidationError(_("The file is larger than %d MB.") % (settings.IMPORT_BYTES // MEGABYTE))
        self.sheet = Sheet(self.model, cast(BinaryIO, file.file), file.name or "", Limits(settings.IMPORT_ROWS))
        self.rows = list(self.sheet)
        return file


class ConfirmForm(forms.Form):
    """Names a preview that one curator has made of one type."""

    preview = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, previews: QuerySet[ImportPreview], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.previews = previews

    def clean_preview(self) -> ImportPreview:
        found = self.previews.filter(token=self.cleaned_data["preview"]).first()
        if found is None:
            raise ValidationError(_("This preview has expired or was imported already: choose the file again."))
        return found


class AllPages(ChangeList):
    """What a list is narrowed down to, without counting or reading a page of it."""

    def get_results(self, request: HttpRequest) -> None:
        pass


class TransferAdmin(SimpleHistoryAdmin):
    """Import, export, template and the guide to the columns, beside the list of a type.

    The library's own admin would load into each worker what it reads and writes a dozen formats with.
    """

    change_list_template = "admin/hubs/change_list_transfer.html"

    def has_import_permission(self, request: HttpRequest) -> bool:
        """A file may hold new rows as well as corrections."""
        return self.has_change_permission(request) and self.has_add_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_urls(self) -> list[URLPattern]:
        own = (
            ("import/", self.import_action, "import"),
            ("process_import/", self.process_import, "process_import"),
            ("export/", self.export_action, "export"),
            ("export/<str:ending>/", self.export_as, "export_as"),
            ("template/<str:ending>/", self.template_as, "template_as"),
            ("columns/", self.columns, "columns"),
        )
        made = [path(address, self.admin_site.admin_view(view), name=self._named(at)) for address, view, at in own]
        return [*made, *super().get_urls()]

    def _named(self, view: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{view}"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        may = {
            "has_import_permission": self.has_import_permission(request),
            "has_export_permission": self.has_export_permission(request),
        }
        return super().changelist_view(request, may | (extra_context or {}))

    def export_action(self, request: HttpRequest) -> HttpResponseBase:
        return self.export_as(request, "csv")

    def export_as(self, request: HttpRequest, ending: str) -> HttpResponseBase:
        """What the list shows, by its search and filters."""
        self._check(request, ending)
        try:
            rows = self._listed(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(reverse(f"admin:{self._named('changelist')}"))
        file = _scratch()
        write_table(file, ending, rows)
        return _as_file(file, f"{self.opts.model_name}.{ending}")

    def _listed(self, request: HttpRequest) -> QuerySet[CatalogueRecord]:
        shown = self.get_list_display(request)
        return AllPages(
            request,
            self.model,
            shown,
            self.get_list_display_links(request, shown),
            self.get_list_filter(request),
            self.date_hierarchy,
            self.get_search_fields(request),
            self.get_list_select_related(request),
            self.list_per_page,
            self.list_max_show_all,
            self.list_editable,
            self,
            self.get_sortable_by(request),
            self.search_help_text,
        ).queryset

    def template_as(self, request: HttpRequest, ending: str) -> HttpResponseBase:
        self._check(request, ending)
        file = _scratch()
        write_template(file, ending, self.model)
        return _as_file(file, f"{self.opts.model_name}-template.{ending}")

    def columns(self, request: HttpRequest) -> HttpResponse:
        self._check(request, "csv")
        title = _("Columns: %s") % capfirst(str(self.opts.verbose_name_plural))
        context = self._context(request, title) | {"guides": list(guides(self.model))}
        return TemplateResponse(request, "admin/hubs/columns.html", context)

    def _check(self, request: HttpRequest, ending: str) -> None:
        if not self.has_export_permission(request):
            raise PermissionDenied
        if ending not in CONTENT_TYPES:
            raise Http404

    def _context(self, request: HttpRequest, title: str) -> dict[str, object]:
        return self.admin_site.each_context(request) | {"title": title, "opts": self.opts}

    def _previews(self, request: HttpRequest) -> QuerySet[ImportPreview]:
        """Those that this curator has made of this type, the latest first; what nobody confirmed in time is deleted."""
        assert request.user.is_authenticated
        ImportPreview.objects.filter(made_at__lt=timezone.now() - PREVIEW_TIME).delete()
        own = ImportPreview.objects.filter(curator_id=request.user.pk).order_by("-made_at", "-pk")
        return own.filter(model=self.opts.label_lower)

    def _keep(self, request: HttpRequest, file: UploadedFile, did: str) -> ImportPreview:
        """The file until it is confirmed: of each curator the latest few of a type."""
        assert request.user.is_authenticated
        previews = self._previews(request)
        file.seek(0)
        kept = ImportPreview.objects.create(
            curator=request.user,
            model=self.opts.label_lower,
            name=(file.name or "")[-200:],
            did=did,
            data=file.read(),
            made_at=timezone.now(),
        )
        previews.filter(pk__in=list(previews.values_list("pk", flat=True)[MOST_PREVIEWS:])).delete()
        return kept

    def import_action(self, request: HttpRequest) -> HttpResponse:
        """The form; with a file, what it would do or everything that is wrong with it."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = SheetForm(self.model, *([request.POST, request.FILES] if request.method == "POST" else []))
        context = self._context(request, _("Import")) | {"form": form}
        if form.is_bound and form.is_valid():
            context |= self._preview(request, form)
        return TemplateResponse(request, "admin/hubs/import.html", context)

    def _preview(self, request: HttpRequest, form: SheetForm) -> dict[str, object]:
        resource, file = resource_of(self.model)(), form.cleaned_data["import_file"]
        result = import_rows(resource, form.sheet, form.rows, dry_run=True)
        if errors := list(complaints(result, form.sheet)):
            return {"errors": errors[:SHOWN_ERRORS], "more_errors": len(errors[SHOWN_ERRORS:])}
        kept = self._keep(request, file, resource.fingerprint)
        rows = result.valid_rows()
        return {
            "confirm_form": ConfirmForm(self._previews(request), initial={"preview": kept.token}),
            "result": result,
            "rows": rows[:SHOWN_ROWS],
            "more_rows": len(rows[SHOWN_ROWS:]),
            "unchanged": resource.unchanged,
        }

    @method_decorator(require_POST)
    def process_import(self, request: HttpRequest) -> HttpResponse:
        """Writes what was previewed, or nothing if it would no longer do the same."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = ConfirmForm(self._previews(request), request.POST)
        if not form.is_valid():
            context = self._context(request, _("Import")) | {"confirm_form": form}
            return TemplateResponse(request, "admin/hubs/import.html", context)
        result = self._write(request, form.cleaned_data["preview"])
        if result is None:
            told = _("Nothing was imported: the catalogue has changed since the preview. Look at it again.")
            messages.error(request, told)
            return HttpResponseRedirect(reverse(f"admin:{self._named('import')}"))
        self._tell(request, result)
        return HttpResponseRedirect(reverse(f"admin:{self._named('changelist')}"))

    def _write(self, request: HttpRequest, preview: ImportPreview) -> Result | None:
        """The result, None if nothing was written."""
        assert request.user.is_authenticated
        resource = resource_of(self.model)(user=request.user, reason=_("Imported from %s") % preview.name)
        try:
            sheet = Sheet(self.model, BytesIO(preview.data), preview.name, Limits(settings.IMPORT_ROWS))
            result = import_rows(resource, sheet, list(sheet), dry_run=False, expected=preview.did)
        except (IntegrityError, ValidationError):
            logger.info("An import of %s was refused", self.opts.label, exc_info=True)
            return None
        if result.has_errors() or result.has_validation_errors():
            return None
        preview.delete()
        return result

    def _tell(self, request: HttpRequest, result: Result) -> None:
        """The admin's log and the curator what was written."""
        assert request.user.is_authenticated
        written = {kind: [row.instance for row in result.valid_rows() if row.import_type == kind] for kind in LOGGED}
        for kind, flag in LOGGED.items():
            if written[kind]:
                LogEntry.objects.log_actions(request.user.pk, written[kind], flag, change_message=_("Imported"))
        counts = {
            "new": result.totals[RowResult.IMPORT_TYPE_NEW],
            "changed": result.totals[RowResult.IMPORT_TYPE_UPDATE],
            "same": result.totals[RowResult.IMPORT_TYPE_SKIP],
        }
        said = _("Imported: %(new)d new, %(changed)d updated, %(same)d unchanged. Rankings follow when you publish.")
        messages.success(request, said % counts)


def _scratch() -> BinaryIO:
    """A file in memory, on disk once it is large; the answer that it is sent with closes it."""
    return cast(BinaryIO, tempfile.SpooledTemporaryFile(MEGABYTE))


def _as_file(file: BinaryIO, name: str) -> FileResponse:
    file.seek(0)
    ending = name.rpartition(".")[2]
    return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPES[ending])
