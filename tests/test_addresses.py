"""An address as people paste it leads to the page by one permanent redirect; a wrong answer is still told."""

from urllib.parse import quote, urlsplit

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from hubs.catalogue import releases
from relocate.addresses import TRACKER, tidy_path, tidy_query
from tests import makers
from tests.pages import Page, shared_link

pytestmark = pytest.mark.django_db

ANSWERS = "cost=2&family=1"
TOKEN = "a-Token_of-22-letters_"
ENDINGS = [*".,)>;:!?”'\"]}»…*", " ", "\u200b", "\ufeff", "\u00a0", "\u200d", ").", "”.", "**", "...", ">)"]


@pytest.fixture
def release():
    make_addressed()


@makers.made_once
def make_addressed():
    makers.make_hub("bogota", country=makers.make_country(code="CO", name="Colombia", languages="es"))
    makers.make_hub("sao-paulo", country=makers.make_country(code="BR", name="Brazil", languages="pt"))
    makers.make_catalogue()
    makers.make_evidence(makers.Hub.objects.get(slug="lima"), makers.make_criterion("cost"), 1)
    makers.make_release()


def leads_to(client, typed, meant):
    response = client.get(typed)
    assert (response.status_code, response["Location"]) == (301, meant)
    assert client.get(meant).status_code == 200


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("page", ["/hubs/lima", "/hubs/lima/", "/results/ranking.csv", "/pt-br/method/", "/"])
def test_what_closes_a_sentence_is_no_part_of_a_path(ending, page):
    meant = page if page.endswith("csv") or page == "/" else f"{page.rstrip('/')}/"
    assert tidy_path(page + ending) == meant


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("file", ["", "/", "/card.png", "/ranking.csv"])
def test_what_closes_a_sentence_is_no_part_of_a_token(ending, file):
    meant = f"/s/{TOKEN}{file if len(file) > 1 else '/'}"
    assert tidy_path(f"/s/{TOKEN}{file}{ending}") == meant
    assert tidy_path(f"/fr/s/{TOKEN}{file}{ending}") == f"/fr{meant}"


@pytest.mark.parametrize("ending", ["_", "*_", "_)", "/_"])
def test_what_marks_emphasis_is_no_part_of_a_token(ending):
    assert tidy_path(f"/s/{TOKEN}{ending}") == f"/s/{TOKEN}/"


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_shared_link_opens_whatever_closes_its_sentence(client, release, ending):
    link = shared_link(client.post("/share/", {"answers": ANSWERS}))
    leads_to(client, link + quote(ending), link)
    leads_to(client, link.rstrip("/") + quote(ending), link)


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_closes_a_sentence_is_no_part_of_an_answer(client, release, ending):
    leads_to(client, f"/results/?{ANSWERS}{quote(ending)}", f"/results/?{ANSWERS}")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/en/", "/"),
        ("/en", "/"),
        ("/EN/hubs/lima/", "/hubs/lima/"),
        ("/en-US/method", "/method/"),
        ("/pt/", "/pt-br/"),
        ("/pt-BR/", "/pt-br/"),
        ("/pt_BR/method/", "/pt-br/method/"),
        ("/pt-PT/hubs/lima/", "/pt-br/hubs/lima/"),
        ("/ES/", "/es/"),
        ("/es-MX/hubs/", "/es/hubs/"),
        ("/fr-CA", "/fr/"),
        ("/es", "/es/"),
        ("/hubs/Bogota/", "/hubs/bogota/"),
        ("/hubs/bogotá/", "/hubs/bogota/"),
        ("/hubs/Bogot%C3%A1", "/hubs/bogota/"),
        ("/hubs/Bogota\u0301/", "/hubs/bogota/"),
        ("/hubs/São Paulo/", "/hubs/sao-paulo/"),
        ("/Hubs/LIMA/Cost", "/hubs/lima/cost/"),
        ("/hubs//lima///cost/", "/hubs/lima/cost/"),
        ("/hubs/lima", "/hubs/lima/"),
        ("/“hubs/lima”", "/hubs/lima/"),
        ("/hubs/lima/%E2%80%8B", "/hubs/lima/"),
        ("/pt-BR/hubs/bogotá).", "/pt-br/hubs/bogota/"),
        ("/ROBOTS.TXT", "/robots.txt"),
        ("/card.png/", "/card.png"),
        (f"/Results?{ANSWERS}", f"/results/?{ANSWERS}"),
        (f"/pt-BR/results/?{ANSWERS}", f"/pt-br/results/?{ANSWERS}"),
        (f"/results/?{ANSWERS.replace('&', '&amp;')}", f"/results/?{ANSWERS}"),
        (f"/results/?{ANSWERS.replace('&', '&amp%3B')}", f"/results/?{ANSWERS}"),
        (f"/results/?{ANSWERS.replace('&', '&amp;amp;')}", f"/results/?{ANSWERS}"),
        (f"/EN/Results/?{ANSWERS.replace('&', '&amp;')}&amp;UTM_Source=x).", f"/results/?{ANSWERS}"),
        ("/compare/?hub=lima&hub=cusco&FBCLID=1", "/compare/?hub=lima&hub=cusco"),
    ],
)
def test_what_was_meant_is_one_redirect_away(client, release, typed, meant):
    leads_to(client, typed, meant)


