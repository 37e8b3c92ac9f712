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

from hubs.admin.accounts import ForAdministrators
from hubs.admin.comparing import SHOWN, ComparingMixin, NoteForm
from hubs.admin.missing import lacking_of
from hubs.admin.selecting import SelectingMixin
from hubs.catalogue import publishing, releases
from hubs.catalogue.records import accepted
from hubs.explanations import previews
from hubs.models import Calibration, Release, SharedRanking
from hubs.models.release import CalibrationData
from hubs.web.expired import comes_back, has_expired


class ReadOnlyAdmin(SelectingMixin, admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class PublishForm(NoteForm):
    """`sha` is the data set that was previewed: only that one is published, and only after the same release."""

    sha = forms.CharField(widget=forms.HiddenInput, max_length=64)


@admin.register(Release)
class ReleaseAdmin(ComparingMixin, ReadOnlyAdmin):
    list_display = ("__str__", "date", "note", "published_at", "published_by", "short_hash")
    list_select_related = ("published_by",)
    search_fields = ("note",)
    fields = ("__str__", "date", "note", "sha256", "published_at", "published_by")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Release]:
        return Release.objects.light()

    def has_delete_permission(self, request: HttpRequest, obj: Release | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.publish_view)
        return [path("publish/", view, name="hubs_release_publish"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"may_publish": self.has_publish_permission(request)})

    @comes_back
    def publish_view(self, request: HttpRequest) -> HttpResponse:
        """What publishing would change; a POST of the very data set that was shown publishes it."""
        if not self.has_publish_permission(request):
            raise PermissionDenied
        preview = previews.preview(datetime.now(UTC).date())
        form = PublishForm(request.POST or None)
        if form.is_valid() and not preview.problem and not has_expired(request):
            try:
                return self._publish(request, **form.cleaned_data)
            except publishing.PublishedMeanwhile:
                messages.warning(request, _("Somebody else has just published. Here is what is left to publish."))
                preview = previews.preview(datetime.now(UTC).date())
            except publishing.CatalogueChanged:
                message = _("The catalogue has changed since this page was shown. Here is what it says now.")
                messages.warning(request, message)
                preview = previews.preview(datetime.now(UTC).date())
            except publishing.NothingToPublish as error:
                messages.error(request, str(error))
        shown = {"sha": preview.sha, "after": preview.after}
        if form.errors.get("note"):
            form.renew(**shown)
        else:
            form = PublishForm(initial=shown | {"note": form.data.get("note", "") if form.is_bound else ""})
        context = self.admin_site.each_context(request) | {"opts": self.opts, "title": _("Publish"), "form": form}
        context |= {"preview": preview, "shown": preview.changes[:SHOWN], "hidden": len(preview.changes[SHOWN:])}
        context["lacking"] = lacking_of(request, preview.changes)
        return TemplateResponse(request, "admin/hubs/release/publish.html", context)

    def _publish(self, request: HttpRequest, sha: str, note: str, after: int) -> HttpResponse:
        assert request.user.is_authenticated
        release = publishing.publish(note=note, user=request.user, expected=sha, after=after)
        if release.number == after:
            messages.info(request, _("Nothing has changed since %s: there is no new release.") % release)
        else:
            self.log_addition(request, release, [{"added": {}}])
            link = format_html('<a href="{}">{}</a>', reverse("hubs:landing"), _("See the site"))
            messages.success(request, format_html("{} {}", _("%s is published.") % release, link))
        return HttpResponseRedirect(reverse("admin:hubs_release_changelist"))

    @admin.display(description=_("SHA-256"))
    def short_hash(self, release: Release) -> str:
        return release.sha256[:12]


@admin.register(Calibration)
class CalibrationAdmin(ReadOnlyAdmin):
    """How people rate: estimated on request, shown first, and used from the next release on."""

    change_list_template = "admin/hubs/calibration/change_list.html"
    list_display = ("__str__", "date", "made_by")
    list_select_related = ("made_by",)
    fields = ("__str__", "date", "made_by", "data")
    readonly_fields = fields

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.calibrate_view)
        return [path("calibrate/", view, name="hubs_calibration_calibrate"), *super().get_urls()]

    @comes_back
    def calibrate_view(self, request: HttpRequest) -> HttpResponse:
        """What estimating anew would move; a POST of the very estimate that was shown keeps it."""
        if not request.user.has_perm("hubs.add_calibration"):
            raise PermissionDenied
        try:
            anew = previews.recalibrate(datetime.now(UTC).date())
        except publishing.NothingToPublish as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(reverse("admin:hubs_calibration_changelist"))
        sent = request.method == "POST" and not has_expired(request)
        if sent and request.POST.get("shown") != releases.fingerprint(anew.data):
            messages.warning(
                request, _("The catalogue has changed since this page was shown. Here is what it says now.")
            )
        elif sent:
            try:
                return self._keep(request, anew.data)
            except publishing.AlreadyCalibrated as error:
                messages.warning(request, str(error))
                anew = previews.recalibrate(datetime.now(UTC).date())
        shown = releases.fingerprint(anew.data)
        context = self.admin_site.each_context(request) | {"opts": self.opts, "title": _("Calibrate")}
        context |= {"anew": anew, "shown": shown}
        return TemplateResponse(request, "admin/hubs/calibration/calibrate.html", context)

    def _keep(self, request: HttpRequest, data: CalibrationData) -> HttpResponse:
        assert request.user.is_authenticated
        calibration = publishing.store_calibration(publishing.with_accuracy(data, accepted()), request.user)
        self.log_addition(request, calibration, [{"added": {}}])
        messages.success(request, _("%s is used from the next release on.") % calibration)
        return HttpResponseRedirect(reverse("admin:hubs_release_publish"))


@admin.register(SharedRanking)
class SharedRankingAdmin(ReadOnlyAdmin, ForAdministrators):
    """The token stays out of sight: whoever has it can open the ranking. Deleting one on request is possible."""

    list_display = ("__str__", "release", "answers", "leaders", "created_at", "open_until", "withdrawn_at")
    list_filter = ("created_at",)
    list_select_related = ("release",)
    search_fields = ("=token",)
    search_help_text = _("The token of a shared link, whole.")
    fields = ("release", "answers", "leaders", "created_at", "open_until", "withdrawn_at")
    view_on_site = False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[SharedRanking]:
        return super().get_queryset(request).defer("release__payload")

    @admin.display(description=_("first three"))
    def leaders(self, shared: SharedRanking) -> str:
        return ", ".join(f"{hub['slug']} {100 * hub['score']:.0f}" for hub in shared.outcome.get("hubs", [])[:3])
