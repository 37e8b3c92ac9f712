"""What many pages bear: bad answers, a wrong method, no data yet; and nothing is left behind."""

import pytest
from django.http import QueryDict

from hubs.models import Hub, Release, SharedRanking
from tests import makers
from tests.pages import Page

pytestmark = pytest.mark.django_db

HOSTILE = [
    "weather=3",
    "cost=9",
    "cost=-1",
    "cost=%00",
    "cost=1&cost=2",
    "specialty=astrology&specialty_importance=2",
    "size=2&size_to=enormous",
    "country=ZZ&cost=1",
    "language=tlh&cost=1",
    "must=weather&cost=1",
    "cost=3&family=3&airport=3&specialty=ai&specialty_importance=3",
    "cost=%F0%28%8C%28",
    "x=" + "y" * 10_000,
    "&".join(f"q{i}=1" for i in range(900)),
]


@pytest.fixture(autouse=True)
def release():
    return makers.make_release()


@pytest.mark.parametrize("query", HOSTILE)
@pytest.mark.parametrize("path", ["/priorities/", "/results/", "/hubs/lima/", "/hubs/lima/cost/"])
def test_bad_answers_get_a_clear_message_and_never_break_a_page(client, path, query):
    response = client.get(f"{path}?{query}")
    assert response.status_code == 400
    assert Page(response).all("[role=alert]")


@pytest.mark.parametrize("query", HOSTILE)
@pytest.mark.parametrize("path", ["/", "/start/", "/basics/", "/hubs/", "/method/", "/privacy/"])
def test_pages_that_do_not_rank_survive_them_too(client, path, query):
    assert client.get(f"{path}?{query}").status_code in {200, 302, 400}


@pytest.mark.parametrize("path", ["/", "/start/", "/basics/", "/priorities/", "/results/"])
def test_the_journey_only_reads(client, path):
    assert client.post(path).status_code == 405


def test_answering_stores_nothing_and_sets_no_cookie_before_the_form_for_sharing(client):
    asked = ("/basics/", "/priorities/?cost=2&household=solo", "/results/?cost=2", "/hubs/lima/?cost=2")
    for path in ("/", *asked, "/method/", "/privacy/"):
        assert not client.get(path).cookies
    assert list(client.get("/share/?cost=2").cookies) == ["csrftoken"]
    assert not SharedRanking.objects.exists()


@pytest.mark.parametrize("path", ["/", "/start/", "/basics/", "/priorities/", "/results/", "/hubs/", "/method/"])
def test_without_published_data_pages_say_so(client, path):
    Release.objects.all().delete()
    Hub.objects.all().delete()
    response = client.get(path)
    assert response.status_code == 503
    assert "No data has been published yet" in Page(response)
    assert "publish_release" in Page(response)


UNFIT = (
    "cost=2&family=1&weather=3&country=ZZ&country=PE&language=tlh&must=weather&must=family&home=atlantis&household=solo"
)


@pytest.mark.parametrize("path", ["/results/", "/priorities/", "/basics/"])
def test_what_no_longer_fits_is_named_and_left_out_and_the_rest_goes_on(client, path):
    response = client.get(f"{path}?{UNFIT}")
    page = Page(response)
    assert response.status_code == 400
    told = page.part("[role=alert]")
    assert all(name in told for name in ("weather", "ZZ", "tlh", "atlantis", "What does not fit is left out"))
    kept = dict(page.hidden("main form")) | dict(
        zip(page.values("main form [checked]", "name"), page.values("main form [checked]", "value"), strict=True)
    )
    chosen = page.values("main option[selected]", "value")
    assert (kept["cost"], kept["family"], kept["household"], kept["country"]) == ("2", "1", "solo", "PE")
    assert "family" in {kept.get("must"), *chosen}
    assert not {"ZZ", "tlh", "atlantis", "weather"} & {*kept, *kept.values(), *chosen}


def test_who_sees_that_something_does_not_fit_goes_on_with_one_press(client):
    page = Page(client.get(f"/results/?{UNFIT}"))
    checked = zip(page.values("main form [checked]", "name"), page.values("main form [checked]", "value"), strict=True)
    asked = QueryDict(mutable=True)
    for name, value in [*page.hidden("main form"), *checked]:
        asked.appendlist(name, value)
    assert client.get(f"/results/?{asked.urlencode()}").status_code == 200
    onward = page.links("Basics")[0]
    assert client.get(onward).status_code == 200


def test_of_two_answers_to_one_question_the_first_goes_on(client):
    page = Page(client.get("/results/?cost=2&language=es&language=pt"))
    assert "answered more than once" in page.part("[role=alert]")
    assert [value for name, value in page.hidden("main form") if name == "language"] == ["es"]


def test_an_answer_that_is_only_missing_leaves_nothing_out(client):
    page = Page(client.get("/results/?cost=2&size=2"))
    assert "What does not fit is left out" not in page
