"""The admin as a curation desk: its first page, what stands in its head, and the pages that are no model's.

Not in hubs.admin, whose modules register models as they are imported: the site has to be there before them.
"""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _

# As a curator goes through them; what is not named comes after.
ORDER = (
    "Interview",
    "Correction",
    "Evidence",
    "Figure",
    "Source",
    "Hub",
    "Criterion",
    "Indicator",
    "Country",
    "EvidenceKind",
    "Release",
    "Calibration",
    "SharedRanking",
)


class CurationSite(AdminSite):
    site_header = site_title = "Relocate"
    index_title = _("Curation desk")
    index_template = "admin/hubs/desk.html"
    enable_nav_sidebar = False

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        from hubs.admin import desk

        return super().index(request, desk.context(request) | (extra_context or {}))

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and not self.lacks_second_factor(request)

    def lacks_second_factor(self, request: HttpRequest) -> bool:
        """Whether this session was opened without one; who has none is asked to set it up before they enter."""
        from allauth.account.authentication import get_authentication_records

        if not settings.ADMIN_NEEDS_SECOND_FACTOR:
            return False
        return all(record["method"] != "mfa" for record in get_authentication_records(request, request.user))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The site has one way in; a curator who lacks the second factor is led to where it is set up."""
        from allauth.account.decorators import secure_admin_login
        from allauth.mfa.utils import is_mfa_enabled

        if request.user.is_staff and self.lacks_second_factor(request):
            return redirect("mfa_reauthenticate" if is_mfa_enabled(request.user) else "mfa_activate_totp")
        if request.user.is_authenticated and request.method == "POST":
            return redirect("admin:index")  # nobody tries passwords here, where nothing counts them
        response: HttpResponse = secure_admin_login(super().login)(request, extra_context)
        return response

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """What a field of a model may refer to: at the other end of a reference, named as well, Django fails."""
        models = apps.all_models.get(request.GET.get("app_label", ""), {})
        model = models.get(request.GET.get("model_name", "").lower())
        fields = (*model._meta.fields, *model._meta.many_to_many) if model else ()
        if request.GET.get("field_name") not in {field.name for field in fields}:
            raise PermissionDenied
        return super().autocomplete_view(request)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        from hubs.admin import desk

        return [
            path("coverage/", self.admin_view(desk.coverage), name="coverage"),
            path("interviews/<slug:slug>/", self.admin_view(desk.interview), name="next_interview"),
            *super().get_urls(),
        ]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Our own models first, in the order in which they are worked on."""
        place = {name: position for position, name in enumerate(ORDER)}
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda model: place.get(model["object_name"], len(place)))
        return sorted(apps, key=lambda app: app["app_label"] != "hubs")