@pytest.fixture
def named(release):
    mexico = makers.make_country(code="MX", name="Mexico", name_es="México", name_fr="Mexique")
    capital = {"name": "Mexico City", "name_es": "Ciudad de México", "name_fr": "Mexico", "country": mexico}
    makers.make_hub("mexico-city", nicknames="CDMX, México D.F.", **capital)
    makers.make_hub("san-francisco-bay-area", name="Bay Area", nicknames="Silicon Valley, San Francisco, SF, The City")
    makers.make_hub("Quito", name="Quito", nicknames="The City")
    return makers.make_release()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/hubs/ciudad-de-mexico/", "/hubs/mexico-city/"),
        ("/hubs/Ciudad de México", "/hubs/mexico-city/"),
        ("/es/hubs/ciudad-de-mexico/", "/es/hubs/mexico-city/"),
        ("/pt/hubs/ciudad-de-mexico", "/pt-br/hubs/mexico-city/"),
        ("/hubs/CDMX/", "/hubs/mexico-city/"),
        ("/hubs/mexico-df/", "/hubs/mexico-city/"),
        ("/fr/hubs/mexico/", "/fr/hubs/mexico-city/"),
        ("/hubs/silicon-valley/", "/hubs/san-francisco-bay-area/"),
        ("/hubs/san-francisco/", "/hubs/san-francisco-bay-area/"),
        ("/hubs/sanfrancisco/", "/hubs/san-francisco-bay-area/"),
        ("/hubs/sf/?UTM_source=x", "/hubs/san-francisco-bay-area/"),
        ("/hubs/cdmx/cost/", "/hubs/mexico-city/cost/"),
        ("/fr/hubs/ciudad-de-mexico/cost?cost=2", "/fr/hubs/mexico-city/cost/?cost=2"),
        ("/hubs/cdmx/card.png", "/hubs/mexico-city/card.png"),
        ("/hubs/quito/", "/hubs/Quito/"),
        ("/hubs/Quito/?fbclid=1", "/hubs/Quito/"),
        ("/hubs/QUITO.?fbclid=1", "/hubs/Quito/"),
        ("/compare/?hub=ciudad-de-mexico&hub=lima", "/compare/?hub=mexico-city&hub=lima"),
        ("/compare/?hub=SF&hub=lima&fbclid=1", "/compare/?hub=san-francisco-bay-area&hub=lima"),
        ("/compare/?hub=lima&home=cdmx", "/compare/?hub=lima&home=mexico-city"),
        ("/results/?cost=2&home=Silicon%20Valley", "/results/?cost=2&home=san-francisco-bay-area"),
    ],
)
def test_a_hub_is_found_by_its_other_names(client, named, typed, meant):
    leads_to(client, typed, meant)


