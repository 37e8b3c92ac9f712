import pytest

from hubs.catalogue import fitting, publishing, releases
from hubs.catalogue.records import accepted
from hubs.models import Calibration, Criterion, Evidence, Figure, Hub, Release
from tests import makers

pytestmark = pytest.mark.django_db


def ranking_of(query):
    catalogue = releases.current()
    form = makers.answers(query, catalogue)
    assert form.is_valid(), form.errors
    return catalogue.rank(form.profile)


def test_nothing_published_is_said():
    with pytest.raises(releases.NoRelease):
        releases.current()
    makers.make_release()
    with pytest.raises(releases.NoRelease):
        releases.get(2)


def test_a_release_is_numbered_hashed_and_dated():
    release = makers.make_release(note="The first")
    assert (release.number, release.note, release.date) == (1, "The first", makers.TODAY)
    assert release.sha256 == releases.fingerprint(Release.objects.get().payload)


def test_the_release_that_tests_begin_with_is_the_one_that_publishing_makes():
    made = Release.objects.filter(pk=makers.make_release().pk).values().get()
    assert Calibration.objects.get().data == makers.PLAIN
    Release.objects.all().delete()
    published = Release.objects.filter(pk=makers.make_release().pk).values().get()
    ours = {"id", "created_at", "published_at"}
    assert made["id"] != published["id"]
    assert {name: made[name] for name in made.keys() - ours} == {name: published[name] for name in made.keys() - ours}


def test_publishing_twice_makes_one_release():
    assert makers.make_release() == makers.make_release()
    assert Release.objects.count() == 1


def test_an_edit_shows_only_after_publishing():
    makers.make_release()
    before = ranking_of("cost=2")
    Evidence.objects.filter(hub__slug="lima", criterion__slug="cost").update(rating=-2)
    assert ranking_of("cost=2") == before
    makers.make_release()
    after = ranking_of("cost=2")
    assert [hub.slug for hub in before.hubs][0] == "lima"
    assert [hub.slug for hub in after.hubs][0] == "cusco"


def test_an_old_release_stays_as_it_was():
    first = makers.make_release()
    name = releases.get(1).hubs["lima"].name
    Hub.objects.filter(slug="lima").update(name="Changed")
    makers.make_release()
    releases._catalogues.cache_clear()
    assert releases.get(first.number).hubs["lima"].name == name
    assert releases.current().hubs["lima"].name == "Changed"


@pytest.mark.parametrize("model", [Hub, Evidence, Criterion])
def test_a_draft_stays_out(model):
    makers.make_catalogue()
    draft = model.objects.first()
    draft.is_draft = True
    draft.save()
    makers.make_release()
    catalogue = releases.current()
    kept = {*catalogue.hubs, *catalogue.evidence, *catalogue.criteria}
    assert draft.slug not in kept
    assert not [said for said in catalogue.evidence.values() if draft.slug in {said.hub, said.criterion}]


def test_a_release_without_hubs_is_refused():
    makers.make_criterion()
    with pytest.raises(publishing.NothingToPublish, match="at least one hub"):
        publishing.publish()
    assert not Release.objects.exists()


def test_only_the_expected_data_set_is_published():
    makers.make_catalogue()
    expected = releases.fingerprint(publishing.freeze(accepted(), makers.TODAY, makers.PLAIN))
    with pytest.raises(publishing.CatalogueChanged):
        makers.make_release(expected="0" * 64)
    assert not Release.objects.exists()
    assert makers.make_release(expected=expected).sha256 == expected


def test_every_point_of_a_score_traces_to_an_item():
    makers.make_release()
    catalogue = releases.current()
    query = "cost=3&family=2&specialty=fintech&specialty=ai&size=1&size_to=large&airport=1"
    form = makers.answers(query)
    assert form.is_valid(), form.errors
    ranking = catalogue.rank(form.profile)
    for hub in ranking.hubs:
        effects = [e for slug in ranking.weights for e in catalogue.ranker.effects(form.profile, hub.slug, slug)]
        usual = sum(catalogue.ranker.usual(form.profile, hub.slug, slug) for slug in ranking.weights)
        assert all(effect.key in catalogue.evidence or effect.key in catalogue.figures for effect in effects)
        points = sum(effect.effect for effect in effects) + usual
        assert ranking.baseline + points == pytest.approx(hub.score, abs=1e-12)


