import json
from collections import Counter

import pytest

from hubs.catalogue import releases
from hubs.explanations import climate, facts
from hubs.explanations import hub as explained
from hubs.explanations.voices import are_twins, voices
from hubs.models import Hub, Indicator, Release
from tests import makers
from tests.pages import Page, words_of

pytestmark = pytest.mark.django_db

ANSWERS = "cost=2&family=1"
WARM = [24.2, 23.4, 21.4, 18.0, 14.3, 11.6, 10.7, 12.2, 14.1, 17.0, 20.1, 22.6]
COLD = [-9.6, -8.0, -1.0, 6.0, 12.0, 17.0, 20.4, 19.0, 15.0, 9.0, 2.0, -5.0]


@pytest.fixture(autouse=True)
def release():
    return makers.make_release()


@pytest.fixture
def real():
    Release.objects.all().delete()
    makers.make_real_release()
    return releases.current()


def lima():
    return Hub.objects.get(slug="lima")


def said(client, path="/hubs/lima/"):
    return Page(client.get(path)).all(".voices .item")


def say(criterion, rating, **overrides):
    text = f"All is {criterion}"
    values = {"slug": f"of-{criterion}", "text": text, "highlight": text, "speaker": f"A friend of {criterion}"}
    makers.make_evidence(lima(), makers.make_criterion(criterion), rating, **(values | overrides))


def first_voices():
    makers.make_release()
    catalogue = releases.current()
    return [each.about for each in voices(catalogue, catalogue.hubs["lima"]).first]


def fact_of(slug, hub="lima"):
    makers.make_release()
    catalogue = releases.current()
    found = facts.groups(catalogue, catalogue.hubs[hub])
    shown = [fact for group in found for fact in (*group.first, *group.more)]
    return next(fact for fact in shown if fact.figure.indicator.slug == slug)


def make_fact(slug, **overrides):
    return makers.make_indicator(slug, **({"shape": "fact", "lower": None, "upper": None, "unit": ""} | overrides))


# The page


def test_people_come_before_facts_and_the_readers_own_before_both(client):
    headings = Page(client.get(f"/hubs/lima/?{ANSWERS}")).texts("main h2")
    assert headings == [
        "For your priorities",
        "What people say",
        "Facts and figures",
        "Staying legally",
        "How Lima scores",
    ]
    assert Page(client.get("/hubs/lima/")).texts("main h2") == headings[1:]


def test_the_head_says_where_a_hub_is_and_how_much_is_known(client):
    page = Page(client.get("/hubs/lima/"))
    assert page.texts("h1") == ["Lima"]
    for words in ("Peru", "UTC−5 all year", "Spanish", "4 statements", "2 figures"):
        assert words in page.part(".hub-card")


