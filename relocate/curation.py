"""The admin as a curation desk: its first page, what stands in its head, and the pages that are no model's.

Not in hubs.admin, whose modules register models as they are imported: the site has to be there before them.
"""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
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

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        from relocate.signing_in import LimitedLoginForm

        self.login_form = LimitedLoginForm
        response = super().login(request, extra_context)
        form = (response.context_data or {}).get("form") if isinstance(response, TemplateResponse) else None
        if isinstance(form, LimitedLoginForm) and form.wait:
            response.status_code, response["Retry-After"] = 429, str(form.wait)
        return response

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
