"""The few hubs to choose from: why each of them is there, what speaks against it, and what nobody asked."""

import pytest

from hubs.catalogue import releases
from hubs.explanations.results import explain
from hubs.explanations.shortlist import is_alarming, shortlist
from hubs.models import Criterion, Evidence, Hub
from tests import makers
from tests.asking import QUESTIONS, ask, outcome, say, slugs
from tests.pages import Page, shared_link

pytestmark = pytest.mark.django_db


@pytest.fixture(params=QUESTIONS)
def real(request):
    """A question to the real catalogue, its ranking and the outcome."""
    makers.make_real_release()
    catalogue, _, ranking = ask(request.param)
    return catalogue, ranking, explain(catalogue, ranking)


def test_a_criterion_is_named_for_the_one_hub_that_is_best_on_it(real):
    _, ranking, found = real
    similarity = {hub.slug: hub.similarity for hub in ranking.hubs}
    among = slugs(found.shortlist)
    named = [row.choice.reason.criterion.slug for row in found.shortlist if row.choice.reason.kind == "best"]
    assert len(named) == len(set(named))
    for row in found.shortlist:
        reason, own = row.choice.reason, similarity[row.hub.slug]
        if reason.kind == "best":
            slug = reason.criterion.slug
            assert all(own[slug] > similarity[other][slug] for other in among if other != row.hub.slug)
            assert own[slug] >= 0.45
        if reason.kind == "strong":
            line = next(line for line in row.lines if line.priority.criterion == reason.criterion)
            assert line.items, "nobody is praised for what nobody knows"
            assert line.similarity >= 0.5
        assert "{" not in reason.words
        assert not reason.words.endswith(" ")


def choices(query):
    catalogue, _, ranking = ask(query)
    return {choice.hub.slug: choice for choice in shortlist(catalogue, ranking, ranking.hubs)}


def test_each_hub_has_the_reason_on_which_being_best_counts_most():
    say("cheap", "cost", 2, 9)
    say("cheap", "family", 0, 9)
    say("calm", "cost", 1, 9)
    say("calm", "family", 2, 9)
    makers.make_release()
    reasons = {slug: choice.reason for slug, choice in choices("cost=2&family=1").items()}
    assert {slug: (reason.kind, reason.criterion.slug) for slug, reason in reasons.items()} == {
        "cheap": ("best", "cost"),
        "calm": ("best", "family"),
    }


def test_a_hub_is_not_called_best_where_it_is_weak():
    say("bad", "cost", -1, 9)
    say("worse", "cost", -2, 9)
    makers.make_release()
    found = choices("cost=1")
    assert (found["bad"].reason.kind, found["bad"].reason.criterion) == ("first", None)
    assert found["worse"].reason.kind == "", "and not good on it either"


def test_what_speaks_for_a_hub_does_not_speak_against_it_as_well():
    say("middling", "cost", 1, 2)
    say("middling", "cost", -1, 3)
    say("worse", "cost", -2, 9)
    makers.make_release()
    found = choices("cost=1")["middling"]
    assert 0.45 <= releases.current().ranker.cell("middling", "cost").mean < 0.5
    assert (found.reason.kind, found.reason.criterion.slug, found.against) == ("best", "cost", None)


def test_who_is_as_good_is_not_called_best():
    for slug in ("one", "other"):
        say(slug, "cost", 2, 9)
    makers.make_release()
    assert [choice.reason.kind for choice in choices("cost=1").values()] == ["strong", "strong"]


def test_who_is_as_good_at_two_things_gets_another_reason(client):
    for place, slug in enumerate(("one", "other", "third")):
        for criterion in ("cost", "family", "safety"):
            say(slug, criterion, 2, 9)
        say(slug, "airport", -1, 2 + place)
    makers.make_release()
    response = client.get("/results/?cost=2&family=1&safety=1&airport=1")
    found = response.context["outcome"]
    assert found.verdict == "shortlist"
    assert found.reasons_differ
    reasons = {row.choice.reason.criterion.slug for row in found.shortlist}
    assert len(reasons) == len(found.shortlist) > 1
    assert f"{len(reasons)} fit you, for different reasons." in Page(response).part("h1")


def test_one_reason_for_all_is_not_called_different(client):
    for place, slug in enumerate(("one", "other", "third")):
        say(slug, "cost", 2, 9)
        say(slug, "airport", -1, 2 + place)
    makers.make_release()
    response = client.get("/results/?cost=2&airport=1")
    found = response.context["outcome"]
    assert found.verdict == "shortlist"
    number = len(found.shortlist)
    assert {row.choice.reason.criterion.slug for row in found.shortlist} == {"cost"}
    assert Page(response).texts("h1") == [f"No clear winner yet: {number} hubs fit you."]
    link = shared_link(client.post("/share/", {"answers": "cost=2&airport=1"}))
    assert f"No clear winner: {number} hubs fit." in Page(client.get(link)).part("main")