@pytest.mark.parametrize(
    "path", ["/hubs/the-city/", "/hubs/mexico/", "/es/hubs/mexico/", "/hubs/atlantis/", "/hubs/the-city/cost/"]
)
def test_a_name_of_no_hub_or_of_several_is_not_found(client, named, path):
    assert client.get(path).status_code == 404


def test_what_no_hub_is_called_is_still_told_in_a_comparison(client, named):
    page = client.get("/compare/?hub=atlantis&hub=lima")
    assert page.status_code == 400
    assert "There is no hub called atlantis." in Page(page)


def test_the_hubs_of_a_shared_ranking_are_those_of_its_release(client, named):
    token = shared_link(client.post("/share/", {"answers": ANSWERS})).strip("/").split("/")[-1]
    assert client.get(f"/compare/?hub=cdmx&hub=lima&shared={token}").status_code == 400


def test_real_hubs_are_found_by_what_people_call_them(client):
    makers.make_real_release()
    for typed, slug in (
        ("ciudad-de-mexico", "mexico-city"),
        ("cidade-do-mexico", "mexico-city"),
        ("san-francisco", "san-francisco-bay-area"),
        ("silicon-valley", "san-francisco-bay-area"),
        ("nueva-york", "new-york-city"),
        ("new-york", "new-york-city"),
        ("floripa", "florianopolis"),
    ):
        leads_to(client, f"/pt-br/hubs/{typed}/", f"/pt-br/hubs/{slug}/")


def test_a_share_card_stays_where_it_is():
    assert tidy_path(f"/s/{TOKEN}/card.png") == f"/s/{TOKEN}/card.png"


TRACKERS = [
    *("utm_source", "UTM_Campaign", "utm_id", "fbclid", "FBCLID", "gclid", "gclsrc", "dclid", "gbraid", "wbraid"),
    *("msclkid", "mc_cid", "mc_eid", "igshid", "igsh", "ttclid", "twclid", "li_fat_id", "yclid", "ysclid", "_hsenc"),
    *(
        "_hsmi",
        "__hstc",
        "hsCtaTracking",
        "hsa_cam",
        "mkt_tok",
        "ref",
        "ref_src",
        "srsltid",
        "epik",
        "rdt_cid",
        "ScCid",
    ),
    *(
        "_ga",
        "_gl",
        "_kx",
        "__s",
        "mtm_campaign",
        "pk_source",
        "oly_enc_id",
        "vero_id",
        "trk",
        "trkCampaign",
        "wickedid",
    ),
    *("fb_action_ids", "gad_source", "irclickid", "_openstat", "s_cid", "si", "at_medium", "mibextid"),
]


@pytest.mark.parametrize("name", TRACKERS)
def test_what_any_network_adds_is_taken_off(client, name):
    for method in (client.get, client.head):
        response = method(f"/privacy/?{name}=IwAR0&a=1")
        assert (response.status_code, response["Location"]) == (301, "/privacy/?a=1")


def test_no_question_of_ours_is_taken_for_a_tracker():
    makers.make_real_release()
    names = {
        *makers.answers("cost=1").fields,
        "hub",
        "here",
        "here_cost",
        "q",
        "go",
        "again",
        "intent",
        "sort",
        "shared",
    }
    assert [name for name in names if TRACKER.fullmatch(name)] == []


@pytest.mark.parametrize(
    "query",
    ["cost=9", "weather=2", "cost=2&cost=3", "cost=3%25", "cost=<b>", "cost=.5", "amplitude=1", "cost=2&amp=1", "x=-_"],
)
def test_a_readers_own_wrong_answer_is_still_told(client, release, query):
    page = client.get(f"/results/?{query}")
    assert page.status_code == 400
    assert Page(page).texts(".problems, [role=alert]")


