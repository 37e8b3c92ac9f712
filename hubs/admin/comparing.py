"""Two releases side by side, and going back to an older one as a new one."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hubs import languages
from hubs.catalogue import publishing, releases
from hubs.catalogue.restoring import write_back
from hubs.explanations import previews
from hubs.models import Release
from hubs.web.expired import comes_back, has_expired

SHOWN = 50


class NoteForm(forms.Form):
    """`after` is the number of the release that was the newest one when the page was shown."""

    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    note = forms.CharField(
        label=gettext_lazy("What changed"),
        max_length=Release._meta.get_field("note").max_length,
        help_text=gettext_lazy("A few words for the list of releases."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def renew(self, **hidden: object) -> None:
        """What the page shows now, in the place of what it showed when this was sent; what was typed stays."""
        self.data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        for name, value in hidden.items():
            self.data[name] = str(value)  # type: ignore[index]  # a copy


class GoBackForm(NoteForm):
    with_records = forms.BooleanField(
        required=False,
        label=gettext_lazy("Write the records back as well"),
        help_text=gettext_lazy("What was added since becomes a draft. Every record can be reverted in its history."),
    )


class CompareForm(forms.Form):
    before = forms.ModelChoiceField(Release.objects.light(), to_field_name="number", label=gettext_lazy("From"))
    after = forms.ModelChoiceField(Release.objects.light(), to_field_name="number", label=gettext_lazy("To"))


class ComparingMixin(admin.ModelAdmin):
    """For the admin of releases."""

    def get_urls(self) -> list[URLPattern]:
        compare, back = (self.admin_site.admin_view(view) for view in (self.compare_view, self.back_view))
        own = [path("compare/", compare, name="hubs_release_compare")]
        return [*own, path("<int:pk>/back/", back, name="hubs_release_back"), *super().get_urls()]

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("hubs.add_release")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        context = {"may_publish": self.has_publish_permission(request), "newest": Release.objects.newest()}
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    def compare_view(self, request: HttpRequest) -> HttpResponse:
        """What any release changed against any other; the two newest, if none are named."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        numbers = list(Release.objects.values_list("number", flat=True)[:2])
        form = CompareForm(request.GET or ({"before": numbers[-1], "after": numbers[0]} if numbers else None))
        found = None
        if form.is_valid():
            try:
                found = previews.between(*(form.cleaned_data[name].number for name in ("before", "after")))
            except releases.BadRelease as error:
                messages.error(request, _("One of these releases cannot be read: %s") % error)
        context = self.admin_site.each_context(request) | {"opts": self.opts, "title": _("Compare releases")}
        context |= {"form": form, "comparison": found} | _shown(found)
        return TemplateResponse(request, "admin/hubs/release/compare.html", context)

    @comes_back
    def back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What going back would change; a POST publishes what the older release holds once more."""
        if not self.has_publish_permission(request):
            raise PermissionDenied
        release = Release.objects.light().filter(pk=pk).first()
        if release is None:
            raise Http404
        form = GoBackForm(request.POST or None)
        if form.is_valid() and not has_expired(request) and (answer := self._go_back(request, release, form)):
            return answer
        try:
            newest = releases.newest()[languages.ENGLISH].number
            found = previews.between(newest, release.number)
        except releases.NoRelease as error:
            messages.error(request, _("This release cannot be read: %s") % error)
            return HttpResponseRedirect(reverse("admin:hubs_release_changelist"))
        after = previews.last_number()
        if form.is_bound:
            form.renew(after=after)
        else:
            form = GoBackForm(initial={"after": after, "note": _("Back to %s") % release})
        title = _("Go back to %s") % release
        context = self.admin_site.each_context(request) | {"opts": self.opts, "title": title, "form": form}
        context |= {"comparison": found, "release": release, "away": previews.away_from(found.after)} | _shown(found)
        return TemplateResponse(request, "admin/hubs/release/back.html", context)

    def _go_back(self, request: HttpRequest, release: Release, form: GoBackForm) -> HttpResponse | None:
        """The answer when it went well; else the reason is among the messages."""
        note, after, with_records = (form.cleaned_data[name] for name in ("note", "after", "with_records"))
        assert request.user.is_authenticated
        try:
            with transaction.atomic():
                made = publishing.go_back(release.number, note=note, user=request.user, after=after)
                content = releases.content_of(made.pk, made.sha256)["records"] if with_records else []
                written = write_back(content, request.user, note[:100]) if with_records else 0
        except publishing.PublishedMeanwhile:
            messages.warning(request, _("Somebody else has just published. Here is what going back would change now."))
        except (publishing.NothingToPublish, releases.BadRelease) as error:
            messages.error(request, str(error))
        except ValidationError as error:
            told = _("Nothing was published: the records cannot be written back (%s).")
            messages.error(request, told % "; ".join(error.messages))
        else:
            return self._told(request, made, after, written)
        return None

    def _told(self, request: HttpRequest, made: Release, after: int, written: int) -> HttpResponse:
        if made.number == after:
            messages.info(request, _("%s holds just that already: there is no new release.") % made)
        else:
            self.log_addition(request, made, [{"added": {}}])
            messages.success(request, _("%s is published.") % made)
        if written:
            told = ngettext("%d record was written back.", "%d records were written back.", written) % written
            messages.success(request, told)
        return HttpResponseRedirect(reverse("admin:hubs_release_changelist"))


def _shown(found: previews.Comparison | None) -> dict[str, object]:
    changes = found.changes if found else ()
    return {"shown": changes[:SHOWN], "hidden": len(changes[SHOWN:])}
