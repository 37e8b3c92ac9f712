"""What readers told us, to be answered: accepted, which makes a draft or mends a figure, or declined with a reason."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hubs.admin.base import badge, free_slug
from hubs.admin.legends import evidence_choices
from hubs.admin.links import link_to, may
from hubs.admin.release import ReadOnlyAdmin
from hubs.admin.versions import VersionedForm
from hubs.catalogue import corrections
from hubs.languages import OTHERS
from hubs.models import Correction, Evidence, EvidenceKind, Figure, Hub
from hubs.translation import TRANSLATED, column
from hubs.web.expired import comes_back, has_expired

Kind, Status = Correction.Kind, Correction.Status
LONG = forms.Textarea(attrs={"rows": 4, "cols": 80})


class AnswerForm(forms.Form):
    """What the reader, and everybody, is told."""

    reply = forms.CharField(
        label=_("Answer to the reader"),
        help_text=_("It stands on the reader’s own page. To decline, say why."),
        max_length=600,
        required=False,
        widget=LONG,
    )
    public_text = forms.CharField(
        label=_("In the public list"),
        help_text=_("What was wrong and is right now, without a name. Empty: only what it was about and the answer."),
        max_length=600,
        required=False,
        widget=LONG,
    )

    def require_reply(self) -> None:
        if not self.cleaned_data.get("reply"):
            self.add_error("reply", _("Say why it is declined."))


class DraftForm(forms.ModelForm):
    """What accepting makes, a draft unless something is corrected in place; its source is known once it is needed."""

    def __init__(self, correction: Correction, data: Any = None) -> None:
        self.correction = correction
        super().__init__(data, instance=self.begin(correction))
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs |= {"rows": 4, "cols": 80}

    def begin(self, correction: Correction) -> Any:
        raise NotImplementedError

    def complete(self) -> None:
        """Fill in what is not asked, before it is validated."""
        self.instance.source = corrections.source_for(self.correction, is_draft=self.instance.is_draft)

    def note(self) -> str:
        return gettext("A reader’s correction of %(about)s") % {"about": self.correction.about or self.correction.place}


class StatementDraft(DraftForm):
    class Meta:
        model = Evidence
        fields = ("criterion", "label", "rating", "kind", "speaker", "text")

    def __init__(self, correction: Correction, data: Any = None) -> None:
        super().__init__(correction, data)
        self.fields["text"].help_text = _("In our own words: what the reader knows, not how they put it.")
        for name in ("criterion", "label", "kind"):
            self.fields[name].queryset = evidence_choices(Evidence._meta.get_field(name))["queryset"]  # type: ignore
        if correction.criterion and correction.criterion.has_options:
            self.fields["label"].queryset = correction.criterion.options.all()  # type: ignore[attr-defined]

    def begin(self, correction: Correction) -> Evidence:
        said = gettext("A reader who lives in %s") if correction.lives_there else gettext("A reader, about %s")
        return Evidence(
            form=Evidence.Form.CLAIM,
            hub=correction.hub,
            criterion=correction.criterion,
            kind=EvidenceKind.objects.filter(slug="first-hand").first(),
            speaker=said % correction.place,
            text=correction.text[:600],
            is_draft=True,
        )

    def complete(self) -> None:
        super().complete()
        self.instance.note = self.note()
        self.instance.slug = free_slug(Evidence, f"claim-reader-{self.correction.pk}")


class FigureDraft(DraftForm, VersionedForm):
    """The figure that is said to be wrong, put right where it stands: its history keeps what it was."""

    class Meta:
        model = Figure
        fields = ("indicator", "value", "text", "months", "year", "scope", "note")

    def __init__(self, correction: Correction, data: Any = None) -> None:
        super().__init__(correction, data)
        self.fields["indicator"].disabled = bool(self.instance.pk)

    def begin(self, correction: Correction) -> Figure:
        wrong = Figure.objects.filter(slug=correction.about).first()
        return wrong or Figure(hub=correction.hub, is_draft=True, ranked=False)

    def complete(self) -> None:
        super().complete()
        self.instance._change_reason = self.note()[:100]
        if not self.instance.pk:
            self.instance.slug = free_slug(Figure, f"reader-{self.correction.pk}")

    def save(self, commit: bool = True) -> Figure:
        """Translations of words that changed would go on saying the old ones."""
        for name in {*TRANSLATED[Figure]} & {*self.changed_data}:
            for code in OTHERS:
                setattr(self.instance, column(name, code), "")
        figure: Figure = super().save(commit)
        return figure


class HubDraft(DraftForm):
    class Meta:
        model = Hub
        fields = ("name", "slug", "country", "latitude", "longitude", "timezone")

    def begin(self, correction: Correction) -> Hub:
        return Hub(name=correction.place.partition(",")[0][:80], is_draft=True)

    def complete(self) -> None:
        """A hub has no source of its own."""


DRAFTS: dict[str, type[DraftForm]] = {
    Kind.STATEMENT: StatementDraft,
    Kind.FIGURE: FigureDraft,
    Kind.HUB: HubDraft,
}


@admin.register(Correction)
class CorrectionAdmin(ReadOnlyAdmin):
    list_display = ("about_what", "excerpt", "state", "sent_at", "due")
    list_filter = ("status", "kind", "hub", "language")
    list_select_related = ("hub", "criterion")
    search_fields = ("place", "text", "reply")

    def has_answer_permission(self, request: HttpRequest) -> bool:
        return may(request, "change", Correction)

    @admin.display(description=_("about"), ordering="place")
    def about_what(self, told: Correction) -> str:
        return f"{told.place}, {told.criterion}" if told.criterion else told.place

    @admin.display(description=_("what the reader says"))
    def excerpt(self, told: Correction) -> str:
        return told.text[:90]

    @admin.display(description=_("status"), ordering="status")
    def state(self, told: Correction) -> SafeString:
        late = told.is_waiting and told.due < timezone.now().date()
        tone = {"accepted": "good", "waiting": "bad" if late else "changed"}.get(told.status, "")
        return badge(gettext("late") if late else told.get_status_display(), tone)

    @comes_back
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What the reader says beside what it is about; a POST accepts or declines it."""
        if not may(request, "view", Correction):
            raise PermissionDenied
        told = self.get_object(request, unquote(object_id))
        if told is None:
            raise Http404
        if request.method != "POST":
            return self._show(request, told, AnswerForm(), DRAFTS[told.kind](told))
        if not self.has_answer_permission(request):
            raise PermissionDenied
        try:
            return self._decide(request, told)
        except corrections.AlreadyAnswered:
            messages.warning(request, _("Somebody else has answered this already."))
            return HttpResponseRedirect(request.path)

    def _decide(self, request: HttpRequest, told: Correction) -> HttpResponse:
        answer = AnswerForm(request.POST)
        if "decline" in request.POST and not has_expired(request):
            if answer.is_valid():
                answer.require_reply()
            if answer.is_valid():
                corrections.decline(told, request.user, **answer.cleaned_data)  # type: ignore[arg-type]
                return self._decided(request, told, gettext("Declined. The reader finds the reason on their page."))
            return self._show(request, told, answer, DRAFTS[told.kind](told))
        return self._accept(request, told, answer)

    def _accept(self, request: HttpRequest, told: Correction, answer: AnswerForm) -> HttpResponse:
        with transaction.atomic():
            corrections.lock(told)
            draft = DRAFTS[told.kind](told, request.POST)
            if not _may_accept(request, draft):
                raise PermissionDenied
            is_change = draft.instance.pk is not None
            draft.complete()
            if answer.is_valid() and draft.is_valid() and not has_expired(request):
                made = draft.save()
                corrections.accept(told, made, request.user, **answer.cleaned_data)  # type: ignore[arg-type]
                link = format_html('<a href="{}">{}</a>', link_to(type(made), "change", made.pk), made)
                return self._decided(request, told, format_html("{} {}", _outcome(is_change), link))
            transaction.set_rollback(True)
        return self._show(request, told, answer, draft)

    def _decided(self, request: HttpRequest, told: Correction, message: str) -> HttpResponse:
        self.log_change(request, told, message)
        messages.success(request, message)
        return HttpResponseRedirect(reverse("admin:hubs_correction_changelist"))

    def _show(self, request: HttpRequest, told: Correction, answer: AnswerForm, draft: DraftForm) -> HttpResponse:
        context = self.admin_site.each_context(request) | {"opts": self.opts, "title": str(told), "told": told}
        wrong = _corrected(told)
        context |= {
            "answer": answer,
            "draft": draft,
            "wrong": wrong,
            "wrong_url": link_to(type(wrong), "change", wrong.pk) if wrong else "",
            "draft_url": link_to(type(told.draft), "change", told.draft.pk) if told.draft else "",
            "may_answer": self.has_answer_permission(request) and told.is_waiting,
            "may_accept": _may_accept(request, draft),
            "is_change": draft.instance.pk is not None,
        }
        status = 400 if answer.errors or draft.errors else 200
        return TemplateResponse(request, "admin/hubs/correction/answer.html", context, status=status)


def _may_accept(request: HttpRequest, draft: DraftForm) -> bool:
    return may(request, "change" if draft.instance.pk else "add", draft._meta.model)


def _outcome(is_change: bool) -> str:
    if is_change:
        return gettext(
            "Accepted. The figure is changed, its history keeps the old one. Rankings follow when you publish:"
        )
    return gettext("Accepted. The draft and its source wait to be looked at:")


def _corrected(told: Correction) -> Evidence | Figure | None:
    """The statement or figure that is said to be wrong, as it is now."""
    model: type[models.Model] = Figure if told.kind == Kind.FIGURE else Evidence
    return model._default_manager.filter(slug=told.about).first() if told.about else None  # type: ignore[return-value]
