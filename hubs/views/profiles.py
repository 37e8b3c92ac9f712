"""A file of many people's answers, ranked in one go, for those who have an account; nothing of it is kept."""

from math import ceil
from typing import Any, BinaryIO, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hubs.catalogue.frozen import Catalogue
from hubs.exports.files import CSV
from hubs.exports.spreadsheets import table
from hubs.sheets.profiles import MOST_BYTES, MOST_ROWS, columns_of, rank_profiles, read_profiles, template
from hubs.web.expired import comes_back, has_expired
from hubs.web.limits import PROFILES_AN_HOUR, seconds_to_wait
from hubs.web.published import with_catalogue
from hubs.web.robots import unlisted


@comes_back
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@unlisted
@login_required
@with_catalogue
def profiles(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """Asks for the file; answers with the best hubs of each row, or with everything that is wrong."""
    if request.method != "POST" or has_expired(request):
        return _ask(request, catalogue)
    if wait := seconds_to_wait(request, "profiles", PROFILES_AN_HOUR):
        response = _ask(request, catalogue, status=429, minutes=ceil(wait / 60), most=PROFILES_AN_HOUR)
        response["Retry-After"] = str(wait)
        return response
    try:
        file = _sent(request)
        found = read_profiles(cast(BinaryIO, file.file), file.name or "", catalogue, MOST_ROWS)
    except ValidationError as error:
        return _ask(request, catalogue, status=400, problems=error.messages)
    if found.problems:
        return _ask(request, catalogue, status=400, problems=found.problems, unsaid=found.unsaid)
    return _file("relocate-ranked.csv", table(rank_profiles(catalogue, found.asked)))


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
