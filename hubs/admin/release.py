"""Releases and shared rankings, to read; and publishing, which shows first what it would move."""

from datetime import UTC, datetime

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from hubs.admin import impact
from hubs.catalogue import releases
from hubs.models import Release, SharedRanking

SHOWN = 50


class ReadOnlyAdmin(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class PublishForm(forms.Form):
    """`sha` is the data set that was previewed: only that one is published."""

    sha = forms.CharField(widget=forms.HiddenInput, max_length=64)
    note = forms.CharField(
        label=_("What changed"),
        required=False,
        max_length=Release._meta.get_field("note").max_length,
        help_text=_("A few words for the list of releases."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )


@admin.register(Release)
class ReleaseAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "date", "note", "published_at", "published_by", "short_hash")
    list_select_related = ("published_by",)
    search_fields = ("note",)
    fields = ("number", "date", "note", "sha256", "published_at", "published_by")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Release]:
        return Release.objects.light()

    def has_delete_permission(self, request: HttpRequest, obj: Release | None = None) -> bool:
        return False

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("hubs.add_release")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.publish_view)
        return [path("publish/", view, name="hubs_release_publish"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"may_publish": self.has_publish_permission(request)})

    def publish_view(self, request: HttpRequest) -> HttpResponse:
        """What publishing would change; a POST of the very data set that was shown publishes it."""
        if not self.has_publish_permission(request):
            raise PermissionDenied
        preview = impact.preview(datetime.now(UTC).date())
        form = PublishForm(request.POST or None)
        if form.is_valid() and not preview.problem:
            try:
                return self._publish(request, preview.newest, **form.cleaned_data)
            except releases.CatalogueChanged:
                message = _("The catalogue has changed since this page was shown. Here is what it says now.")
                messages.warning(request, message)
                preview = impact.preview(datetime.now(UTC).date())
        note = form.data.get("note", "") if form.is_bound else ""
        fresh = form if form.errors.get("note") else PublishForm(initial={"sha": preview.sha, "note": note})
        context = self.admin_site.each_context(request) | {"opts": self.opts, "title": _("Publish"), "form": fresh}
        context |= {"preview": preview, "shown": preview.changes[:SHOWN], "hidden": len(preview.changes[SHOWN:])}
        return TemplateResponse(request, "admin/hubs/release/publish.html", context)

    def _publish(self, request: HttpRequest, newest: Release | None, sha: str, note: str) -> HttpResponse:
        assert request.user.is_authenticated
        release = releases.publish(note=note, user=request.user, expected=sha)
        if newest and release.number == newest.number:
            messages.info(request, _("Nothing has changed since %s: there is no new release.") % release)
        else:
            self.log_addition(request, release, [{"added": {}}])
            link = format_html('<a href="{}">{}</a>', reverse("hubs:landing"), _("See the site"))
            messages.success(request, format_html("{} {}", _("%s is published.") % release, link))
        return HttpResponseRedirect(reverse("admin:hubs_release_changelist"))

    @admin.display(description=_("SHA-256"))
    def short_hash(self, release: Release) -> str:
        return release.sha256[:12]


@admin.register(SharedRanking)
class SharedRankingAdmin(ReadOnlyAdmin):
    """The token stays out of sight: whoever has it can open the ranking. Deleting one on request is possible."""

    list_display = ("__str__", "release", "answers", "leaders", "created_at")
    list_filter = ("created_at",)
    list_select_related = ("release",)
    search_fields = ("=token",)
    search_help_text = _("The token of a shared link, whole.")
    fields = ("release", "answers", "leaders", "created_at")
    view_on_site = False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[SharedRanking]:
        return super().get_queryset(request).defer("release__payload")

    @admin.display(description=_("first three"))
    def leaders(self, shared: SharedRanking) -> str:
        return ", ".join(f"{hub['slug']} {100 * hub['score']:.0f}" for hub in shared.outcome["hubs"][:3])