def test_a_hub_is_not_praised_for_what_is_said_of_the_country_of_another_one_too():
    for slug in ("one", "other"):
        say(slug, "family", -1, 2)
    country = Hub.objects.get(slug="one").country
    for _ in range(40):
        makers.make_evidence(None, makers.make_criterion("cost"), 2, country=country)
    makers.make_release()
    found = choices("cost=2&family=1")
    assert releases.current().ranker.cell("one", "cost").mean > 0.5
    assert [(choice.reason.kind, choice.reason.criterion) for choice in found.values()] == [("", None)] * 2


def test_nobody_is_praised_for_what_nobody_knows():
    say("known", "family", 2, 3)
    say("poor", "family", -2, 9)
    makers.make_criterion("cost")
    makers.make_release()
    reason = choices("cost=1&family=1")["poor"].reason
    assert (reason.kind, reason.criterion, reason.fact) == ("", None, None)


@pytest.mark.parametrize(
    ("labels", "words"),
    [("specialty=ai", "The strongest in Ai"), ("specialty=ai&specialty=fintech", "in Ai and Fintech")],
)
def test_the_superlative_names_what_was_asked_for(client, labels, words):
    makers.make_catalogue()
    Criterion.objects.filter(slug="specialty").update(best="The strongest in {option}")
    for option in ("ai", "fintech"):
        label = Criterion.objects.get(slug="specialty").options.get(slug=option)
        say("lima", "specialty", 2, 5, label=label)
        say("cusco", "specialty", -2, 5, label=label)
    makers.make_release()
    response = client.get(f"/results/?{labels}")
    assert words in response.context["outcome"].leader.choice.reason.words
    assert words in Page(response).part("#hub-lima").texts(".reason")[0]


def test_without_a_superlative_the_criterion_is_named(client):
    makers.make_release()
    response = client.get("/results/?cost=2&family=1")
    assert response.context["outcome"].leader.choice.reason.words == ""
    assert "Best of these on Cost" in Page(response).part("#hub-lima").texts(".reason")[0]


def test_a_fact_says_what_its_line_says(real):
    catalogue, ranking, found = real
    for row in found.shortlist:
        reason, against = row.choice.reason, row.choice.against
        if reason.fact:
            assert speaks(reason.fact) > 0
            assert reason.fact.criterion == reason.criterion
        if against:
            assert speaks(against.fact) < 0
            assert against.criterion.slug in ranking.weights
            assert against.fact.criterion == against.criterion
            assert against.criterion != reason.criterion
            line = next(line for line in row.lines if line.priority.criterion == against.criterion)
            assert line.similarity < 0.5
        for flag in row.choice.flags:
            assert speaks(flag.fact) < 0


def speaks(fact):
    """What it adds; a statement also has to say so itself."""
    rating = getattr(fact.about, "rating", fact.size)
    assert rating * fact.size > 0
    return fact.size


def test_nothing_is_told_twice(real):
    _, _, found = real
    facts = [
        fact
        for row in found.shortlist
        for each in [row.choice.reason, row.choice.against, *row.choice.flags]
        for fact in [each.fact if each else None]
        if fact
    ]
    told = [fact.about.key if fact.form == "figure" else fact.about.text for fact in facts]
    assert len(told) == len(set(told))
    assert all(fact in facts for row in found.shortlist for fact in row.telling)


def test_a_sentence_about_the_whole_country_is_told_once():
    makers.make_catalogue()
    Evidence.objects.filter(hub=None).update(text="The schools are poor", highlight="schools")
    say("cusco", "family", -1, text="The schools are poor", highlight="schools")
    Evidence.objects.filter(hub__slug="lima", criterion__slug="family").update(rating=0)
    makers.make_release()
    against = {slug: choice.against for slug, choice in choices("cost=2&family=1").items()}
    assert against["lima"].fact.about.text == "The schools are poor"
    assert against["cusco"] is None


def test_without_anything_bad_there_is_no_but(client):
    say("fine", "cost", 2, 9)
    say("fine", "family", 1, 9)
    makers.make_release()
    response = client.get("/results/?cost=1&family=1")
    assert response.context["outcome"].leader.choice.against is None
    assert not Page(response).all(".against")


# What nobody asked