@pytest.mark.parametrize("query", [ANSWERS, "q=&country=CA", "hub=", "q=cost.family.a", "sort=", "a=b%20c", "a=%2B1"])
def test_a_query_that_is_in_order_stays_as_it_is(query):
    asked = QueryDict(query)
    assert tidy_query(asked) is asked


@pytest.mark.parametrize(
    "path", ["/nowhere", "/Nowhere.", "/hubs/lima/cost/more/", "/s/short/", "/wp-login.php", "/en/no"]
)
def test_what_is_no_page_is_not_found_at_once(client, release, path):
    assert client.get(path).status_code == 404


def test_a_slug_with_a_capital_is_a_page_as_any_other(client):
    makers.make_catalogue()
    makers.make_hub("Quito")
    makers.make_evidence(makers.Hub.objects.get(slug="lima"), makers.make_criterion("cost"), 1)
    makers.make_release()
    assert client.get("/hubs/Quito/").status_code == 200


@pytest.mark.parametrize("path", ["/share", "/en/share/", "/Share/", "/results", "/hubs/lima", "/share/?utm_source=x"])
def test_what_was_sent_is_never_led_elsewhere(client, release, path):
    assert client.post(path, {"answers": "cost=9"}).status_code in {400, 404, 405}


def test_the_admin_misses_its_last_slash_alone(client):
    response = client.get("/admin")
    assert (response.status_code, response["Location"]) == (301, "/admin/")
    assert client.get("/admin/login/?next=/admin/&ref=1").status_code == 302


def test_a_page_that_the_admin_lacks_is_not_found_at_once(admin_client):
    assert admin_client.get("/admin/nowhere/").status_code == 404


HERE = st.text(st.sampled_from("/\\.:@%-_ \t\r\n?#sS\u200bé") | st.characters(codec="utf-8"), max_size=20)
PIECES = st.lists(
    st.sampled_from(
        ["/", "//", "\\", "evil.example", "hubs", "lima", "en", "pt-BR", "s", TOKEN, ").", "..", "%2F", "@"]
    ),
    max_size=9,
).map("".join)


@given(HERE | PIECES)
@example("//evil.example")
@example("/\\evil.example/hubs/")
@example("/\t/evil.example")
@example("//evil.example/hubs/lima.")
def test_no_address_leads_to_another_site_or_on_and_on(path):
    client = Client()
    response = client.get("/", {"fbclid": 1}, PATH_INFO=f"/{path}".encode().decode("latin-1"))
    target = response["Location"]
    parts = urlsplit(target)
    assert (response.status_code, parts.scheme, parts.netloc) == (301, "", "")
    assert target.startswith("/")
    assert target[1:2] not in {"/", "\\"}
    assert "fbclid" not in target


@given(HERE | PIECES)
def test_what_is_tidy_stays_so(path):
    once = tidy_path(f"/{path}")
    assert once is None or tidy_path(once) == once


@given(st.lists(st.tuples(st.sampled_from(["cost", "amp;cost", "x", "utm_x", " y "]), st.text(max_size=8)), max_size=4))
def test_a_query_is_tidied_once(pairs):
    query = QueryDict(mutable=True)
    for name, value in pairs:
        query.appendlist(name, value)
    once = tidy_query(query)
    assert tidy_query(once) == once


def test_every_page_of_ours_is_tidy_already(release):
    slugs = [f"/hubs/{slug}/" for slug in releases.current().hubs]
    paths = [
        "/",
        "/es/",
        "/start/",
        "/basics/",
        "/priorities/",
        "/decide/",
        "/results/",
        "/compare/",
        "/share/",
        "/hubs/",
    ]
    for path in [*paths, *slugs, "/method/", "/privacy/", "/sitemap.xml", "/robots.txt", "/results/ranking.json"]:
        assert tidy_path(path) == path


def test_an_old_comparison_still_starts_from_where_its_reader_lives(client):
    response = client.get("/compare/?hub=lima&here=elsewhere&here_cost=1")
    assert (response.status_code, response["Location"]) == (301, "/compare/?hub=lima&home=elsewhere&home_cost=1")