def test_a_page_costs_at_most_two_queries(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        client.get(f"/hubs/lima/?{ANSWERS}")


def test_a_hub_that_does_not_exist_is_not_found(client):
    response = client.get("/hubs/atlantis/")
    assert response.status_code == 404
    assert "Nothing at this place on the chart" in Page(response)


def test_a_deleted_hub_is_not_found_after_publishing(client):
    Hub.objects.get(slug="cusco").delete()
    makers.make_release()
    assert client.get("/hubs/cusco/").status_code == 404


def test_the_clock_knows_summer_time():
    hubs = releases.current().hubs
    assert explained.clock(hubs["toronto"], 2026) == explained.Clock("−5", "−4")
    assert explained.clock(hubs["lima"], 2026) == explained.Clock("−5", "−5")


# For your priorities


def test_the_readers_answers_say_the_points_the_reason_and_the_but(client):
    yours = Page(client.get(f"/hubs/lima/?{ANSWERS}")).part(".yours")
    assert "Rank 1 of 3" in yours
    assert "points of 100, likely" in yours
    assert len(yours.all(".reason a, .reason b")) > 0
    (against,) = yours.texts(".against")
    assert against.startswith("But Family:")
    assert f"/results/?{ANSWERS}" in yours.links()


def test_a_hub_off_the_shortlist_has_a_reason_and_a_but_of_its_own(client, real):
    asked = "safety=3&family=2&talent=1"
    response = client.get(f"/hubs/san-francisco-bay-area/?{asked}")
    assert response.context["yours"]["row"].choice is None
    yours = Page(response).part(".yours")
    assert [words.split(":")[0] for words in yours.texts(".reason b, .against b")] == ["Good on Talent", "But Safety"]
    assert "shortlist" not in yours


def test_a_hub_left_out_by_a_dealbreaker_says_why(client):
    assert "Not in a country that is allowed" in Page(client.get(f"/hubs/lima/?{ANSWERS}&country=CA"))


# People


def test_praise_and_blame_are_told_in_turn_each_of_another_criterion():
    for slug, rating in (("culture", 2), ("safety", 2), ("transport", -2), ("traffic", -1), ("talent", -2)):
        say(slug, rating)
    say("cost", 2)
    told = first_voices()
    assert [each.rating > 0 for each in told] == [True, False] * 3
    assert len({each.criterion for each in told}) == 6


def test_of_real_hubs_three_speak_for_and_three_against(client, real):
    for hub in real.hubs:
        tones = [node.attributes["class"].split()[-1] for node in said(client, f"/hubs/{hub}/")]
        assert tones == ["up", "down"] * 3, hub
        told = [each.about for each in voices(real, real.hubs[hub]).first]
        assert len({each.criterion for each in told}) == 6, hub
        assert len({(each.speaker, each.source.slug) for each in told}) == 6, hub


def test_blame_on_the_only_criterion_that_is_spoken_of_is_told_as_well():
    makers.make_evidence(lima(), makers.make_criterion("cost"), -2)
    assert [(each.criterion, each.rating) for each in first_voices()][:2] == [("cost", 2), ("family", -1)]
    Hub.objects.get(slug="lima").evidence_set.filter(criterion__slug="family").delete()
    makers.make_criterion("family").evidence_set.filter(country__code="PE").delete()
    assert [(each.criterion, each.rating) for each in first_voices()][:2] == [("cost", 2), ("cost", -2)]


@pytest.mark.parametrize(
    "twin",
    [
        {"origin": "a-survey", "text": "Rents are low", "highlight": "low"},
        {"text": "Rents here are LOW by far", "highlight": "LOW"},
        {"speaker": "Ana", "text": "Rents here are low by far, she says", "highlight": "low"},
    ],
    ids=["of one origin", "in the same words", "by the same speaker in nearly the same"],
)
def test_nothing_is_said_twice(twin):
    lima().evidence_set.all().delete()
    one = {"origin": "a-survey", "speaker": "Ana", "text": "Rents here are low by far", "highlight": "low"}
    say("culture", 2, **one)
    say("safety", 1, **twin)
    praise = [each for each in first_voices() if each.rating > 0]
    assert [each.criterion for each in praise] == ["culture"]


def test_one_speaker_may_say_two_things_but_others_come_first():
    lima().evidence_set.all().delete()
    for slug, rating, speaker, text in (
        ("culture", 2, "Ana", "Concerts every night"),
        ("safety", 2, "Ana", "I walk home alone"),
        ("talent", 1, "Rui", "Many good engineers"),
    ):
        say(slug, rating, speaker=speaker, text=text, highlight=text)
    praise = [each for each in first_voices() if each.rating > 0]
    assert [each.speaker for each in praise] == ["Ana", "Rui", "Ana"]
    assert not are_twins(praise[0], praise[2])


def test_all_statements_are_behind_their_subjects(client, real):
    page = Page(client.get("/hubs/medellin/"))
    everything = real.evidence_of("medellin")
    fold = page.one(".people .fold")
    assert f"All {len(everything)} statements" in words_of(fold)
    assert "open" not in fold.attributes
    counted = Counter(each.criterion for each in everything)
    subjects = voices(real, real.hubs["medellin"]).subjects
    assert {each.criterion.slug: each.number for each in subjects} == counted
    for slug in counted:
        address = f"/hubs/medellin/{slug}/"
        assert address in page.links()
        beside = " ".join(Page(client.get(address)).values("figure.item", "id"))
        assert all(each.key in beside for each in everything if each.criterion == slug)


def test_what_was_said_of_the_country_says_so(client):
    assert "about all of Peru" in Page(client.get("/hubs/cusco/"))


@pytest.mark.parametrize(
    ("date", "marks"),
    [
        ("2020-12-31", ["old, of 2020"]),
        ("2021-01-01", ["Jan. 1, 2021"]),
        ("", ["undated"]),
    ],
    ids=["more than five years old", "five years old", "undated"],
)
def test_how_old_a_statement_is_stands_beside_it(client, date, marks):
    lima().evidence_set.filter(rating__gt=0).delete()
    source = makers.make_source("aged", date=date)
    say("cost", 2, source=source)
    makers.make_release()
    (praise,) = Page(client.get("/hubs/lima/")).texts(".voices .item.up")
    assert [mark for mark in ("old, of 2020", "old, of 2021", "Jan. 1, 2021", "undated") if mark in praise] == marks


def test_who_lives_there_is_told_before_who_heard_of_it():
    lima().evidence_set.all().delete()
    say("culture", 2, kind=makers.make_kind("reported"))
    say("safety", 1)
    say("talent", 1, form="claim", highlight="", offset=None)
    assert [each.criterion for each in first_voices() if each.rating > 0] == ["safety", "talent", "culture"]


def test_new_statements_are_told_before_old_ones():
    lima().evidence_set.all().delete()
    source = makers.make_source("aged", date="2011")
    say("culture", 2, source=source)
    say("safety", 1)
    assert [each.criterion for each in first_voices() if each.rating > 0] == ["safety", "culture"]


# Facts


def test_facts_stand_in_the_group_that_their_indicator_names(client):
    for slug, group in (("visa", "stay"), ("rent", "money"), ("murders", "safety"), ("weather", "climate")):
        makers.make_figure(lima(), make_fact(slug, group=group), 1)
    makers.make_release()
    page = Page(client.get("/hubs/lima/"))
    names = ["Money", "Staying legally", "Safety", "Climate and getting there", "Everyday life"]
    assert page.texts(".group h3") == names
    assert page.texts("#group-stay ~ .measure .measure-name") == ["visa"]


def test_all_real_indicators_are_in_a_group(real):
    counted = Counter(indicator.group for indicator in real.indicators.values())
    assert set(counted) == {"money", "safety", "work", "climate", "life"}, "what it takes to stay are records of papers"


def test_a_number_stands_beside_the_median_of_all_hubs():
    rent = make_fact("rent", unit="US$")
    for hub, value in (("lima", 500), ("cusco", 300), ("toronto", 1800)):
        makers.make_figure(Hub.objects.get(slug=hub), rent, value)
    usual = fact_of("rent").usual
    assert (usual.value, usual.hubs, usual.of_all) == ("500", 3, True)


def test_a_figure_of_a_country_counts_for_each_of_its_hubs(client):
    prices = make_fact("prices")
    makers.make_figure(None, prices, 40, country=lima().country, scope="country")
    makers.make_figure(Hub.objects.get(slug="toronto"), prices, 90)
    assert fact_of("prices").usual.value == "40"
    assert "median of all hubs: 40" in Page(client.get("/hubs/lima/"))


def test_what_compares_within_a_country_only_is_compared_there(client):
    air = make_fact("air", within_country=True)
    for place, value in enumerate((10, 20, 60)):
        makers.make_figure(makers.make_hub(f"peru-{place}"), air, value)
    makers.make_figure(Hub.objects.get(slug="toronto"), air, 1000)
    usual = fact_of("air", "peru-0").usual
    assert (usual.value, usual.hubs, usual.country) == ("20", 3, "Peru")
    assert fact_of("air", "toronto").usual is None
    assert "median of 3 hubs in Peru: 20" in Page(client.get("/hubs/peru-0/"))


def test_what_few_hubs_have_or_what_is_no_quantity_is_compared_with_nothing():
    make_fact("clock", scale="circular")
    for hub in ("lima", "toronto"):
        makers.make_figure(Hub.objects.get(slug=hub), indicator_of("rent"), 500)
    for hub in ("lima", "cusco", "toronto"):
        makers.make_figure(Hub.objects.get(slug=hub), indicator_of("visa"), None, text="Open")
        makers.make_figure(Hub.objects.get(slug=hub), indicator_of("clock"), -5)
    assert fact_of("clock").usual is None
    assert fact_of("rent").usual is None
    assert fact_of("visa").usual is None


def indicator_of(slug):
    return Indicator.objects.filter(slug=slug).first() or make_fact(slug)


def test_the_number_that_counts_is_the_one_that_is_compared():
    hours = makers.make_indicator("hours", criterion=makers.make_criterion("traffic", kind="less"))
    for hub, value in (("lima", 100), ("cusco", 50), ("toronto", 20)):
        makers.make_figure(Hub.objects.get(slug=hub), hours, 900 + value, ranked=False)
        makers.make_figure(Hub.objects.get(slug=hub), hours, value)
    assert fact_of("hours").usual.value == "50"


def test_real_medians_are_those_of_the_figures(client, real):
    words = Page(client.get("/hubs/medellin/")).texts(".measure summary")
    (murders,) = [text for text in words if text.startswith("Homicides a year")]
    values = sorted(real.measured["homicides-per-100k"].values())
    assert len(values) == 27
    assert f"median of all hubs: {values[13]}" in murders


def test_note_licence_and_source_are_folded(client):
    source = makers.make_source("a-list", kind="dataset", title="A list", licence="CC BY 4.0", text_sha256="")
    makers.make_figure(lima(), make_fact("elevation", unit="m"), 152, note="At the centre", source=source, year="2019")
    makers.make_release()
    page = Page(client.get("/hubs/lima/"))
    (fact,) = [part for part in page.parts(".measure") if "elevation" in part]
    assert fact.texts("summary") == ["elevation 152 m 2019"]
    assert "open" not in fact.one(".measure").attributes
    for words in ("At the centre", "A list", "CC BY 4.0", "Of the city.", "Shown, not ranked."):
        assert words in fact.part(".measure-more")


def test_what_counts_comes_first_and_a_long_group_is_folded():
    for place in range(8):
        makers.make_figure(lima(), make_fact(f"fact-{place}", order=place), place)
    makers.make_release()
    catalogue = releases.current()
    (group,) = facts.groups(catalogue, catalogue.hubs["lima"])
    assert [fact.figure.is_ranked for fact in group.first] == [True, True, False, False, False, False]
    assert [fact.figure.indicator.slug for fact in group.more] == [f"fact-{place}" for place in range(4, 8)]


def test_a_long_group_says_how_many_more_there_are(client):
    for place in range(8):
        makers.make_figure(lima(), make_fact(f"fact-{place}"), place)
    makers.make_release()
    assert Page(client.get("/hubs/lima/")).texts(".group .fold > summary") == ["4 more on Everyday life"]


def test_notes_of_real_figures_are_sentences(real):
    notes = {figure.note for figure in real.figures.values() if figure.note}
    assert [note for note in notes if not note[0].isupper() and not note[0].isdigit()] == []
    assert [note for note in notes if "confidence=" in note or "airportsdata" in note or "NOT " in note] == []


# Climate


def make_climate(months, hub="lima", slug="warmth", unit="°C"):
    makers.make_figure(Hub.objects.get(slug=hub), indicator_of(slug), 1, months=months)
    Indicator.objects.filter(slug=slug).update(group="climate", unit=unit, decimals=1)


def test_a_year_has_twelve_columns_with_their_numbers_and_a_table(client):
    make_climate(WARM)
    makers.make_release()
    page = Page(client.get("/hubs/lima/")).part(".year")
    assert page.texts(".column-value") == ["24", "23", "21", "18", "14", "12", "11", "12", "14", "17", "20", "23"]
    assert page.texts(".column-letter") == list("JFMAMJJASOND")
    assert len(page.all("rect.column")) == 12
    assert page.texts("summary") == ["From 10.7 °C in July to 24.2 °C in January"]
    assert page.texts("td")[:2] == ["24.2 °C", "23.4 °C"]
    assert page.texts("tr th")[11] == "December"


def test_columns_of_all_hubs_are_on_one_scale_and_frost_hangs_from_zero():
    make_climate(WARM)
    make_climate(COLD, "toronto")
    makers.make_release()
    catalogue = releases.current()
    (warm,), (cold,) = (climate.years(catalogue, catalogue.hubs[slug]) for slug in ("lima", "toronto"))
    per_degree = climate.HEIGHT / (24.2 + 9.6)
    zero = climate.TOP + 24.2 * per_degree
    column = warm.months[0].column
    assert (float(column.y), float(column.height)) == pytest.approx((climate.TOP, 24.2 * per_degree), abs=0.1)
    frost = cold.months[0].column
    assert (float(frost.y), float(frost.height)) == pytest.approx((zero, 9.6 * per_degree), abs=0.1)


def test_a_year_that_is_known_elsewhere_alone_is_not_known(client):
    make_climate(WARM, "toronto")
    makers.make_release()
    page = Page(client.get("/hubs/lima/"))
    assert page.all(".year") == []
    assert page.words.count("warmth, by month") == 1
    assert "What is not known" in page.texts("h2")


def test_real_years_agree_with_the_figures_of_the_hottest_and_the_coldest_month(real):
    by_hub = {(figure.hub, figure.indicator.slug): figure for figure in real.figures.values()}
    for hub in real.hubs:
        months = by_hub[hub, "temp-annual-mean"].months
        assert len(months) == 12
        assert max(months) == by_hub[hub, "temp-hottest-month"].value, hub
        assert min(months) == by_hub[hub, "temp-coldest-month"].value, hub
        rain = by_hub.get((hub, "precipitation"))
        assert (rain is None) == (hub in {"san-jose", "recife"}), hub
        if rain:
            assert sum(rain.months) == pytest.approx(rain.value, abs=1), hub
    hot, mild, frosty = (by_hub[hub, "temp-annual-mean"].months for hub in ("austin", "medellin", "toronto"))
    assert 29 < hot[6] < 30
    assert all(21 < month < 23 for month in mild)
    assert frosty[0] < 0


# What is not known


def test_what_is_unknown_is_said_once(client):
    page = Page(client.get("/hubs/cusco/"))
    assert len(page.all(".unknown-note")) == 1
    assert page.texts(".unknown li") == ["Specialty", "Size", "Airport", "Everyday life"]
    assert not {"Specialty", "Size", "Airport"} & set(page.texts(".aspect-name h3"))


def test_a_group_of_which_only_others_are_known_is_not_known(client):
    makers.make_figure(Hub.objects.get(slug="toronto"), make_fact("visa", group="stay"), None, text="Open")
    makers.make_release()
    page = Page(client.get("/hubs/lima/"))
    assert "Staying legally" in page.texts(".unknown li")
    assert "Staying legally" not in page.texts(".group h3")


def test_a_release_from_before_groups_and_months_has_a_page(client):
    stored = Release.objects.get()
    for record in stored.payload["records"]:
        record.pop("group", None)
        record.pop("months", None)
    sha = releases.fingerprint(stored.payload)
    Release.objects.filter(pk=stored.pk).update(payload=json.loads(json.dumps(stored.payload)), sha256=sha)
    assert Page(client.get("/hubs/lima/")).texts(".group h3") == ["Everyday life"]
