"""Who may do what: every address of the admin, asked for and sent to, by everybody there is."""

import re

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from hubs.catalogue.records import MODELS
from hubs.models import (
    ApiKey,
    Calibration,
    Correction,
    FittedReader,
    Hub,
    ImportPreview,
    Interview,
    Invitation,
    Loaded,
    MadeOnce,
    Note,
    Opening,
    Release,
    Reply,
    SharedRanking,
    Suggestion,
    roles,
)
from tests import makers
from tests.pages import Page

pytestmark = pytest.mark.django_db

ANYBODY, ADMINISTRATOR = "anybody", "administrator"
STAFF = (*roles.ROLES, ADMINISTRATOR)
OURS = {
    model._meta.model_name: model
    for model in apps.get_app_config("hubs").get_models()
    if not hasattr(model, "instance_type")
}
WRITTEN_ONCE = {
    ApiKey,
    Calibration,
    Correction,
    FittedReader,
    ImportPreview,
    Invitation,
    Loaded,
    MadeOnce,
    Note,
    Opening,
    Release,
    Reply,
    SharedRanking,
}

# What the addresses of a model ask for, by the end of their name: to look (GET) and to write (POST).
OF_A_MODEL = {
    "changelist": ("view", "view"),  # a POST without an action shows the list again
    "add": ("add", "add"),
    "change": ("view", "change"),
    "delete": ("delete", "delete"),
    "history": ("view", "view"),
    "simple_history": ("view", "change"),
    "deleted": ("view", "add"),
    "export": ("view", "view"),
    "export_as": ("view", "view"),
    "template_as": ("view", "view"),
    "columns": ("view", "view"),
    "suggestions": ("change", "change"),
    "decide": ("change", "change"),
    "correct": ("change", "change"),
    "read": ("change", "change"),
    "fit": ("add", "add"),
    "import": ("add", "add"),
    "process_import": ("add", "add"),
    "publish": ("add", "add"),
    "back": ("add", "add"),
    "compare": ("view", "view"),
    "calibrate": ("add", "add"),
    "password_change": ("change", "change"),
}
# Addresses of the admin itself: for whom.
OF_THE_SITE = {
    "index": STAFF,
    "coverage": STAFF,
    "next_interview": STAFF,
    "app_list": STAFF,
    "jsi18n": STAFF,
    "password_change": STAFF,
    "password_change_done": STAFF,
    "autocomplete": STAFF,
    "view_on_site": STAFF,
    "login": (ANYBODY, *STAFF),
    "logout": (ANYBODY, *STAFF),
}
# What nobody may do at all, as far as the table of roles goes.
NEVER = {("release", "change"), ("release", "delete"), ("calibration", "change"), ("calibration", "delete")}
NEVER |= {("sharedranking", "add"), ("sharedranking", "change")}
NEVER |= {("correction", "add"), ("fittedreader", "change"), ("fittedreader", "delete")}
NOT_BY_A_FORM = {("release", "add"), ("calibration", "add"), ("fittedreader", "add")}


def patterns(found, prefix=""):
    for each in found:
        if isinstance(each, URLResolver):
            yield from patterns(each.url_patterns, prefix + str(each.pattern))
        elif isinstance(each, URLPattern):
            yield each.name, prefix + str(each.pattern)


def addresses():
    (resolver,) = [each for each in get_resolver().url_patterns if getattr(each, "app_name", "") == "admin"]
    return dict(each for each in patterns(resolver.url_patterns) if each[0] is not None)


def split(name):
    """The model and the end of an address's name; no model for those of the admin itself."""
    parts = name.split("_", 2)
    known = {f"{model._meta.app_label}_{model._meta.model_name}" for model in apps.get_models()}
    if "_".join(parts[:2]) in known:
        return parts[1], parts[2]
    if name == "auth_user_password_change":
        return "user", "password_change"
    return None, name


def may(role, name, method):
    """What the tables say."""
    model, end = split(name)
    if role == ANYBODY:
        return end in {"login", "logout"}
    if model is None:
        return role in OF_THE_SITE[end]
    action = OF_A_MODEL[end][method == "POST"]
    if (model, action) in NEVER or (end == "add" and (model, action) in NOT_BY_A_FORM):
        return False
    return role == ADMINISTRATOR or roles.may(role, action, model)


@pytest.fixture
def rows():
    """One row of every model that the admin knows."""
    release = makers.make_release()
    SharedRanking.objects.create(release=release, answers="cost=3&secret=1", outcome={"hubs": []}, sender="Ana")
    source = makers.make_source("told", title="A talk")
    interview = Interview.objects.create(source=source, text="A private word.", named_as="Bo")
    hub = Hub.objects.get(slug="lima")
    about = {"criterion": hub.evidence_set.first().criterion, "kind": makers.make_kind(), "rating": 1, "hub": hub}
    Suggestion.objects.create(interview=interview, start=0, end=5, confidence=0.5, **about)
    FittedReader.objects.create(number=1, date=makers.TODAY, statements=1, rejections=0, data=b"")
    Loaded.objects.create(digest="0" * 64)
    told = {"kind": "evidence", "place": "Lima", "hub": hub, "text": "It has changed.", "language": "en"}
    Correction.objects.create(due=makers.TODAY, **told)
    User.objects.create_superuser("a-secret-account")
    found = {model._meta.model_name: model._default_manager.first() for model in apps.get_models()}
    return found | {"evidencekind": makers.make_kind("rumour")}  # those that the code names stay


def sign_in(role):
    client = Client()
    if role != ANYBODY:
        user = User.objects.create_user(f"a-{role}", is_staff=True, is_superuser=role == ADMINISTRATOR)
        user.groups.set(Group.objects.filter(name=role))
        client.force_login(user)
    return client


