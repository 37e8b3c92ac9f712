"""Every address and every form, public and admin, sent what nobody would send: no answer is a server error."""

import re
from urllib.parse import quote, urlsplit

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import QueryDict
from django.urls import Resolver404, get_resolver, resolve
from hypothesis import given
from hypothesis import strategies as st

from hubs.answers.shared import ShareForm
from hubs.exports.stored import keep_shared
from hubs.models import Invitation, Reply, SharedRanking
from tests import makers
from tests.browser.paths import MISTAKEN, PATHS
from tests.fuzz.cases import HOSTILE, VALUES, fuzz, many
from tests.pages import Page
from tests.test_roles import NAMES, address, patterns

pytestmark = [pytest.mark.django_db, fuzz]
ANSWERS = "cost=2&family=1&specialty=fintech"
TOKEN, KEY = "t" * 22, "k" * 22
ARGUMENT = re.compile(r"<[^>]+>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")
KNOWN = ["lima", "cusco", "cost", "family", TOKEN, KEY, "ranking.json", "ranking.csv", "ranking.xlsx", "1"]
METHODS = ["get", "get", "get", "post", "head", "options", "put", "delete"]
LANGUAGES = ["", "/es", "/pt-br", "/fr"]
FILES = [b"", b"\x00" * 50, b"PK\x03\x04broken", b"a,b\n1,2\n", b"slug;name\nlima;Lima\n", b"\xff\xfe\xff", b'"' * 999]


def all_addresses():
    """The pattern of every address there is, the admin's with rows that exist put in later."""
    found = [pattern for _name, pattern in patterns(get_resolver().url_patterns)]
    return sorted({re.sub(r"[\^$]|\\Z", "", each.replace("\\.", ".").replace("\\-", "-")) for each in found})


PATTERNS = all_addresses()


@pytest.fixture
def site(people, rows):
    owner = User.objects.get(username="owner")
    form, words = makers.answers("cost=2&family=1"), ShareForm({"title": "For us two"}, QueryDict())
    form.is_valid()
    words.is_valid()
    SharedRanking.objects.all().delete()
    keep_shared(form, words, owner)
    SharedRanking.objects.update(token=TOKEN, key=KEY)
    rows["sharedranking"] = SharedRanking.objects.get()
    invitation = Invitation.objects.create(owner=owner, title="Which?", sender="Ana", token=TOKEN, key=KEY)
    Reply.objects.create(invitation=invitation, answers=form.query, shows="priorities", name="Bo", key=KEY)
    return people


def send(people, who, method, path, data=None, **headers):
    """One request whose traces are taken back; its kind is the view and whether it was refused."""
    with transaction.atomic():
        client = people[who]
        cookies = client.cookies.copy()
        session = client.cookies["sessionid"].value if "sessionid" in client.cookies else None
        response = getattr(client, method)(path, data or {}, headers=headers)
        whole = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    client.cookies = cookies
    assert response.status_code < 500, (who, method, path, data, session and "signed in")
    assert b"X-Injected" not in b"".join(name.encode() for name in response.headers)
    return view_of(path), response.status_code // 100, len(whole) > 100_000


def view_of(path):
    try:
        return resolve(urlsplit(path).path).view_name or "unnamed"
    except Resolver404:
        return "none"


def filled(data, pattern):
    """A pattern with something in place of each of its arguments."""

    def one(_found):
        return quote(data.draw(st.one_of(st.sampled_from(KNOWN), HOSTILE)), safe=data.draw(st.sampled_from(["", "/"])))

    return "/" + ARGUMENT.sub(one, pattern)


def names_of(pages):
    return sorted({name for page in pages for name in page.values("[name]", "name") if name})


def query(data, names):
    fields = data.draw(st.lists(st.tuples(st.sampled_from(names), HOSTILE), max_size=6))
    encoded = [f"{quote(name)}={quote(value)}" for name, value in fields]
    return "&".join([*data.draw(st.sampled_from([[], [ANSWERS], ["%ff=%fe"], ["&&=;"]])), *encoded])


def opened(people, who, paths):
    """The pages of these addresses that are there."""
    pages = {}
    for path in paths:
        response = people[who].get(path)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            pages[path] = Page(content.decode())
    return pages


def public(people):
    paths = [path.format(s=TOKEN, k=KEY) for path in [*PATHS.values(), *(path for path, _status in MISTAKEN.values())]]
    more = [f"/i/{TOKEN}/", f"/replies/{KEY}/", f"/invitations/{KEY}/", f"/invitations/{KEY}/edit/", "/profiles/"]
    mine = [
        "/account/",
        "/desk/",
        "/keys/",
        "/invitations/",
        "/invitations/new/",
        "/account/email/",
        "/account/elsewhere/",
        "/account/delete/",
    ]
    return opened(people, "owner", [*paths, *more, *mine, f"/share/?{ANSWERS}"]) | opened(people, "reader", paths)


