"""A file of many people's answers, ranked in one go, for those who have an account; nothing of it is kept."""

from base64 import b64encode
from collections.abc import Generator, Iterator
from math import ceil
from typing import Any, BinaryIO, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hubs.catalogue.frozen import Catalogue
from hubs.exports.files import CSV
from hubs.exports.spreadsheets import table
from hubs.sheets.profiles import (
    BATCH,
    MOST_BYTES,
    MOST_ROWS,
    Profiles,
    columns_of,
    rank_profiles,
    read_profiles,
    reading,
    template,
)
from hubs.web.expired import comes_back, has_expired
from hubs.web.limits import PROFILES_AN_HOUR, seconds_to_wait
from hubs.web.published import with_catalogue
from hubs.web.robots import unlisted
from hubs.web.steps import told_in_steps

AT_ONCE = 50_000  # bytes: what is no larger is back before anybody has read how far it is
RANKED = "relocate-ranked.csv"


@comes_back
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@unlisted
@login_required
@with_catalogue
def profiles(request: HttpRequest, catalogue: Catalogue) -> HttpResponseBase:
    """Asks for the file; answers with the best hubs of each row, or with everything that is wrong."""
    if request.method != "POST" or has_expired(request):
        return _ask(request, catalogue)
    if wait := seconds_to_wait(request, "profiles", PROFILES_AN_HOUR):
        response = _ask(request, catalogue, status=429, minutes=ceil(wait / 60), most=PROFILES_AN_HOUR)
        response["Retry-After"] = str(wait)
        return response
    try:
        file = _sent(request)
        if (file.size or 0) > AT_ONCE:
            return told_in_steps(request, "hubs/profiles_ranked.html", {}, _steps(request, catalogue, file))
        found = read_profiles(cast(BinaryIO, file.file), file.name or "", catalogue, MOST_ROWS)
    except ValidationError as error:
        return _ask(request, catalogue, status=400, problems=error.messages)
    if found.problems:
        return _ask(request, catalogue, status=400, problems=found.problems, unsaid=found.unsaid)
    return _file(RANKED, table(rank_profiles(catalogue, found.asked)))


def _steps(request: HttpRequest, catalogue: Catalogue, file: "UploadedFile[Any]") -> Iterator[str]:
    """How far a large file is, and at last the table, or what is wrong; the table is in the page and nowhere else."""
    try:
        rows = reading(cast(BinaryIO, file.file), file.name or "", catalogue, MOST_ROWS)
        found = yield from _told(request, rows)
    except ValidationError as error:
        yield _part(request, "hubs/profiles/problems.html", problems=error.messages)
        return
    if found.problems:
        yield _part(request, "hubs/profiles/problems.html", problems=found.problems, unsaid=found.unsaid)
        return
    ranked: list[list[object]] = []
    for row in rank_profiles(catalogue, found.asked):
        ranked.append(row)
        if len(ranked) % BATCH == 1:
            yield _part(request, "hubs/profiles/step.html", done=len(ranked) - 1, of=len(found.asked))
    packed = b64encode(table(ranked)).decode()
    yield _part(request, "hubs/profiles/done.html", people=len(found.asked), called=RANKED, content=packed)


def _told(request: HttpRequest, rows: Generator[int, None, Profiles]) -> Generator[str, None, Profiles]:
    yield _part(request, "hubs/profiles/step.html", done=0)
    while True:
        try:
            yield _part(request, "hubs/profiles/step.html", done=next(rows))
        except StopIteration as end:
            return cast(Profiles, end.value)


def _part(request: HttpRequest, template: str, **told: object) -> str:
    return render_to_string(template, told, request)


@require_safe
@never_cache
@unlisted
@login_required
@with_catalogue
def profiles_template(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    return _file("relocate-profiles.csv", template(catalogue))


def _sent(request: HttpRequest) -> "UploadedFile[Any]":
    """The file; ValidationError without one, or for one that is too large."""
    file = request.FILES.get("file")
    if file is None:
        raise ValidationError(_("Choose a file."))
    if (file.size or 0) > MOST_BYTES:
        raise ValidationError(
            _("The file is larger than %(most)d MB: send it in parts.") % {"most": MOST_BYTES // 10**6}
        )
    return file


def _ask(request: HttpRequest, catalogue: Catalogue, status: int = 200, **more: object) -> HttpResponse:
    context = {"columns": columns_of(catalogue), "most_rows": MOST_ROWS, "megabytes": MOST_BYTES // 10**6}
    return render(request, "hubs/profiles.html", context | more, status=status)


def _file(name: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=CSV)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
