"""The whole catalogue of a release as one file: packed record by record, and sent piece by piece.

One at a time is made, in memory up to a bound and then on the disk; what a slow reader keeps open is a packed file.
"""

import gzip
import json
from collections.abc import Iterator
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from threading import Lock
from typing import IO, cast

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers

from hubs.api.kept import code_of
from hubs.exports.entries import catalogue_of
from hubs.models import Release
from hubs.web.page import encoding_for
from hubs.web.page_cache import FRESH

IN_MEMORY = 1_000_000  # bytes
_one_at_a_time = Lock()


def known_to(request: HttpRequest, release: Release) -> HttpResponseBase | None:
    """304 for who has this very file. A release never changes, nor does its file in one build."""
    response = get_conditional_response(request, etag=_etag(request, release))
    return _kept(request, release, response) if response else None


def whole(request: HttpRequest, release: Release) -> HttpResponseBase:
    """The file, as small as this program reads it; BadRelease if it is not what its hash says."""
    encoding = _encoding(request)
    response = FileResponse(_made(release, encoding), content_type="application/json; charset=utf-8")
    response["Content-Encoding"] = encoding or "identity"
    response.headers.pop("Content-Disposition", None)
    return _kept(request, release, response)


def _made(release: Release, encoding: str) -> IO[bytes]:
    with _one_at_a_time, ExitStack() as if_it_fails:
        file = cast(IO[bytes], if_it_fails.enter_context(SpooledTemporaryFile(IN_MEMORY)))
        if encoding:
            with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=4, mtime=0) as packed:
                packed.writelines(_parts(release))
        else:
            file.writelines(_parts(release))
        file.seek(0)
        if_it_fails.pop_all()  # the answer closes it
        return file


def _parts(release: Release) -> Iterator[bytes]:
    document = catalogue_of(release)
    head = {name: value for name, value in document.items() if name != "records"}
    yield f'{json.dumps(head, ensure_ascii=False)[:-1]}, "records": ['.encode()
    for number, record in enumerate(document["records"]):
        yield f"{',' if number else ''}\n{json.dumps(record, ensure_ascii=False)}".encode()
    yield b"\n]}\n"


def _kept(request: HttpRequest, release: Release, response: HttpResponseBase) -> HttpResponseBase:
    response["ETag"], response["Cache-Control"] = _etag(request, release), FRESH
    patch_vary_headers(response, ("Accept-Encoding",))
    return response


def _etag(request: HttpRequest, release: Release) -> str:
    return f'"{code_of("catalogue", release.sha256)}{_encoding(request)}"'


def _encoding(request: HttpRequest) -> str:
    return encoding_for(request.META, ("gzip",))