def address(name, pattern, rows):
    """An address that leads to something: a model's row, a version of it, the admin's own pages."""
    row = rows.get(split(name)[0])
    if name == "app_list":
        return "/admin/hubs/"
    if name.endswith("simple_history"):
        return f"/admin/{pattern.partition('^')[0]}{row.pk}/history/{row.history.first().pk}/"
    pattern = re.sub("<[^>]+>", str(row.pk if row else 1), pattern)
    assert not set("<>^$()") & set(pattern), f"say what stands in {pattern}"
    return f"/admin/{pattern}"


NAMES = addresses()


def test_every_address_of_the_admin_is_known():
    """A new one is for nobody until the tables above say for whom."""
    for name in NAMES:
        model, end = split(name)
        assert end in (OF_THE_SITE if model is None else OF_A_MODEL), f"say for whom {name} is"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("role", [ANYBODY, *STAFF])
def test_an_address_answers_those_alone_that_it_is_for_and_tells_them_nothing_else(role, method, rows):
    client, wrong = sign_in(role), []
    written = counts()
    for name, pattern in NAMES.items():
        if name == "logout" and method == "POST":
            continue
        url = address(name, pattern, rows)
        response = client.get(url) if method == "GET" else client.post(url, {})
        words = whole(response).decode("latin-1")
        if role in roles.ROLES and method == "GET":
            assert "secret=1" not in words, name
            assert "a-secret-account" not in words, name
            assert role != roles.VIEWER or "A private word" not in words, name
        if response.status_code == 405:
            continue  # it takes the other method alone
        to_login = response.status_code == 302 and "/admin/login/" in response["Location"]
        is_let_in = response.status_code != 403 and not to_login and response.status_code < 500
        if response.status_code >= 500 or (is_let_in != may(role, name, method) and not is_elsewhere(name, response)):
            wrong.append((name, response.status_code, may(role, name, method)))
    assert not wrong
    assert counts() == written, "an empty form writes nothing"


def whole(response):
    """All of an answer: a file that is not read to its end stays open."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def is_elsewhere(name, response):
    """Looking for what an empty query names: refused for what it lacks."""
    return name == "autocomplete" and response.status_code in {403, 404}


def counts():
    return {model.__name__: model._default_manager.count() for model in OURS.values()}


@pytest.mark.parametrize("role", roles.ROLES)
def test_nobody_below_an_administrator_finds_accounts_or_answers_by_a_word(role, rows):
    client = sign_in(role)
    for model in ("user", "group", "sharedranking"):
        query = {"app_label": "hubs", "model_name": "suggestion", "field_name": "interview", "term": "a"}
        assert client.get("/admin/autocomplete/", query | {"field_name": model}).status_code == 403


def test_permissions_that_somebody_was_given_do_not_open_them(client, rows):
    """An account with every permission there is, and yet no administrator."""
    user = User.objects.create_user("everything", is_staff=True)
    user.user_permissions.set(Permission.objects.all())
    client.force_login(user)
    for model, end in (("auth/user", ""), ("auth/group", ""), ("hubs/sharedranking", "")):
        assert client.get(f"/admin/{model}/{end}").status_code == 403
    assert client.get(f"/admin/auth/user/{user.pk}/change/").status_code == 403
    assert client.post(f"/admin/auth/user/{user.pk}/password/", {}).status_code == 403
    index = Page(client.get("/admin/"))
    assert "Users" not in index
    assert "Shared rankings" not in index


# The table of roles


def test_every_model_of_ours_stands_in_the_table():
    assert set(roles.MAY) == set(OURS), "say in hubs/models/roles.py who may do what with it"


def test_every_curated_record_can_be_seen_by_a_viewer_and_written_by_a_curator():
    for model in MODELS.values():
        name = model._meta.model_name
        assert [roles.may(role, "view", name) for role in roles.ROLES] == [True, True, True]
        assert [roles.may(role, "delete", name) for role in roles.ROLES] == [False, True, True]
    assert [role for role in roles.ROLES if roles.may(role, "add", "release")] == [roles.PUBLISHER]


def test_every_model_has_a_history_or_is_written_once():
    for model in OURS.values():
        assert hasattr(model, "history") != (model in WRITTEN_ONCE), model


def given(role):
    found = Group.objects.get(name=role).permissions.filter(content_type__app_label="hubs")
    return set(found.values_list("codename", flat=True))


def test_migrating_makes_the_groups_as_the_table_says():
    for role in roles.ROLES:
        wanted = {
            f"{action}_{model}" for model in roles.MAY for action in roles.WRITE if roles.may(role, action, model)
        }
        assert given(role) == wanted
    assert given(roles.VIEWER) < given(roles.CURATOR) < given(roles.PUBLISHER)


def test_migrating_again_mends_ours_and_leaves_what_is_not(capsys):
    group = Group.objects.get(name=roles.VIEWER)
    before, other = given(roles.VIEWER), Permission.objects.get(codename="view_logentry")
    group.permissions.set([other, Permission.objects.get(codename="delete_hub")])
    Group.objects.get(name=roles.CURATOR).delete()
    call_command("migrate", verbosity=0)
    assert given(roles.VIEWER) == before
    assert other in group.permissions.all()
    assert given(roles.CURATOR)


def test_after_signing_in_with_a_strange_next_one_is_on_this_site(client):
    User.objects.create_superuser("ana", password="a long phrase")
    sent = {"login": "ana", "password": "a long phrase", "next": "https://elsewhere.example/"}
    assert client.post("/account/login/?next=https://elsewhere.example/", sent)["Location"] == "/desk/"
