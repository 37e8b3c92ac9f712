"""Interviews: stored privately, read by a fitted reader, and their suggestions decided on."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hubs.admin.interview_forms import OF_THE_SOURCE, InterviewForm, NewInterviewForm
from hubs.admin.release import ReadOnlyAdmin
from hubs.admin.reverting import RevertingAdmin
from hubs.admin.showing import ShowingMixin
from hubs.admin.suggestions import SuggestionPages, may_read, newer
from hubs.catalogue import interviews
from hubs.catalogue.interviews import InterviewError
from hubs.models import FittedReader, Interview, Suggestion
from hubs.web.expired import comes_back, has_expired

Decision = Suggestion.Decision


@admin.register(Interview)
class InterviewAdmin(SuggestionPages, ShowingMixin, RevertingAdmin):
    """The text itself is shown beside its suggestions alone, and only to those who may decide on them."""

    form = InterviewForm
    change_form_template = "admin/hubs/interview/change_form.html"
    change_list_template = "admin/hubs/interview/change_list.html"
    list_display = (
        "__str__",
        "waits",
        "decided",
        "named_as",
        "residence",
        "language",
        "consent",
        "read_by",
        "added_at",
    )
    list_filter = ("consent", "language", "residence")
    list_select_related = ("source", "residence", "reader")
    ordering = ("-pk",)
    search_fields = ("source__title", "source__publisher", "named_as")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Interview]:
        counts = {
            "waiting": models.Count("suggestions", filter=models.Q(suggestions__decision=Decision.WAITING)),
            "all_suggestions": models.Count("suggestions"),
        }
        return super().get_queryset(request).defer("text", "reader__data").annotate(**counts)

    def get_form(
        self, request: HttpRequest, obj: Interview | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        return super().get_form(request, obj, change=change, form=self.form if obj else NewInterviewForm, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Interview | None = None) -> list[tuple[Any, Any]]:
        may_change = self.has_add_permission(request) if obj is None else self.has_change_permission(request, obj)
        speaker = [
            *(("speaker", "role") if may_change else ()),
            *("named_as", "residence", "language", "consent"),
        ]
        if obj is None:
            text, source = ("text", "file"), ("known", *OF_THE_SOURCE)
            return [
                (_("The text"), {"fields": text}),
                (_("Who speaks"), {"fields": speaker}),
                (_("Where it is from"), {"fields": source}),
            ]
        stored = ("stored_under", "text_sha256", "added_at", "read_by")
        return [(_("Who speaks"), {"fields": speaker}), (_("Record"), {"fields": stored})]

    def get_readonly_fields(self, request: HttpRequest, obj: Interview | None = None) -> tuple[str, ...]:
        return ("stored_under", "text_sha256", "added_at", "read_by") if obj else ()

    def save_model(self, request: HttpRequest, obj: Interview, form: forms.ModelForm, change: bool) -> None:
        if change or not isinstance(form, NewInterviewForm):
            super().save_model(request, obj, form, change)
        else:
            interviews.keep(obj, form.source)

    @comes_back
    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What another curator stored between the check and the saving is told, rather than an error shown."""
        kwargs["extra_context"] = newer()
        try:
            return super().add_view(request, *args, **kwargs)
        except InterviewError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(reverse("admin:hubs_interview_changelist"))

    def response_add(self, request: HttpRequest, obj: Interview, post_url_continue: str | None = None) -> HttpResponse:
        if may_read(request):
            return HttpResponseRedirect(reverse("admin:hubs_interview_suggestions", args=[obj.pk]))
        return super().response_add(request, obj, post_url_continue)

    @admin.display(description=_("waits"), ordering="waiting")
    def waits(self, interview: Any) -> SafeString:
        url = reverse("admin:hubs_interview_suggestions", args=[interview.pk])
        return format_html('<a href="{}">{}</a>', url, interview.waiting)

    @admin.display(description=_("decided"))
    def decided(self, interview: Any) -> int:
        return interview.all_suggestions - interview.waiting

    @admin.display(description=_("read by"), ordering="reader__number")
    def read_by(self, interview: Interview) -> str:
        return str(interview.reader or "–")

    @admin.display(description=_("source"))
    def stored_under(self, interview: Interview) -> SafeString:
        url = reverse("admin:hubs_source_change", args=[interview.source_id])
        return format_html('<a href="{}">{}</a>', url, interview.source)

    @admin.display(description=_("SHA-256 of the text"))
    def text_sha256(self, interview: Interview) -> str:
        return interview.source.text_sha256


@admin.register(FittedReader)
class FittedReaderAdmin(ReadOnlyAdmin):
    """Readers of interviews as they were fitted; a new one learns from what was decided since."""

    change_list_template = "admin/hubs/fittedreader/change_list.html"
    list_display = ("__str__", "date", "statements", "rejections")
    fields = ("__str__", "date", "statements", "rejections")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[FittedReader]:
        return super().get_queryset(request).defer("data")

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.fit_view)
        return [path("fit/", view, name="hubs_fittedreader_fit"), *super().get_urls()]

    @comes_back
    def fit_view(self, request: HttpRequest) -> HttpResponse:
        """Says what there is to learn; a POST fits a reader."""
        if not request.user.has_perm("hubs.add_fittedreader"):
            raise PermissionDenied
        if request.method == "POST" and not has_expired(request):
            return self._fit(request)
        newest = FittedReader.objects.defer("data").first()
        decided = Suggestion.objects.exclude(decision=Decision.WAITING)
        context = self.admin_site.each_context(request) | {"opts": self.opts, "title": _("Fit a reader of interviews")}
        context |= {"newest": newest, "decided": decided.count()}
        return TemplateResponse(request, "admin/hubs/fittedreader/fit.html", context)

    def _fit(self, request: HttpRequest) -> HttpResponse:
        from hubs.catalogue.reading import fit_reader  # takes scikit-learn, which no other page of the admin needs

        try:
            reader = fit_reader(datetime.now(UTC).date())
        except InterviewError as error:
            messages.error(request, str(error))
        else:
            self.log_addition(request, reader, [{"added": {}}])
            learnt = _("%(reader)s has learnt from %(statements)d statements and %(rejections)d rejections.")
            counts = {"statements": reader.statements, "rejections": reader.rejections}
            messages.success(request, learnt % {"reader": reader, **counts})
        return HttpResponseRedirect(reverse("admin:hubs_fittedreader_changelist"))
