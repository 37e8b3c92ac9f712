"""The history of a record, field by field, and how one goes back to a version of it."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from simple_history.admin import SimpleHistoryAdmin

from hubs.admin.selecting import SelectingMixin
from hubs.admin.versions import version_of
from hubs.web.expired import comes_back

SHOWN = "shown_version"


def known_as(key: "models.Field[Any, Any]", value: str) -> None:
    """Raise Http404 for what cannot be such a key: simple_history would ask the database for it, and fail."""
    try:
        key.to_python(unquote(value))
    except ValidationError:
        raise Http404 from None


class RevertingAdmin(SelectingMixin, SimpleHistoryAdmin):
    """Reverts only what is still as it was when the page was shown: nobody's change is written over unseen."""

    object_history_list_template = "admin/hubs/history_list.html"
    object_history_form_template = "admin/hubs/history_form.html"

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        known_as(self.model._meta.pk, object_id)
        return super().history_view(request, object_id, extra_context)

    @comes_back
    @transaction.atomic
    def history_form_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        known_as(self.model._meta.pk, object_id)
        known_as(self.model.history.model._meta.pk, str(args[0] if args else kwargs.get("version_id", "")))
        is_asked = request.method == "POST"
        # simple_history asks only for the permission to look, and would then write.
        if is_asked and not self.has_change_permission(request):
            raise PermissionDenied
        rows = self.model._base_manager.order_by()
        now = (rows.select_for_update() if is_asked else rows).filter(pk=object_id).first()
        version = version_of(now, self.model) if now else ""
        if is_asked and request.POST.get(SHOWN) != version:
            latest = now.history.select_related("history_user").first() if now else None
            told = _(
                "%(who)s has changed this record since you opened this page. Nothing is reverted: look at it again."
            )
            messages.error(
                request, told % {"who": latest.history_user if latest and latest.history_user else _("a command")}
            )
            return HttpResponseRedirect(request.path)
        kwargs["extra_context"] = {SHOWN: version, **(kwargs.get("extra_context") or {})}
        return super().history_form_view(request, object_id, *args, **kwargs)