def test_a_statement_about_a_country_reaches_each_of_its_hubs_and_no_other():
    makers.make_release()
    ranker, form = releases.current().ranker, makers.answers("family=1")
    assert form.is_valid()
    keys = {hub: {effect.key for effect in ranker.effects(form.profile, hub, "family")} for hub in ranker.hubs_}
    said = Evidence.objects.get(country__code="PE").slug
    assert {hub for hub, items in keys.items() if said in items} == {"lima", "cusco"}


def test_two_voices_count_more_than_one_voice_twice():
    lima, cusco, cost = makers.make_hub("lima"), makers.make_hub("cusco"), makers.make_criterion()
    for speaker in ("Ana", "Ana"):
        makers.make_evidence(lima, cost, 2, speaker=speaker)
    for speaker in ("Ana", "Luis"):
        makers.make_evidence(cusco, cost, 2, speaker=speaker)
    makers.make_release()
    ranker = releases.current().ranker
    assert ranker.cell("lima", "cost").n == 1
    assert ranker.cell("cusco", "cost").n == 2


def test_who_repeats_one_statistic_shares_one_vote():
    lima, cusco, cost = makers.make_hub("lima"), makers.make_hub("cusco"), makers.make_criterion()
    for speaker in ("Ana", "Luis", "Eva"):
        makers.make_evidence(
            lima, cost, 2, speaker=speaker, origin="numbeo", source=makers.make_source(speaker.lower())
        )
    makers.make_evidence(lima, makers.make_criterion("family"), 2, origin="numbeo")
    makers.make_evidence(cusco, cost, 2, origin="numbeo")
    makers.make_evidence(cusco, cost, 2)
    makers.make_release()
    ranker = releases.current().ranker
    assert ranker.cell("lima", "cost").n == pytest.approx(1)
    assert ranker.cell("lima", "cost").count == 3
    assert ranker.cell("lima", "family").n == 1, "in every cell one"
    assert ranker.cell("cusco", "cost").n == 2, "beside one who has it from elsewhere"


def make_roles():
    """Two figures that define cost and two that speak to it, on one hub."""
    hub, cost = makers.make_hub(), makers.make_criterion()
    for slug, role, value in (("price", "defining", 25.0), ("rent", "defining", 75.0), ("tax", "supporting", 0.0)):
        makers.make_figure(hub, makers.make_indicator(slug, criterion=cost, role=role), value)
    makers.make_figure(hub, makers.make_indicator("fees", criterion=cost, role="supporting"), 0.0)
    return hub


def test_defining_figures_share_six_votes_and_others_have_two_each():
    make_roles()
    makers.make_release()
    cell = releases.current().ranker.cell("lima", "cost")
    assert cell.n == 6 + 2 + 2
    assert cell.mean == pytest.approx((0.5 + 6 * 0.5 + 2 + 2) / 11, abs=1 / 1024)
    assert releases.current().ranker.cells_.measured.tolist() == [[0.5]], "what defines it alone"


def test_a_criterions_factor_scales_its_figures():
    make_roles()
    Criterion.objects.update(figure_factor=0.5)
    makers.make_release()
    assert releases.current().ranker.cell("lima", "cost").n == 5


def test_a_figure_of_a_label_speaks_to_it_alone():
    hub, specialty = makers.make_hub(), makers.make_criterion("specialty", kind="labels")
    for slug in ("ai", "fintech"):
        makers.make_option(specialty, slug)
    by_field = makers.make_indicator("ai-companies", criterion=specialty, label="ai", shape="more", scale="log1p")
    makers.make_figure(hub, by_field, 100.0)
    makers.make_release()
    ranker = releases.current().ranker
    assert (ranker.cell("lima", "specialty", "ai").n, ranker.cell("lima", "specialty", "fintech").n) == (6, 0)


