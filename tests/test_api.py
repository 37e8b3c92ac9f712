"""The API: what programs read is what pages and files say, with its limits, its errors and nothing of anybody's."""

import gzip
import json
import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hubs.api import frame, whole
from hubs.catalogue import releases
from hubs.exports.entries import catalogue_of
from hubs.models import Release, SharedRanking
from tests import makers
from tests.pages import shared_link
from tests.spending import spent

pytestmark = pytest.mark.django_db

API = "/api/v1"
ANSWERS = "cost=2&family=1&specialty=fintech"
PROBLEM = "application/problem+json"


@pytest.fixture
def release():
    return makers.make_release()


def get(client, path, **headers):
    return client.get(API + path, headers=headers)


def is_problem(response, status):
    told = response.json()
    assert response["Content-Type"] == PROBLEM
    assert (response.status_code, told["status"], told["type"]) == (status, status, "about:blank")
    return told


# What it answers


def test_a_ranking_is_the_file_that_the_page_offers(client, release):
    assert get(client, f"/rank?{ANSWERS}").json() == client.get(f"/results/ranking.json?{ANSWERS}").json()


def test_answers_in_json_give_the_same_ranking_as_in_the_address(client, release):
    sent = client.post(f"{API}/rank", {"cost": 2, "family": 1, "specialty": ["fintech"]}, "application/json")
    assert sent.json() == get(client, f"/rank?{ANSWERS}").json()


def test_a_ranking_never_says_where_somebody_lives(client, release):
    assert "home" not in get(client, f"/rank?{ANSWERS}&home=lima").content.decode()


def test_a_shared_ranking_is_the_file_of_its_page(client, release):
    link = shared_link(client.post("/share/", {"answers": ANSWERS}))
    token = link.split("/")[2]
    assert get(client, f"/shared/{token}").json() == client.get(f"{link}ranking.json").json()


def test_a_shared_ranking_stays_on_its_release(client, release):
    token = shared_link(client.post("/share/", {"answers": ANSWERS})).split("/")[2]
    makers.make_hub("quito")
    makers.make_release()
    assert get(client, f"/shared/{token}").json()["release"] == 1
    assert get(client, "/hubs").json()["release"] == 2


def test_a_link_that_has_ended_is_gone_and_says_nothing(client, release):
    token = shared_link(client.post("/share/", {"answers": ANSWERS, "title": "For us"})).split("/")[2]
    known = get(client, f"/shared/{token}")["ETag"]
    SharedRanking.objects.get().withdraw()
    for headers in ({}, {"If-None-Match": known}):
        response = get(client, f"/shared/{token}", **headers)
        is_problem(response, 410)
        assert b"For us" not in response.content


def test_hubs_come_in_pages_that_lead_to_each_other(client, release):
    first = get(client, "/hubs?limit=2&lang=es").json()
    assert ([hub["slug"] for hub in first["hubs"]], first["total"]) == (["cusco", "lima"], 3)
    second = client.get(first["next"]).json()
    assert ([hub["slug"] for hub in second["hubs"]], second["next"]) == (["toronto"], None)


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "offset=-1", "offset=99999999999999999999"])
def test_a_page_is_never_larger_than_promised(client, release, query):
    assert is_problem(get(client, f"/hubs?{query}"), 422)["errors"]


def test_a_hub_has_its_scores_and_no_score_of_what_is_a_matter_of_taste(client, release):
    cells = get(client, "/hubs/lima").json()["cells"]
    assert [(cell["criterion"], cell["option"]) for cell in cells] == [
        ("cost", ""),
        ("family", ""),
        ("specialty", "ai"),
        ("specialty", "fintech"),
        ("airport", ""),
    ]
    assert {cell["items"] for cell in cells if cell["option"] == "ai"} == {0}


def test_evidence_names_its_sources_and_what_it_adds(client, release):
    told = get(client, "/hubs/lima/cost").json()
    (item,) = told["evidence"]
    assert (item["form"], item["effect"] > 0, item["source"]) == ("quote", True, "an-article")
    assert [source["slug"] for source in told["sources"]] == ["an-article"]