@pytest.fixture
def dangers():
    """Seven towns that are equally cheap; the first two are bad at much that everybody should know."""
    for slug in ("safety", "traffic", "family"):
        makers.make_criterion(slug, always_warn=True)
    makers.make_criterion("talent")
    for place in range(7):
        say(f"town-{place}", "cost", 2, 3 + (place < 2))
        for slug in ("safety", "traffic", "family", "talent"):
            say(f"town-{place}", slug, 2 if place > 1 else -1 if slug == "family" else -2, 9 if slug == "safety" else 6)
    makers.make_release()


def flags(query):
    return {row.hub.slug: [flag.criterion.slug for flag in row.choice.flags] for row in outcome(query).shortlist}


def test_what_is_bad_and_was_not_asked_is_flagged_the_worst_two_first(dangers, client):
    found = flags("cost=1")
    assert found["town-0"] == ["safety", "traffic"]
    assert found["town-1"] == ["safety", "traffic"]
    page = Page(client.get("/results/?cost=1")).part("#hub-town-0")
    assert len(page.all(".flag")) == 2
    assert "Safety" in page.texts(".flag")[0]
    assert page.values(".flag a[data-drawer]", "href")[0] == "/hubs/town-0/safety/?cost=1"


def test_what_was_asked_is_no_flag(dangers):
    assert [flag.criterion.slug for flag in choices("cost=3&safety=1")["town-0"].flags] == ["traffic", "family"]


def test_only_what_everybody_should_know_is_flagged(dangers):
    Criterion.objects.filter(slug__in=["safety", "traffic", "family"]).update(always_warn=False)
    makers.make_release()
    assert set(map(tuple, flags("cost=1").values())) == {()}


def alarming(hub):
    catalogue = releases.current()
    return is_alarming(catalogue, hub, catalogue.criteria["safety"])


def test_a_weak_hub_among_the_worst_fifth_is_alarming_only_beside_others():
    for place in range(5):
        say(f"town-{place}", "safety", 1 if place else -1, 1)
    makers.make_hub("silent")
    makers.make_release()
    cell = releases.current().ranker.cell("town-0", "safety")
    assert cell.mean + 1.28 * cell.variance**0.5 > 0.5, "it may be decent"
    assert alarming("town-0")
    assert not alarming("town-1")
    assert not alarming("silent")
    Hub.objects.get(slug="town-4").delete()
    makers.make_release()
    assert not alarming("town-0"), "four are too few to compare with"


def test_who_surely_is_less_than_decent_is_alarming_even_among_its_like():
    for place in range(9):
        say(f"worse-{place}", "safety", -2, 30)
    say("town", "safety", -1, 30)
    makers.make_release()
    assert alarming("town")


def test_who_is_praised_more_often_than_blamed_is_not_alarming():
    for place in range(9):
        say(f"worse-{place}", "safety", -2, 30)
    say("town", "safety", -1, 20)
    makers.make_release()
    assert alarming("town")
    say("town", "safety", 1, 21, reliability="low")
    makers.make_release()
    cell = releases.current().ranker.cell("town", "safety")
    assert cell.mean + 1.28 * cell.variance**0.5 < 0.5, "the doubtful praise counts for less"
    assert not alarming("town")


def test_flags_are_few_unasked_and_alarming_with_a_fact(real):
    catalogue, ranking, found = real
    for row in found.shortlist:
        named = [flag.criterion for flag in row.choice.flags]
        assert len(named) <= 2
        for flag in row.choice.flags:
            assert flag.criterion.always_warn
            assert flag.criterion.slug not in ranking.weights
            assert flag.fact.criterion == flag.criterion
            assert is_alarming(catalogue, row.hub.slug, flag.criterion)
        means = [catalogue.ranker.cell(row.hub.slug, criterion.slug).mean for criterion in named]
        assert means == sorted(means)


def test_what_nothing_speaks_against_still_has_its_price(client):
    """Both are good on both; each gives something away to the other, and says so."""
    for slug, cost, family in (("one", 2, 1), ("other", 1, 2)):
        say(slug, "cost", cost, 9)
        say(slug, "family", family, 9)
    makers.make_release()
    found = choices("cost=2&family=2")
    assert [choice.against for choice in found.values()] == [None, None]
    assert (found["one"].behind.criterion.slug, found["one"].behind.rival.slug) == ("family", "other")
    assert float(found["one"].behind.score) < float(found["one"].behind.other)
    assert found["other"].behind.criterion.slug == "cost"
    said = Page(client.get("/results/?cost=2&family=2"))
    assert f"But Family: {found['one'].behind.score} of 10; Other has {found['one'].behind.other}." in said


def test_who_is_ahead_on_everything_has_no_price():
    for slug, rating in (("one", 2), ("other", 1)):
        say(slug, "cost", rating, 9)
        say(slug, "family", rating, 9)
    makers.make_release()
    assert choices("cost=2&family=2")["one"].behind is None
