"""Where somebody who has an account finds their own links; nobody else's is there, whatever they ask for."""

import re
from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hubs.answers.desk import MOST_COMPARED, DeskForm
from hubs.explanations.order import Order, order_of
from hubs.explanations.side_by_side import side_by_side
from hubs.exports import spreadsheets
from hubs.models import SharedRanking
from hubs.models.sharing import Links
from hubs.web.pinned import open_shared
from hubs.web.robots import unlisted

A_PAGE = 50
COMPARABLE = range(2, MOST_COMPARED + 1)
NUMBER = re.compile(r"[0-9]{1,18}")
COMPARE, WITHDRAW, SURE, LINK = "compare", "withdraw", "sure", "link"
COLUMNS = ("title", "sender", "shared_on", "open_until", "withdrawn_on", "openings", "address")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@unlisted
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """Their links, searched and filtered; those that are ticked can be withdrawn together."""
    if request.method == "POST":
        return _act(request)
    return _show(request)


def _show(request: HttpRequest, ticked: Sequence[int] = (), problem: str = "") -> HttpResponse:
    form = DeskForm(request.GET)
    found = _found(request, form)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {"form": form, "page": page, "query": query.urlencode(), "all": _own(request).count()}
    context |= {"ticked": ticked, "problem": problem}
    return render(request, "hubs/desk.html", context, status=400 if problem else 200)


def _act(request: HttpRequest) -> HttpResponse:
    """What is to be done with those that are ticked: nothing that cannot be undone before it was said what it does."""
    ticked = _ticked(request.POST.getlist(LINK))
    if COMPARE in request.POST:
        if _own(request).filter(pk__in=ticked, withdrawn_at=None).count() not in COMPARABLE:
            return _show(request, ticked, _how_many())
        return redirect(f"{reverse('hubs:desk_compare')}?{urlencode([(LINK, pk) for pk in ticked])}")
    chosen = list(_own(request).filter(pk__in=ticked, withdrawn_at=None)) if WITHDRAW in request.POST else []
    if chosen and SURE not in request.POST:
        return render(request, "hubs/desk_withdraw.html", {"chosen": chosen})
    for shared in chosen:
        shared.withdraw()
    return redirect(request.get_full_path())


@require_safe
@never_cache
@unlisted
@login_required
def table(request: HttpRequest) -> HttpResponse:
    """The same links as a file."""
    rows: list[Sequence[object]] = [
        COLUMNS,
        *(_row(request, shared) for shared in _found(request, DeskForm(request.GET))),
    ]
    response = HttpResponse(spreadsheets.table(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="relocate-links.csv"'
    return response


def _row(request: HttpRequest, shared: SharedRanking) -> list[object]:
    days = (shared.created_at.date(), shared.open_until, shared.withdrawn_at and shared.withdrawn_at.date())
    told = [day.isoformat() if day else "" for day in days]
    address = request.build_absolute_uri(shared.get_absolute_url())
    return [shared.title, shared.sender, *told, shared.times, address]  # type: ignore[attr-defined]  # annotated


@require_safe
@never_cache
@unlisted
@login_required
def compare(request: HttpRequest) -> HttpResponse:
    """Two to four of their links beside each other."""
    chosen = _ticked(request.GET.getlist(LINK))
    own = _own(request).select_related("release").defer("release__payload").in_bulk(chosen)
    if len(own) < len(chosen):
        raise Http404
    found = [own[pk] for pk in chosen if not own[pk].withdrawn_at]
    if len(found) not in COMPARABLE:
        return _show(request, chosen, _how_many())
    orders = [_order(shared) for shared in found]
    context = {"links": list(zip(found, orders, strict=True)), "compared": side_by_side(orders)}
    return render(request, "hubs/desk_compare.html", context)


def _how_many() -> str:
    return _("Tick from 2 to %(most)d links that are not withdrawn.") % {"most": MOST_COMPARED}


def _order(shared: SharedRanking) -> Order:
    pinned = open_shared(shared)
    if pinned.ranking is None:
        assert pinned.order is not None
        return pinned.order
    return order_of(pinned.catalogue, pinned.ranking, pinned.stability)


def _own(request: HttpRequest) -> Links:
    assert request.user.is_authenticated
    return Links(SharedRanking).filter(owner=request.user)


def _found(request: HttpRequest, form: DeskForm) -> Links:
    form.is_valid()
    found = (
        _own(request)
        .order_by("-created_at", "-pk")
        .defer("outcome", "answers")
        .annotate(times=Coalesce(Sum("openings__times"), 0))
    )
    return found.in_state(form.cleaned_data.get("state", "")).that_say(form.cleaned_data.get("q", ""))


def _ticked(values: list[str]) -> list[int]:
    """The numbers of links; what is none is left aside."""
    return list(dict.fromkeys(int(value) for value in values if NUMBER.fullmatch(value)))
