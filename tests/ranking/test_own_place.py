"""A place by its inhabitant's own ratings is scored as a hub would be that is known as well."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubs.ranking.constraints import AtLeast
from hubs.ranking.own_place import OWN_PLACE, own_place, own_posterior
from hubs.ranking.profile import Profile
from tests.ranking.making import CRITERIA, OPTIONS, Release, make_items, make_prior, profiles, releases

EXACT = {"abs": 1e-12, "rel": 0}
BEYOND_DOUBT = 1e6
RATINGS = st.dictionaries(st.sampled_from(CRITERIA), st.integers(-2, 2))


def ranked(ranker, profile, slug):
    return next(hub for hub in ranker.rank(profile).hubs if hub.slug == slug)


def as_evidence(ratings, hub="twin"):
    """Items that say the same of a hub, in every option, so often that no doubt is left."""
    return [
        {"hub": hub, "criterion": c, "option": o, "similarity": (r + 2) / 4, "strength": BEYOND_DOUBT}
        for c, r in ratings.items()
        for o in OPTIONS.get(c, ("",))
    ]


def test_a_place_known_in_every_number():
    """Hand-computed: weights 3/4 and 1/4; cost is rated good, 0.75; family unknown, mu 1/2, V 0.0625 / 2."""
    place = own_place(Release().ranker(), Profile({"cost": 3, "family": 1}), {"cost": 1})
    assert (place.slug, place.score, place.low, place.high, place.coverage) == (OWN_PLACE, 0.6875, 0.5625, 0.8125, 0.75)
    assert place.earned == {"cost": 0.5625, "family": 0.125}
    assert place.contributions == {"cost": 0.1875, "family": 0.0}
    assert place.similarity == {"cost": 0.75, "family": 0.5}
    assert place.evidence == {"cost": 1, "family": 0}
    assert place.variance == pytest.approx(0.25**2 * 0.0625 / 2, **EXACT)


@given(releases(), profiles(), RATINGS)
def test_it_scores_as_a_hub_with_the_same_similarities_bit_for_bit(release, profile, ratings):
    hubs, items = (*release.hubs, "twin"), release.with_items(*as_evidence(ratings))
    ranker = release.ranker(hubs=hubs, items=items)
    place, twin = own_place(ranker, profile, ratings), ranked(ranker, profile, "twin")
    assert place.score == twin.score
    assert place.similarity == pytest.approx(twin.similarity, **EXACT)
    assert place.coverage == pytest.approx(twin.coverage, abs=1e-4)
    assert place.variance == pytest.approx(twin.variance, abs=1e-4)


@given(releases(), profiles())
def test_unrated_it_is_a_hub_nothing_is_known_about(release, profile):
    ranker = release.ranker(hubs=(*release.hubs, "nobody"))
    place, nobody = own_place(ranker, profile, {}), ranked(ranker, profile, "nobody")
    for name in ("score", "low", "high", "coverage", "variance"):
        assert getattr(place, name) == pytest.approx(getattr(nobody, name), **EXACT), name
    for name in ("contributions", "earned", "similarity", "evidence"):
        assert getattr(place, name) == pytest.approx(getattr(nobody, name), **EXACT), name
    assert place.rank == nobody.rank, "they share it"


@given(releases(), profiles(), RATINGS)
def test_its_figures_keep_the_invariants_of_a_ranking(release, profile, ratings):
    ranker = release.ranker()
    ranking, place = ranker.rank(profile), own_place(ranker, profile, ratings)
    assert place.score == pytest.approx(ranking.baseline + sum(place.contributions.values()), **EXACT)
    assert place.score == pytest.approx(sum(place.earned.values()), **EXACT)
    assert place.high - place.low == pytest.approx(1 - place.coverage, **EXACT)
    assert -1e-12 <= place.low <= place.score + 1e-12
    assert place.score <= place.high + 1e-12
    assert place.coverage == pytest.approx(sum(w for c, w in ranking.weights.items() if c in ratings), **EXACT)
    assert list(place.earned) == list(ranking.weights)


@given(releases(), profiles(), RATINGS)
def test_its_posterior_gives_its_score_and_variance(release, profile, ratings):
    ranker = release.ranker()
    weights, _, _ = ranker.by_criterion(profile)
    place, (mean, variance) = own_place(ranker, profile, ratings), own_posterior(ranker, profile, ratings)
    assert weights @ mean == pytest.approx(place.score, **EXACT)
    assert weights**2 @ variance == pytest.approx(place.variance, **EXACT)


@given(releases(), profiles(), RATINGS, st.data())
def test_a_better_rating_never_lowers_the_score(release, profile, ratings, data):
    slug = data.draw(st.sampled_from(sorted(profile.importance)))
    ranker = release.ranker()
    scores = [own_place(ranker, profile, ratings | {slug: rating}).score for rating in range(-2, 3)]
    assert scores == sorted(set(scores))


@pytest.mark.parametrize(("rating", "score"), [(2, 1.0), (0, 0.5), (-2, 0.0)])
def test_the_ends_of_the_scale(rating, score):
    profile = Profile({"cost": 3, "specialty": 2, "size": 1}, {"specialty": ("ai", "fintech"), "size": ("small",)})
    place = own_place(Release().ranker(), profile, dict.fromkeys(CRITERIA, rating))
    assert (place.score, place.variance) == (score, 0.0)
    assert [place.low, place.high, place.coverage] == pytest.approx([score, score, 1.0], **EXACT)


def test_what_has_no_weight_is_passed_over():
    ranker, profile = Release().ranker(), Profile({"cost": 1})
    assert own_place(ranker, profile, {"cost": 1, "family": -2}) == own_place(ranker, profile, {"cost": 1})


def test_an_unrated_criterion_takes_the_mean_of_its_prior():
    place = own_place(Release(prior=make_prior(mean=0.75)).ranker(), Profile({"cost": 1}), {})
    assert (place.score, place.low, place.high) == (0.75, 0.0, 1.0)
    assert place.contributions == {"cost": 0.25}


@pytest.mark.parametrize("rating", [3, -3])
def test_ratings_off_the_scale_are_refused(rating):
    with pytest.raises(ValueError, match="between -2 and 2"):
        own_place(Release().ranker(), Profile({"cost": 1}), {"cost": rating})


def test_it_takes_the_rank_it_would_have_among_the_hubs_that_pass():
    items = make_items(
        *({"hub": hub, "similarity": s, "strength": BEYOND_DOUBT} for hub, s in {"austin": 1.0, "lima": 0.75}.items())
    )
    ranker, profile = Release(items=items).ranker(), Profile({"cost": 1})
    ranks = [own_place(ranker, profile, {"cost": rating}).rank for rating in range(-2, 3)]
    assert ranks == [4, 4, 3, 2, 1], "it shares the rank of a hub of the same score"
    passing = replace(profile, constraints=(AtLeast("cost", 0.9),))
    assert own_place(ranker, passing, {"cost": -2}).rank == 3, "lima fails, bogota cannot be checked"