def forms_of(pages, method):
    """Each form once: where it is sent and what it holds when nothing is typed, with all that may be chosen."""
    found = {}
    for path, page in pages.items():
        for form in page.parts(f"form[method={method}]"):
            action = form.values("form", "action")[0] or path
            fields = {name: [] for name in form.values("[name]", "name") if name}
            for node in form.all("input[name], textarea[name], option"):
                name = node.attributes.get("name") or getattr(node.parent, "attributes", {}).get("name")
                if name in fields:
                    fields[name].append(node.attributes.get("value") or node.text())
            found.setdefault((urlsplit(action).path, frozenset(fields)), (action, fields))
    return list(found.values())


def typed(data, fields, names):
    """A form with some of its fields as they were, some left out, some hostile, and one that is not its own."""
    sent = {}
    for name, values in fields.items():
        kind = data.draw(st.integers(0, 9))
        if kind < 5 and values:
            sent[name] = data.draw(st.sampled_from(values))
        elif kind < 7:
            sent[name] = data.draw(HOSTILE)
        elif kind == 7:
            sent[name] = [data.draw(HOSTILE), data.draw(HOSTILE)]
        elif kind == 8 and name in {"file", "import_file", "upload"}:
            sent[name] = a_file(data)
    if data.draw(st.booleans()):
        sent[data.draw(st.sampled_from(names))] = data.draw(HOSTILE)
    return sent


def a_file(data):
    content = data.draw(st.one_of(st.sampled_from(FILES), st.binary(max_size=200)))
    return SimpleUploadedFile(data.draw(st.sampled_from(["a.csv", "a.xlsx", "a.txt", "a.docx", "../a.md"])), content)


def test_every_address_answers_whatever_is_asked(site, measured):
    names = names_of(public(site).values())

    @many(3_500)
    @given(st.data())
    def holds(data):
        pattern = data.draw(st.sampled_from(PATTERNS))
        path = data.draw(st.sampled_from(LANGUAGES)) + filled(data, pattern) + "?" + query(data, names)
        who, method = data.draw(st.sampled_from(sorted(site))), data.draw(st.sampled_from(METHODS))
        measured.run(f"{who} {method} {path}", lambda: send(site, who, method, path))

    holds()


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_form_of_readers_answers_whatever_is_typed(site, measured, method):
    pages = public(site)
    forms, names = forms_of(pages, method), names_of(pages.values())
    assert len(forms) > 5

    @many(1_500)
    @given(st.data())
    def holds(data):
        action, fields = data.draw(st.sampled_from(forms))
        sent, who = typed(data, fields, names), data.draw(st.sampled_from(["reader", "owner"]))
        measured.run(f"{who} {action} {sent}", lambda: send(site, who, method, action, sent))

    holds()


def test_every_form_of_the_admin_answers_whatever_is_typed(site, rows, measured):
    paths = [address(name, pattern, rows) for name, pattern in NAMES.items() if name != "logout"]
    pages = opened(site, "administrator", paths)
    forms, names = forms_of(pages, "post"), names_of(pages.values())
    assert len(forms) > 40

    @many(2_500)
    @given(st.data())
    def holds(data):
        action, fields = data.draw(st.sampled_from(forms))
        sent = typed(data, fields, names)
        measured.run(f"{action} {sent}", lambda: send(site, "administrator", "post", action, sent))

    holds()


def test_every_list_of_the_admin_answers_whatever_is_asked(site, rows, measured):
    paths = [address(name, pattern, rows) for name, pattern in NAMES.items() if name != "logout"]
    names = [
        "q",
        "o",
        "p",
        "e",
        "all",
        "_popup",
        "_to_field",
        "_changelist_filters",
        "id__exact",
        "hub__id",
        "password",
    ]
    names += names_of(opened(site, "administrator", paths).values())[:80]

    @many(800)
    @given(st.data())
    def holds(data):
        path = f"{data.draw(st.sampled_from(paths))}?{query(data, names)}"
        measured.run(path, lambda: send(site, "administrator", "get", path))

    holds()


def test_headers_are_answered_whatever_they_say(site, measured):
    names = ["Accept-Language", "Referer", "Origin", "HX-Request", "HX-Current-URL", "X-Request-ID", "Cookie", "Range"]
    names += [
        "X-Forwarded-For",
        "X-Forwarded-Proto",
        "Content-Type",
        "Content-Length",
        "If-None-Match",
        "Authorization",
    ]
    values = HOSTILE.map(lambda value: value.encode("utf-8").decode("latin-1"))

    @many(500)
    @given(st.dictionaries(st.sampled_from(names), values, min_size=1), st.sampled_from(["/", f"/results/?{ANSWERS}"]))
    def holds(headers, path):
        length = headers.get("Content-Length", "0")
        headers["Content-Length"] = length if length.isascii() and length.isdecimal() and len(length) < 5 else "0"
        measured.run(f"{path} {headers}", lambda: send(site, "reader", "get", path, **headers))

    holds()


def test_values_that_break_things_are_among_the_cases():
    assert {"\x00", "' OR 1=1 --", "../../etc/passwd", "{{ 7|add:7 }}", "=1+1"} <= set(VALUES)
