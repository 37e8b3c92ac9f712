"""The page on which a curator reads an interview beside what it suggests, and decides."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from hubs.admin.base import signed
from hubs.admin.interview_forms import CorrectionForm
from hubs.admin.marking import Run, parts, runs
from hubs.catalogue import interviews
from hubs.catalogue.interviews import InterviewError
from hubs.models import Evidence, Interview, Suggestion
from hubs.web.expired import comes_back, has_expired

RELATED = ("hub", "country", "criterion", "label", "kind", "decided_by")
STATEMENT = ("evidence__hub", "evidence__country", "evidence__criterion", "evidence__label", "evidence__kind")
CORRECTED = ("text", "highlight", "hub", "country", "criterion", "label", "rating", "kind")


@dataclass(frozen=True)
class Card:
    """A suggestion as it is shown: the quote that would be stored, and what is told of it."""

    suggestion: Suggestion
    quote: list[Run]
    said: Suggestion | Evidence
    notes: list[str]
    needs_its_quote: bool  # its words are not simply those that are marked beside it

    @property
    def sure(self) -> int:
        """Of 100."""
        return round(100 * self.suggestion.confidence)

    @property
    def rated(self) -> SafeString:
        return signed(self.said.rating)


def may_read(request: HttpRequest) -> bool:
    """Texts are private: who may only look at the lists does not read them."""
    return request.user.has_perm("hubs.change_suggestion")


class SuggestionPages:
    """Pages of the admin of interviews: its suggestions, a decision on one, a correction, reading it again."""

    admin_site: Any
    opts: Any

    def get_urls(self) -> list[URLPattern]:
        one = "<int:pk>/suggestions/"
        views = [
            (one, self.suggestions_view, "suggestions"),
            (f"{one}<int:suggestion>/decide/", self.decide_view, "decide"),
            (f"{one}<int:suggestion>/correct/", self.correct_view, "correct"),
            ("<int:pk>/read/", self.read_view, "read"),
        ]
        own = [
            path(route, self.admin_site.admin_view(view), name=f"hubs_interview_{name}") for route, view, name in views
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    def suggestions_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        interview = _interview(request, pk)
        listed = _listed(interview)
        told = list(messages.get_messages(request))
        often = Counter(each.start for each in listed)
        cards = {each.pk: _card(interview, each, told, often[each.start] > 1) for each in listed}
        waiting = [each for each in listed if not each.is_decided]
        context = self._context(request, interview, gettext("Suggestions")) | {
            "parts": [(part, [cards[each.pk] for each in part.suggestions]) for part in parts(interview.text, listed)],
            "told": [each for each in told if not each.extra_tags],
            "waiting": len(waiting),
            "decided": len(listed) - len(waiting),
            "first": waiting[0] if waiting else None,
            "drafts": Evidence.objects.filter(source=interview.source, is_draft=True).count(),
            "no_consent": interview.consent == Interview.Consent.NONE,
            "may_accept": request.user.has_perm("hubs.add_evidence"),
        }
        return TemplateResponse(request, "admin/hubs/interview/suggestions.html", context | newer(interview))

    def decide_view(self, request: HttpRequest, pk: int, suggestion: int) -> HttpResponse:
        """Accept, reject or undo; on to the next suggestion that waits, or back to the one that could not be done."""
        interview, asked = _asked(request, pk, suggestion)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            self._decide(request, asked, request.POST.get("decision", ""))
        except (InterviewError, ValidationError) as error:
            return _back(request, interview, asked, error)
        return _on(interview, asked)

    def _decide(self, request: HttpRequest, asked: Suggestion, decision: str) -> None:
        user: Any = request.user
        if decision == "accept":
            _demand(request, "hubs.add_evidence")
            interviews.accept(asked, user)
        elif decision == "reject":
            interviews.reject(asked, user)
        elif decision == "undo":
            interviews.undo(asked)
        else:
            raise InterviewError(gettext("This is no decision: accept, reject or undo."))

    @comes_back
    def correct_view(self, request: HttpRequest, pk: int, suggestion: int) -> HttpResponse:
        interview, asked = _asked(request, pk, suggestion)
        _demand(request, "hubs.add_evidence")
        if asked.is_decided:
            return _back(request, interview, asked, InterviewError(gettext("Undo the decision first.")))
        form = CorrectionForm(asked, request.POST or None)
        if form.is_valid() and not has_expired(request):
            try:
                interviews.accept(asked, request.user, form.instance if form.has_changed() else None)  # type: ignore[arg-type]
            except (InterviewError, ValidationError) as error:
                return _back(request, interview, asked, error)
            return _on(interview, asked)
        fieldsets: list[tuple[Any, Any]] = [(None, {"fields": CORRECTED})]
        context = self._context(request, interview, gettext("Correct a suggestion")) | {
            "form": form,
            "adminform": helpers.AdminForm(form, fieldsets, {}, model_admin=self),  # type: ignore[arg-type]
            "media": self.media + form.media,  # type: ignore[attr-defined]
            "suggestion": asked,
        }
        return TemplateResponse(request, "admin/hubs/interview/correct.html", context)

    def read_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        interview = _interview(request, pk)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            waiting = interviews.read_again(interview)
        except InterviewError as error:
            messages.error(request, str(error))
        else:
            told = ngettext("Read again: %d suggestion waits.", "Read again: %d suggestions wait.", waiting)
            messages.success(request, told % waiting)
        return HttpResponseRedirect(_page(interview))

    def _context(self, request: HttpRequest, interview: Interview, title: str) -> dict[str, Any]:
        own = {"opts": self.opts, "title": title, "subtitle": None, "interview": interview}
        return self.admin_site.each_context(request) | own


def _interview(request: HttpRequest, pk: int) -> Interview:
    if not may_read(request):
        raise PermissionDenied
    related = Interview.objects.select_related("source", "residence", "reader").defer("reader__data")
    return get_object_or_404(related, pk=pk)


def _asked(request: HttpRequest, pk: int, suggestion: int) -> tuple[Interview, Suggestion]:
    interview = _interview(request, pk)
    asked = interview.suggestions.select_related(*RELATED, "evidence").filter(pk=suggestion).first()
    if asked is None:
        raise Http404(gettext("This suggestion is gone: the text was read again."))
    asked.interview = interview
    return interview, asked


def _listed(interview: Interview) -> list[Suggestion]:
    return list(interview.suggestions.select_related(*RELATED, *STATEMENT).order_by("start", "-confidence", "pk"))


def _demand(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


def _card(interview: Interview, suggestion: Suggestion, told: Sequence[Any], is_one_of_several: bool) -> Card:
    start, end = interviews.quotable(interview.text, suggestion.start, suggestion.end, suggestion.words)
    words = [(first, last) for first, last in suggestion.words]
    notes = [each.message for each in told if each.extra_tags == _tag(suggestion)]
    quote = list(runs(interview.text, start, end, [], words))
    is_cut = (start, end) != (suggestion.start, suggestion.end)
    return Card(suggestion, quote, suggestion.evidence or suggestion, notes, is_cut or is_one_of_several)


def newer(interview: Interview | None = None) -> dict[str, Any]:
    """The newest reader if it has not read this text; what to do if there is none."""
    try:
        newest = interviews.newest_reader()
    except InterviewError as error:
        return {"no_reader": str(error)}
    return {"newer": newest if interview and newest.pk != interview.reader_id else None}


def _tag(suggestion: Suggestion) -> str:
    return f"s{suggestion.pk}"


def _page(interview: Interview, at: Suggestion | None = None) -> str:
    url = reverse("admin:hubs_interview_suggestions", args=[interview.pk])
    return f"{url}#{_tag(at)}" if at else f"{url}#content-start"


def _back(request: HttpRequest, interview: Interview, asked: Suggestion, error: Exception) -> HttpResponse:
    said = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
    messages.error(request, said, extra_tags=_tag(asked))
    return HttpResponseRedirect(_page(interview, asked))


def _on(interview: Interview, asked: Suggestion) -> HttpResponse:
    """To the next that waits, in the order of the page, then to those before; after an undo to the same one."""
    listed = _listed(interview)
    place = next((number for number, each in enumerate(listed) if each.pk == asked.pk), 0)
    order = listed[place:] + listed[:place]
    return HttpResponseRedirect(_page(interview, next((each for each in order if not each.is_decided), None)))