def test_a_figure_of_a_matter_of_taste_is_told_and_adds_nothing(client, release):
    (item,) = get(client, "/hubs/lima/size").json()["evidence"]
    assert (item["form"], item["value"], item["effect"], item["strength"]) == ("figure", 7_737_002, 0, 0)


def test_criteria_name_their_questions(client, release):
    criteria = {each["slug"]: each for each in get(client, "/criteria").json()["criteria"]}
    assert (criteria["specialty"]["importance"], criteria["specialty"]["choice"]) == (
        "specialty_importance",
        "specialty",
    )
    assert (criteria["size"]["importance"], criteria["size"]["choice"]) == ("size", "size_to")


def test_releases_and_their_calibration_are_told(client, release):
    makers.make_hub("quito")
    makers.make_release(note="Quito")
    told = get(client, "/releases").json()
    assert [(each["release"], each["note"]) for each in told["releases"]] == [(2, "Quito"), (1, "")]
    assert get(client, "/releases/2").json()["sha256"] == Release.objects.get(number=2).sha256
    assert get(client, "/calibration").json()["number"] == 1


def test_the_whole_catalogue_is_what_was_published(client, release):
    told = json.loads(get(client, "/releases/1/catalogue").getvalue())
    assert told["records"] == release.payload["records"]
    assert {"licence", "attribution"} <= next(each for each in told["records"] if each["type"] == "source").keys()
    assert "licence" in told


@pytest.mark.parametrize("encoding", ["gzip", "br", "identity"])
def test_the_whole_catalogue_is_sent_piece_by_piece(client, release, monkeypatch, encoding):
    monkeypatch.setattr(whole, "IN_MEMORY", 100)  # it goes on on the disk
    response = get(client, "/releases/1/catalogue", **{"Accept-Encoding": encoding})
    assert response.streaming
    sent = b"".join(response.streaming_content)
    assert int(response["Content-Length"]) == len(sent)
    assert response["Content-Encoding"] == ("gzip" if encoding == "gzip" else "identity")
    told = json.loads(gzip.decompress(sent) if encoding == "gzip" else sent)
    assert told == catalogue_of(release)
    assert response["Vary"] == "Accept-Encoding, Accept-Language"


def test_the_file_of_a_release_stays_the_same_after_the_next(client, release):
    first = get(client, "/releases/1/catalogue")
    assert first.getvalue()
    etag = first["ETag"]
    makers.make_hub("quito")
    makers.make_release(note="Quito")
    known = {"If-None-Match": etag}
    assert get(client, "/releases/1/catalogue", **known).status_code == 304
    for path, accepted in (("/releases/2/catalogue", ""), ("/releases/1/catalogue", "gzip")):
        other = get(client, path, **known, **{"Accept-Encoding": accepted})
        assert other.status_code == 200
        assert other.getvalue()


def test_a_catalogue_that_is_not_what_its_hash_says_is_not_sent(client, release):
    Release.objects.update(sha256="0" * 64)
    response = get(client, "/releases/1/catalogue")
    assert response.status_code == 503


def test_the_head_of_the_whole_catalogue_has_no_body(client, release):
    response = client.head("/api/v1/releases/1/catalogue")
    assert (response.status_code, b"".join(response)) == (200, b"")


def test_thirty_downloads_of_the_catalogue_an_hour(client, release):
    spent("catalogue", 29)
    first = get(client, "/releases/1/catalogue")
    assert first.status_code == 200
    assert first.getvalue()
    assert int(get(client, "/releases/1/catalogue")["Retry-After"]) > 0
    assert get(client, "/releases/1/catalogue", **{"If-None-Match": first["ETag"]}).status_code == 304


def test_a_comparison_says_who_is_ahead_on_what(client, release):
    told = get(client, f"/compare?hub=lima&hub=toronto&{ANSWERS}").json()
    lines = {line["criterion"]: line for line in told["lines"]}
    assert (lines["cost"]["verdict"], lines["cost"]["leaders"]) == ("wins", ["lima"])
    assert {standing["place"] for standing in told["standings"]} == {"lima", "toronto"}
    assert get(client, "/compare?hub=lima&hub=toronto").json()["lines"] == []


