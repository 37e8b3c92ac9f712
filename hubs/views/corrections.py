"""Readers correct what a page says, or name a hub that is missing; they and everybody see what became of it."""

from math import ceil

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hubs.answers.correction import HUB, CorrectionForm, MissingHubForm
from hubs.catalogue import corrections
from hubs.catalogue.frozen import Catalogue
from hubs.languages import active
from hubs.models import Correction
from hubs.models.sharing import new_token
from hubs.web.expired import comes_back, has_expired
from hubs.web.limits import CORRECTIONS_AN_HOUR, code_of, seconds_to_wait
from hubs.web.pinned import unreferred
from hubs.web.published import with_catalogue
from hubs.web.robots import unlisted

A_PAGE = 30


@comes_back
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@unlisted
@with_catalogue
def correct(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """The form, for the hub and the criterion that the address names; without a hub, for one that is missing."""
    form = _form(request, catalogue)
    sent = request.method == "POST"
    if not sent or not form.is_valid() or has_expired(request):
        return _ask(request, form, status=400 if sent else 200)
    if wait := seconds_to_wait(request, "correct", CORRECTIONS_AN_HOUR):
        response = _ask(request, form, status=429, minutes=ceil(wait / 60))
        response["Retry-After"] = str(wait)
        return response
    sender = code_of(request)
    if corrections.is_full(sender):
        return _ask(request, form, status=429, is_full=True)
    return redirect(_keep(form, sender))


def _form(request: HttpRequest, catalogue: Catalogue) -> CorrectionForm | MissingHubForm:
    """Where a hub or a criterion has gone since the form was opened, what was typed is asked for without it."""
    data = request.POST if request.method == "POST" else None
    if "hub" not in request.GET:
        return MissingHubForm(data)
    slug, criterion = request.GET["hub"], request.GET.get("criterion", "")
    hub, about = catalogue.hubs.get(slug), catalogue.criteria.get(criterion)
    form = CorrectionForm(data, catalogue, hub, about) if hub else MissingHubForm(data)
    form.gone = slug if hub is None else criterion if about is None else ""
    if form.gone and data is None:
        raise Http404
    return form


def _ask(
    request: HttpRequest, form: CorrectionForm | MissingHubForm, status: int, minutes: int = 0, is_full: bool = False
) -> HttpResponse:
    context = {
        "form": form,
        "stamp": form.fresh_stamp(new_token()),
        "due": corrections.due(timezone.now().date()),
        "minutes": minutes,
        "is_full": is_full,
        "most": CORRECTIONS_AN_HOUR,
    }
    return render(request, "hubs/correct.html", context, status=status)


def _keep(form: CorrectionForm | MissingHubForm, sender: str) -> Correction:
    assert form.sent is not None, "a valid form has a valid stamp"
    about = form.cleaned_data
    said = {name: about[name] for name in ("text", "url", "lives_there", "contact")} | {"sender": sender}
    if isinstance(form, MissingHubForm):
        return corrections.keep(form.sent.token, place=about["place"], kind=HUB, language=active(), **said)
    return corrections.keep(
        form.sent.token,
        hub=form.hub.slug,
        criterion=form.chosen,
        place=form.hub.name,
        kind=form.kind,
        about=about.get("about", ""),
        language=active(),
        **said,
    )


@require_safe
@never_cache
@unlisted
def correction(request: HttpRequest, token: str) -> HttpResponse:
    """What became of what a reader sent, for the one who has its address."""
    rows = Correction.objects.select_related("hub", "criterion")
    told = get_object_or_404(rows, token=token)
    return unreferred(render(request, "hubs/correction.html", {"told": told}))


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """What readers corrected, page by page: nothing of theirs that no curator let through."""
    pages = Paginator(corrections.public_log(), A_PAGE)
    page = pages.get_page(request.GET.get("p"))
    return render(request, "hubs/corrections.html", {"page": page})
