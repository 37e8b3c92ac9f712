"""Deleting says what goes with a record and for whom what moves; the list of what was deleted brings it back."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import NestedObjects
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import models, router
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from simple_history.admin import SimpleHistoryAdmin

from hubs.admin.effects import edit_of_deleting
from hubs.catalogue.deleted import bring_back, deleted, models_of, together
from hubs.explanations.edits import effect_of
from hubs.models.base import CatalogueRecord
from hubs.web.expired import comes_back, has_expired


class DeletedMixin(SimpleHistoryAdmin):
    change_list_template = "admin/hubs/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.deleted_view)
        return [path("deleted/", view, name=f"hubs_{self.opts.model_name}_deleted"), *super().get_urls()]

    def deleted_url(self) -> str:
        return reverse(f"admin:hubs_{self.opts.model_name}_deleted")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"deleted_url": self.deleted_url(), **(extra_context or {})})

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        with together():
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        with together():
            super().delete_queryset(request, queryset)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        context = {"deleted_url": self.deleted_url(), **(extra_context or {})}
        return super().delete_view(request, object_id, context)

    def render_delete_form(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        if not context["protected"] and not context["perms_lacking"]:
            context["effect"] = effect_of(edit_of_deleting(_goes_with(context["object"])))
        return super().render_delete_form(request, context)

    @comes_back
    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        """What was deleted of this model, by whom and when; a POST brings one of it back."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST" and not has_expired(request):
            return self._bring_back(request)
        context = self.admin_site.each_context(request) | {"opts": self.opts, "title": _("Deleted")}
        context |= {"deleted": deleted(self.model), "may_bring_back": self.has_add_permission(request)}
        return TemplateResponse(request, "admin/hubs/deleted.html", context)

    def _bring_back(self, request: HttpRequest) -> HttpResponse:
        written = request.POST.get("deletion", "")
        number = int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0
        wanted = models_of(self.model, number)
        if not all(request.user.has_perm(f"hubs.add_{model._meta.model_name}") for model in wanted):
            raise PermissionDenied
        try:
            rows = bring_back(self.model, number)
        except ObjectDoesNotExist:
            messages.error(request, _("This is not in the list of what was deleted any more."))
        except ValidationError as error:
            messages.error(request, " ".join([_("Nothing was brought back."), *error.messages]))
        else:
            self._say_and_log(request, rows)
        return HttpResponseRedirect(self.deleted_url())

    def _say_and_log(self, request: HttpRequest, rows: list[CatalogueRecord]) -> None:
        for row in rows:
            self.log_addition(request, row, [{"added": {}}])
        told = ngettext("%d record is there again.", "%d records are there again.", len(rows)) % len(rows)
        messages.success(request, told)


def _goes_with(record: models.Model) -> list[models.Model]:
    collector = NestedObjects(using=router.db_for_write(type(record)))
    collector.collect([record])
    return [row for rows in collector.data.values() for row in rows]
