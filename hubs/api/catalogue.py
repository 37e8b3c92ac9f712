"""Reading what a release holds."""

from typing import Annotated

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_noop
from ninja import Path, Query, Router

from hubs.api.kept import public
from hubs.api.paging import Paging, on_page, page_of
from hubs.api.problems import Problem, ProblemDocument
from hubs.api.whole import known_to, whole
from hubs.catalogue import releases
from hubs.exports.entries import (
    cells_of,
    criterion_of,
    evidence_on,
    place_of,
    released,
    sources_of,
)
from hubs.exports.entry_schema import (
    CatalogueDocument,
    CellEvidenceDocument,
    CriteriaDocument,
    PlaceInFullDocument,
    PlacesDocument,
    ReleaseDocument,
    ReleasesDocument,
)
from hubs.models import Release
from hubs.models.release import CalibrationData
from hubs.web.limits import DOWNLOADS_AN_HOUR, seconds_to_wait
from hubs.web.lookups import find_hub

router = Router(tags=[gettext_noop("Data")])
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("/hubs", response=PlacesDocument, summary=gettext_noop("All hubs"))
@public
def hubs(request: HttpRequest, paging: Query[Paging]) -> PlacesDocument:
    """The hubs of the newest release by name, page by page."""
    catalogue = releases.current()
    found = list(catalogue.hubs.values())
    page = page_of(request, paging, len(found))
    return {**released(catalogue), **page, "hubs": [place_of(hub) for hub in on_page(paging, found)]}


@router.get("/hubs/{hub}", response=PlaceInFullDocument, summary=gettext_noop("One hub"))
@public
def hub(request: HttpRequest, hub: str) -> PlaceInFullDocument:
    """A hub with what is scored of it on every criterion and every option."""
    catalogue = releases.current()
    found = find_hub(catalogue, hub)
    return {**released(catalogue), **place_of(found), "cells": cells_of(catalogue, found)}


@router.get(
    "/hubs/{hub}/{criterion}", response=CellEvidenceDocument, summary=gettext_noop("The evidence behind one score")
)
@public
def evidence(request: HttpRequest, hub: str, criterion: str, paging: Query[Paging]) -> CellEvidenceDocument:
    """What is known of a hub on one criterion: quotes, reports and figures, each with its source."""
    catalogue = releases.current()
    place = find_hub(catalogue, hub)
    if criterion not in catalogue.criteria:
        raise Http404
    every = evidence_on(catalogue, place, catalogue.criteria[criterion])
    shown = on_page(paging, every)
    return {
        **released(catalogue),
        **page_of(request, paging, len(every)),
        "hub": hub,
        "criterion": criterion,
        "evidence": shown,
        "sources": sources_of(catalogue, shown),
    }


@router.get("/criteria", response=CriteriaDocument, summary=gettext_noop("What hubs are ranked on"))
@public
def criteria(request: HttpRequest) -> CriteriaDocument:
    """Every criterion with its options, and the names of its questions in the answers of a ranking."""
    catalogue = releases.current()
    return {**released(catalogue), "criteria": [criterion_of(each) for each in catalogue.criteria.values()]}


@router.get(
    "/calibration", response={200: CalibrationData, 404: ProblemDocument}, summary=gettext_noop("How people rate")
)
@public
def calibration(request: HttpRequest) -> CalibrationData:
    """The calibration that the newest release is ranked with, and how often it was wrong."""
    used = releases.current().calibration
    if used is None:
        raise Http404
    return used


@router.get("/releases", response=ReleasesDocument, summary=gettext_noop("All releases"))
@public
def every_release(request: HttpRequest, paging: Query[Paging]) -> ReleasesDocument:
    """The releases of the data, newest first."""
    found = Release.objects.light().order_by("-number")
    page = page_of(request, paging, found.count())
    shown = found[paging.offset : paging.offset + paging.limit]
    return {**page, "releases": [_described(release) for release in shown]}


@router.get("/releases/{number}", response=ReleaseDocument, summary=gettext_noop("One release"))
@public
def release(request: HttpRequest, number: Number) -> ReleaseDocument:
    """When a release was made, and what changed with it."""
    return _described(_release(number))


@router.get(
    "/releases/{number}/catalogue", response=CatalogueDocument, summary=gettext_noop("The whole catalogue of a release")
)
def catalogue(request: HttpRequest, number: Number) -> HttpResponseBase:
    """Every record of a release in all languages, with its sources and their licences: some megabytes."""
    found = _release(number)
    if known := known_to(request, found):
        return known
    if wait := seconds_to_wait(request, "catalogue", DOWNLOADS_AN_HOUR):
        raise Problem(429, f"At most {DOWNLOADS_AN_HOUR} downloads an hour: keep what you have got.", wait=wait)
    return whole(request, found)


def _release(number: int) -> Release:
    found = Release.objects.light().filter(number=number).first()
    if found is None:
        raise Http404
    return found


def _described(release: Release) -> ReleaseDocument:
    return {
        "release": release.number,
        "date": release.date.isoformat(),
        "sha256": release.sha256,
        "note": release.note,
    }