def test_what_rates_too_high_is_corrected():
    hub, cost = makers.make_hub(), makers.make_criterion()
    makers.make_evidence(hub, cost, 1, kind=makers.make_kind("official"))
    publishing.store_calibration(makers.PLAIN | {"bias": {"kind:official": 0.125, "form:quote": 0.0625}})
    makers.make_release()
    (effect,) = releases.current().ranker.effects(makers_profile("cost=1"), "lima")
    assert effect.similarity == 0.75 - 0.1875


def makers_profile(query):
    form = makers.answers(query)
    assert form.is_valid(), form.errors
    return form.profile


def test_low_reliability_weakens_a_statement_and_age_does_not():
    lima, cost = makers.make_hub(), makers.make_criterion()
    old = makers.make_source("old", date="2018-11-22")
    makers.make_evidence(lima, cost, slug="fresh")
    makers.make_evidence(lima, cost, slug="low", reliability="low")
    makers.make_evidence(lima, cost, slug="old", source=old)
    makers.make_release()
    strengths = {key: said.strength for key, said in releases.current().evidence.items()}
    assert strengths == {"fresh": 1.0, "low": 0.5, "old": 1.0}


def test_an_unranked_figure_is_shown_and_changes_nothing():
    makers.make_catalogue()
    Figure.objects.filter(indicator__slug="airport-distance").update(ranked=False)
    makers.make_release()
    catalogue = releases.current()
    assert [figure for figure in catalogue.figures_of("lima") if figure.indicator.slug == "airport-distance"]
    assert catalogue.ranker.cell("lima", "airport").n == 0


def test_the_figures_of_one_target_are_one_vote():
    hub, climate = makers.make_hub(), makers.make_criterion("climate", kind="target")
    for slug, value in (("hottest", 25.0), ("coldest", 10.0)):
        makers.make_indicator(slug, criterion=climate, shape="target", tolerance=0.0, reach=10.0)
        makers.make_figure(hub, climate.indicators.get(slug=slug), value)
    makers.make_option(climate, "warm", targets={"hottest": 25.0, "coldest": 20.0})
    makers.make_release()
    cell, prior = releases.current().ranker.cell("lima", "climate", "warm"), releases.current().ranker.prior_
    mean, kappa = prior.mean[0], prior.kappa[0]
    assert cell.n == 6.0
    assert cell.mean == pytest.approx((kappa * mean + 6 * 0.5) / (kappa + 6), abs=1 / 1024)


@pytest.mark.parametrize(
    ("values", "value", "similarity"),
    [
        ({"shape": "more", "lower": 0.0, "upper": 50.0}, 10.0, 0.2),
        ({"shape": "less", "lower": 0.0, "upper": 50.0}, 10.0, 0.8),
        ({"shape": "less", "lower": 20.0, "upper": 50.0}, 10.0, 1.0),
        ({"shape": "more", "scale": "log1p", "lower": 0.0, "upper": 99.0}, 9.0, 0.5),
        ({"shape": "less", "scale": "log10", "lower": 1.0, "upper": 10_000.0}, 10.0, 0.75),
        ({"shape": "less", "lower": 0.0, "upper": 50.0, "step": 20.0}, 11.0, 0.6),
        ({"shape": "target", "scale": "linear", "tolerance": 1.0, "reach": 4.0}, 10.0, 0.75),
        ({"shape": "target", "scale": "log10", "tolerance": 0.0, "reach": 2.0}, 120.0, 0.5),
        ({"shape": "target", "scale": "circular", "tolerance": 0.0, "reach": 12.0}, 23.0, 1 / 6),
    ],
)
def test_a_figure_enters_by_its_own_similarity_on_fixed_bounds(values, value, similarity):
    kind = "target" if values["shape"] == "target" else values["shape"]
    criterion = makers.make_criterion("measured", kind=kind)
    indicator = makers.make_indicator("figure", criterion=criterion, **values)
    makers.make_figure(makers.make_hub(), indicator, value)
    if kind == "target":
        makers.make_option(criterion, "level", targets={"figure": 12.0 if values["scale"] != "circular" else 13.0})
    makers.make_release()
    figure = next(iter(releases.current().figures.values()))
    targets = {"figure": 12.0 if values.get("scale") != "circular" else 13.0}
    assert fitting.figure_similarity(figure, targets) == pytest.approx(similarity)