def test_answers_come_in_the_language_that_is_asked_for(client, release):
    assert get(client, "/rank?cost=9&lang=es").json()["errors"] != get(client, "/rank?cost=9").json()["errors"]
    by_header = get(client, "/hubs", **{"Accept-Language": "fr"})
    assert (by_header["Content-Language"], get(client, "/hubs?lang=fr")["Content-Language"]) == ("fr", "fr")
    assert "Accept-Language" in by_header["Vary"]
    is_problem(get(client, "/hubs?lang=xx"), 422)


# What all of it has in common


@pytest.mark.parametrize("path", ["/hubs", "/hubs/lima", "/rank?cost=1", "/criteria", "/openapi.json"])
@pytest.mark.parametrize("encoding", ["", "br", "gzip"])
def test_what_is_known_is_not_sent_again(client, release, path, encoding):
    headers = {"Accept-Encoding": encoding} if encoding else {}
    first = get(client, path, **headers)
    assert re.fullmatch(r'"\w+"', first["ETag"])
    again = get(client, path, **headers, **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


def test_an_etag_is_of_the_release_the_address_the_language_and_the_encoding(client, release):
    tags = [get(client, path)["ETag"] for path in ("/hubs", "/hubs?limit=1", "/hubs?lang=es")]
    tags += [get(client, "/hubs", **{"Accept-Encoding": each})["ETag"] for each in ("br", "gzip")]
    makers.make_hub("quito")
    makers.make_release()
    tags.append(get(client, "/hubs")["ETag"])
    assert len(set(tags)) == 6


def test_an_etag_cannot_be_tried_out_by_who_does_not_know_the_secret(client, release, settings):
    """A link that shows the order alone has one that is made of all its answers, and a feed says when it was made."""
    token = shared_link(client.post("/share/", {"answers": ANSWERS, "shows": "ranking"})).split("/")[2]
    known = get(client, f"/shared/{token}")["ETag"]
    settings.SECRET_KEY = "another"
    assert get(client, f"/shared/{token}")["ETag"] != known


def test_a_network_before_the_site_may_keep_what_is_nobodys_own(client, release):
    assert get(client, "/hubs")["Cache-Control"].startswith("public, max-age=60, s-maxage=600")
    assert get(client, "/rank?cost=1")["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("path", "status"),
    [("/nowhere", 404), ("/hubs/", 404), ("/hubs/atlantis", 404), ("/hubs/lima/joy", 404), ("/shared/x", 404),
     ("/releases/9", 404), ("/rank", 422), ("/rank?colour=red", 422), ("/compare?hub=lima", 422),
     ("/compare", 422), ("/compare?hub=lima&hub=atlantis", 422), ("/compare?hub=lima&hub=cusco&cost=9", 422)],
)  # fmt: skip
def test_every_error_is_a_problem(client, release, path, status):
    is_problem(get(client, path), status)


def test_the_root_leads_to_the_page_that_describes_it(client, release):
    assert client.get("/api/v1/")["Location"] == "/api/"


def test_an_error_says_how_long_it_is(client, release):
    for path in ("/nowhere", "/rank", "/hubs?lang=xx"):
        response = get(client, path)
        assert response["Content-Length"] == str(len(response.content))


def test_a_wrong_method_says_which_are_right(client, release):
    response = client.put(f"{API}/hubs")
    is_problem(response, 405)
    assert response["Allow"] == "GET"


@pytest.mark.parametrize("body", ["", "{", "[]", '{"cost": true}', '{"cost": null}', '"\\ud800"'])
def test_a_body_that_cannot_be_read_is_a_problem(client, release, body):
    response = client.post(f"{API}/rank", body, "application/json")
    is_problem(response, response.status_code)
    assert response.status_code in {400, 422}


def test_a_body_that_is_too_long_is_a_problem(client, release):
    is_problem(client.post(f"{API}/rank", "x" * 1_000_001, "application/json"), 413)


def test_nothing_published_is_a_problem(client):
    for path in ("/hubs", "/rank?cost=1", "/criteria"):
        is_problem(get(client, path), 503)
    is_problem(client.post(f"{API}/rank", {"cost": 1}, "application/json"), 503)


def test_what_breaks_is_a_problem_and_tells_nothing(release, monkeypatch):
    monkeypatch.setattr("hubs.api.catalogue.place_of", lambda hub: 1 / 0)
    response = Client(raise_request_exception=False).get(f"{API}/hubs")
    is_problem(response, 500)
    assert b"Zero" not in response.content


def test_a_host_that_is_not_ours_gets_a_problem(client, release):
    is_problem(get(client, "/hubs", Host="elsewhere.example"), 400)


def test_scripts_of_any_site_may_read_and_do_nothing_else(client, release):
    assert get(client, "/hubs")["Access-Control-Allow-Origin"] == "*"
    before = client.options(f"{API}/links", headers={"Access-Control-Request-Method": "POST"})
    assert (before.status_code, before["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    assert "Authorization" not in before["Access-Control-Allow-Headers"]
    posted = client.post(f"{API}/rank", {"cost": 1}, "application/json")
    assert "Access-Control-Allow-Origin" not in posted
    assert all("Access-Control-Allow-Credentials" not in each for each in (before, posted))
    assert "Access-Control-Allow-Origin" not in client.get("/hubs/")


def test_the_head_is_what_reading_would_say(client, release):
    read, head = get(client, "/hubs"), client.head(f"{API}/hubs")
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", read["ETag"])


def test_no_cookie_is_asked_for_or_set(client, release):
    client.force_login(User.objects.create_user("ana"))
    is_problem(get(client, "/links"), 401)
    response = get(client, "/hubs")
    assert not response.cookies
    assert "Cookie" not in response["Vary"]


# How much


def test_each_answer_says_what_is_left(client, release):
    first, second = get(client, "/hubs"), get(client, "/nowhere")
    assert first["RateLimit-Policy"] == '"hour";q=1000;w=3600'
    left = [int(re.fullmatch(r'"hour";r=(\d+);t=\d+', each["RateLimit"])[1]) for each in (first, second)]
    assert left == [999, 998]


def test_too_many_requests_wait_and_other_networks_do_not(client, release, monkeypatch):
    monkeypatch.setattr(frame, "REQUESTS_AN_HOUR", 1)
    assert get(client, "/hubs").status_code == 200
    refused = get(client, "/hubs")
    is_problem(refused, 429)
    assert 0 < int(refused["Retry-After"]) <= 3600
    assert refused["RateLimit"].startswith('"hour";r=0;')
    assert client.get(f"{API}/hubs", REMOTE_ADDR="192.0.2.7").status_code == 200
    assert client.get("/hubs/").status_code == 200


def test_pages_are_not_touched(client, release):
    for path in ("/", "/hubs/", "/nowhere/"):
        response = client.get(path)
        assert response["Content-Type"].startswith("text/html")
        assert "RateLimit" not in response


# The document


def test_the_document_is_openapi_3_1_and_each_endpoint_has_its_errors(client):
    told = get(client, "/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    for path, operations in told["paths"].items():
        for operation in operations.values():
            problems = {code for code in operation["responses"] if int(code) >= 400}
            assert {"401", "429", "503"} <= problems, path
            assert all(PROBLEM in operation["responses"][code]["content"] for code in problems)


def test_the_document_and_the_answers_have_one_description(client, release):
    """Every key of a ranking is in the schema that the file's own type gives."""
    schemas = get(client, "/openapi.json").json()["components"]["schemas"]
    ranking = get(client, f"/rank?{ANSWERS}").json()
    assert set(ranking) == set(schemas["Document"]["properties"])
    assert set(ranking["hubs"][0]) == set(schemas["HubDocument"]["properties"])
    assert get(client, "/calibration").json() == releases.current().calibration