def test_a_catalogue_costs_two_queries_once_and_one_later(django_assert_num_queries):
    makers.make_release()
    with django_assert_num_queries(2):
        releases.current()
    with django_assert_num_queries(1):
        releases.current()


@pytest.mark.parametrize("again", [releases.current, lambda: releases.get(1)], ids=["current", "get"])
def test_a_catalogue_that_is_known_is_found_by_number_and_hash_alone(again, django_assert_num_queries):
    makers.make_release()
    releases.current()
    with django_assert_num_queries(1) as queries:
        again()
    columns = queries[0]["sql"].partition(" FROM ")[0]
    assert [name for name in ("date", "note", "payload", "published") if name in columns] == []


def test_a_catalogue_says_which_release_it_is():
    first = makers.make_release()
    Hub.objects.filter(slug="lima").update(name="Changed")
    second = makers.make_release()
    for release in (first, second):
        found = releases.get(release.number)
        assert (found.pk, found.number, found.sha, found.date) == (
            release.pk,
            release.number,
            release.sha256,
            makers.TODAY,
        )
    preview = releases.catalogue_of(second.payload, 0, "a hash")
    assert (preview.pk, preview.number, preview.sha) == (0, 0, "a hash")


def publish_often(times):
    for number in range(times):
        Hub.objects.filter(slug="lima").update(name=f"Lima {number}")
        makers.make_release()


def restored_in_turn(numbers, monkeypatch):
    """The releases that had to be restored when they were opened one after the other."""
    restored, restore = [], releases.catalogues_of

    def note(payload, number, sha, pk=0):
        restored.append(number)
        return restore(payload, number, sha, pk)

    monkeypatch.setattr(releases, "catalogues_of", note)
    monkeypatch.setattr(releases._catalogues, "_make", releases._restore)  # not what tests remember
    for number in numbers:
        releases.get(number)
    return restored


def test_a_dozen_releases_opened_in_turn_are_each_restored_once(monkeypatch):
    publish_often(12)
    assert restored_in_turn([*range(1, 13)] * 2, monkeypatch) == [*range(1, 13)]


def test_what_is_kept_is_bounded_by_its_size(monkeypatch):
    publish_often(4)
    monkeypatch.setattr(releases._catalogues, "_most", 30)  # of 12 items each
    assert restored_in_turn([1, 2, 1, 3, 1, 2], monkeypatch) == [1, 2, 3, 2]
    assert len(releases._catalogues) == 2


def test_releases_share_the_texts_that_they_have_in_common():
    publish_often(2)
    first, second = releases.get(1), releases.get(2)
    assert first.evidence["evidence-1"].text is second.evidence["evidence-1"].text
    assert first.hubs["cusco"].name is second.hubs["cusco"].name


def test_a_figure_of_a_country_speaks_of_no_hub_that_has_its_own():
    """Somebody's home may be known by its country's figure, which counts for no hub twice."""
    lima, cusco = makers.make_hub("lima"), makers.make_hub("cusco")
    indicator = makers.make_indicator("rent", criterion=makers.make_criterion("cost"))
    makers.make_figure(lima, indicator, 10)
    makers.make_figure(None, indicator, 90, country=lima.country)
    makers.make_release()
    catalogue = releases.current()
    assert [figure.value for figure in catalogue.figures_of("lima")] == [10]
    assert [figure.value for figure in catalogue.figures_of("cusco")] == [90]
    assert cusco.slug in catalogue.hubs
    assert catalogue.ranker.cell("lima", "cost").count == catalogue.ranker.cell("cusco", "cost").count == 1
