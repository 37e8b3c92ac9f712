"""How many of each are told, taken and learnt from, and where the words of several people part."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from hubs.answers.move import PassportsField
from hubs.catalogue import amending, corrections, deleted, moving, publishing, reading
from hubs.catalogue.interviews import InterviewError
from hubs.explanations import compare, edits, following, group, impact, interviews, memo, replies, shortlist, voices
from hubs.explanations.rows import Row
from hubs.explanations.side_by_side import side_by_side
from hubs.models import Hub
from hubs.ranking.constraints import Check
from hubs.ranking.group import GroupHub


def town(place):
    return SimpleNamespace(slug=f"h{place}", name=f"Town {place}")


TOWNS = {f"h{place}": town(place) for place in range(9)}


class Stored:
    """Rows of a table, however they are asked for."""

    def __init__(self, *rows):
        self.rows = rows
        self.objects = self

    def __getattr__(self, name):
        return lambda *args, **kwargs: self

    def __iter__(self):
        return iter(self.rows)

    def __getitem__(self, at):
        return self.rows[at]


@pytest.mark.parametrize(
    ("spread", "seen"), [(0.049, "alike"), (0.051, "apart"), (0.149, "apart"), (0.151, "far"), (0.05, "alike")]
)
def test_a_twentieth_apart_is_alike_and_three_twentieths_are_far(spread, seen):
    hub = GroupHub(rank=1, slug="h1", mean=0.5, least=0.4, spread=spread, losses=(0.0, 0.1))
    catalogue = SimpleNamespace(hubs=TOWNS)
    assert group._row(catalogue, hub, ("Ana", "Bo"), fine=True).seen == seen


def test_five_differences_of_a_group_are_told():
    apart = [SimpleNamespace(criterion="cost", weights=(0.5, 0.1), hubs=("h1", "h2"), apart=0.4)] * 9
    catalogue = SimpleNamespace(criteria={"cost": "cost"}, hubs=TOWNS)
    assert len(group._differences(catalogue, SimpleNamespace(differing=apart), ("Ana", "Bo"))) == 5


def test_of_each_answer_to_an_invitation_the_first_five_are_told():
    ranking = SimpleNamespace(hubs=[SimpleNamespace(rank=at, slug=f"h{at}", score=0.5) for at in range(9)])
    told = replies._standings(SimpleNamespace(hubs=TOWNS), ranking, ())
    assert [each.hub.slug for each in told] == ["h0", "h1", "h2", "h3", "h4"]


def test_six_priorities_are_to_be_asked_about_the_least_known_first():
    lines = [
        SimpleNamespace(items=at % 2, similarity=0.1 * at, priority=SimpleNamespace(criterion=at)) for at in range(9)
    ]
    assert memo._ask(SimpleNamespace(lines=lines)) == (0, 2, 4, 6, 8, 1)


def scored(slug, score, **contributions):
    return SimpleNamespace(slug=slug, score=score, contributions=contributions)


def test_an_edit_moves_a_score_by_what_prints_and_through_the_two_largest_of_its_parts():
    catalogue = SimpleNamespace(hubs=TOWNS, criteria={slug: SimpleNamespace(name=slug) for slug in "abcd"})
    old = scored("h1", 0.5, a=0.1, b=0.1, c=0.1, d=0.1)
    new = scored("h1", 0.6, a=0.10051, b=0.15, c=0.13, d=0.10049)
    told = impact._move(catalogue, old, new, None)
    assert [part.criterion for part in told.parts] == ["b", "c"]
    new = scored("h1", 0.6, a=0.10051, b=0.10049, c=0.1, d=0.09951)
    assert [part.criterion for part in impact._move(catalogue, old, new, None).parts] == ["a"]


def test_an_edit_names_the_three_hubs_it_moves_most_and_those_that_are_first(monkeypatch):
    old = {f"h{at}": scored(f"h{at}", 0.5) for at in range(9)}
    new = {f"h{at}": scored(f"h{at}", 0.5 + by) for at, by in enumerate((0, 0.00049, -0.00051, 0.3, 0.1, 0.2, 0, 0, 0))}
    monkeypatch.setattr(impact, "both", lambda before, after, query: (old, new))
    catalogue = SimpleNamespace(hubs=TOWNS)
    told = impact._impact("Ana", "", catalogue, catalogue, None)
    assert [move.hub for move in told.moves] == ["Town 3", "Town 5", "Town 4"]
    assert told.before == told.after == ("Town 0", "Town 1", "Town 2")
    new = {f"h{at}": scored(f"h{at}", 0.5 + by) for at, by in enumerate((0.00049, -0.00051))}
    assert [move.hub for move in impact._impact("Ana", "", catalogue, catalogue, None).moves] == ["Town 1"]


def test_an_edit_is_tried_on_the_sixty_latest_shared_rankings(monkeypatch):
    monkeypatch.setattr(edits, "SharedRanking", Stored(*range(99)))
    asked = []
    monkeypatch.setattr(edits.impact, "both", lambda before, after, answers: asked.append(answers) or ({}, {}))
    edits.stored_moves(None, None)
    assert asked == [*range(60)]


def test_interviews_are_chosen_for_the_two_hundred_latest_shared_rankings(monkeypatch):
    monkeypatch.setattr(interviews, "SharedRanking", Stored(*(f"shared-{at}" for at in range(250))))
    monkeypatch.setattr(interviews, "_profile", lambda catalogue, query: query)
    shared = [each.profile for each in interviews.people(None) if each.profile.startswith("shared-")]
    assert shared == [f"shared-{at}" for at in range(200)]


def test_a_link_tells_what_its_five_latest_releases_changed(monkeypatch):
    later = [SimpleNamespace(number=at, sha256=f"sha-{at}", published_at=at) for at in range(2, 10)]
    monkeypatch.setattr(following, "Release", Stored(*later))
    monkeypatch.setattr(following.releases, "get", lambda number: SimpleNamespace(hubs=TOWNS, number=number))
    shortlists = iter([("h1",), ("h2",)] * 9)
    shared, pinned = SimpleNamespace(pk=1, answers="cost=1"), SimpleNamespace(number=1, hubs=TOWNS)
    told = following.turns(shared, pinned, ("h0",), lambda key, make: next(shortlists))
    assert [turn.number for turn in told] == [9, 8, 7, 6, 5]


def test_links_side_by_side_tell_the_first_five_of_each():
    def order(*hubs):
        return SimpleNamespace(rows=[SimpleNamespace(hub=TOWNS[hub], rank=rank) for rank, hub in enumerate(hubs, 1)])

    told = side_by_side([order("h1", "h2", "h3", "h4", "h5", "h6"), order("h6", "h1", "h2", "h3", "h4", "h5")])
    lines = {line.hub.slug: line.places for line in told.lines}
    assert set(lines) == {"h1", "h2", "h3", "h4", "h5", "h6"}
    assert [line.hub.slug for line in told.lines][:4] == ["h1", "h2", "h3", "h4"]


def test_three_hubs_are_compared_while_none_is_chosen():
    catalogue = SimpleNamespace(
        hubs={slug: SimpleNamespace(slug=slug, country=SimpleNamespace(code=slug)) for slug in TOWNS},
        evidence_of=lambda hub: hub,
    )
    assert compare.starting_with(catalogue, None, "h1") == ("h0", "h2", "h3")


@pytest.mark.parametrize(("size", "key"), [(1.9, "quote"), (2.1, "claim")])
def test_a_quote_pulls_like_a_report_of_twice_its_size(size, key):
    items = [
        SimpleNamespace(form="quote", size=1.0, tone="up", key="quote"),
        SimpleNamespace(form="claim", size=size, tone="up", key="claim"),
        SimpleNamespace(form="figure", size=9.0, tone="up", key="figure"),
    ]
    assert [each.key for each in compare.for_and_against(items)] == [key]


def test_two_alarms_are_raised_about_what_nobody_asked_for_the_worst_first(monkeypatch):
    criteria = {slug: SimpleNamespace(slug=slug, always_warn=True) for slug in "abc"}
    means = {"a": 0.3, "b": 0.1, "c": 0.2}
    ranker = SimpleNamespace(cell=lambda hub, slug: SimpleNamespace(mean=means[slug]))
    catalogue = SimpleNamespace(criteria=criteria, ranker=ranker)
    monkeypatch.setattr(shortlist, "is_alarming", lambda catalogue, hub, criterion: True)
    monkeypatch.setattr(shortlist, "alone", lambda criterion, wanted: None)
    fact = SimpleNamespace(old=False)
    monkeypatch.setattr(shortlist, "supporting", lambda *args, **kwargs: iter([fact]))
    told = SimpleNamespace(first_new=lambda items: next(iter(items), None))
    flags = shortlist._flags(catalogue, SimpleNamespace(weights={}), "h1", told)
    assert [flag.criterion.slug for flag in flags] == ["b", "c"]


def test_three_are_told_for_a_hub_and_three_against_it(monkeypatch):
    said = [SimpleNamespace(rating=1 if at % 2 else -1, key=at) for at in range(20)]
    monkeypatch.setattr(
        voices, "_following", lambda catalogue, side, told: next(each for each in side if each not in told)
    )
    assert [each.rating for each in voices.in_turn(None, said)] == [1, -1] * 3


class Waiting:
    """Corrections that wait: so many in all, so many of them from one network."""

    def __init__(self, in_all, of_one):
        self.objects, self.in_all, self.of_one = self, in_all, of_one

    def filter(self, **asked):
        return Waiting(self.of_one, 0) if "sender" in asked else self

    def order_by(self):
        return self

    def count(self):
        return self.in_all


@pytest.mark.parametrize(
    ("in_all", "of_one", "is_full"), [(499, 19, False), (500, 0, True), (499, 20, True), (20, 20, True)]
)
def test_five_hundred_corrections_may_wait_and_twenty_from_one_network(monkeypatch, in_all, of_one, is_full):
    monkeypatch.setattr(corrections, "Correction", Waiting(in_all, of_one))
    assert corrections.is_full("a-network") == is_full


def test_three_passports_may_be_named():
    field = PassportsField(choices=[(code, code) for code in ("AR", "BR", "CL", "PE")])
    field.validate(["AR", "BR", "CL"])
    with pytest.raises(ValidationError, match="Name at most 3 passports"):
        field.validate(["AR", "BR", "CL", "PE"])


@pytest.mark.parametrize(("written", "kind"), [("9999999999999998.0", float), ("1e16", int), ("-1e16", int)])
def test_from_ten_quadrillion_on_a_number_is_whole_as_postgresql_gives_it_back(written, kind):
    assert type(publishing._number_as_stored(written)) is kind


def test_the_two_hundred_latest_deletions_are_listed(monkeypatch):
    gone = [
        SimpleNamespace(history_id=at, history_date=None, history_user=None, history_change_reason=None)
        for at in range(250)
    ]
    monkeypatch.setattr(deleted, "_last_versions", lambda model: Stored(*gone))
    monkeypatch.setattr(deleted, "_name", lambda past: "")
    monkeypatch.setattr(deleted, "MODELS", {})
    assert [each.id for each in deleted.deleted(Hub)] == [*range(200)]


@pytest.mark.parametrize(("known", "learns"), [(99, False), (100, True)])
def test_a_reader_learns_from_a_hundred_statements_and_not_from_fewer(monkeypatch, known, learns):
    class HasBegun(Exception):
        """The statements are enough."""

    def begin(places):
        raise HasBegun

    monkeypatch.setattr(reading, "accepted", lambda: ())
    monkeypatch.setattr(reading, "gazetteer", lambda records: None)
    monkeypatch.setattr(reading, "examples", lambda records, places: range(known))
    monkeypatch.setattr(reading, "_decided", begin)
    with pytest.raises(HasBegun if learns else InterviewError):
        reading.fit_reader(date(2026, 1, 1))


@pytest.mark.parametrize(("income", "passes"), [(1999, False), (2000, True)])
def test_at_home_an_income_buys_as_much_as_it_is(monkeypatch, income, passes):
    monkeypatch.setattr(moving, "money", lambda catalogue, mover, hub: None)
    monkeypatch.setattr(moving, "_check", lambda name, found: found)
    mover = SimpleNamespace(home="h1", income=income)
    assert moving.buys_check(SimpleNamespace(hubs=TOWNS), mover, 2000) == {"h1": Check.PASS if passes else Check.FAIL}


def test_an_edit_brings_the_kinds_and_its_own_source_and_indicator():
    kind, source, indicator, other = (
        {"type": "kind", "slug": "report"},
        {"type": "source", "slug": "a-table"},
        {"type": "indicator", "slug": "rent"},
        {"type": "indicator", "slug": "parks"},
    )
    figure = {"type": "figure", "source": "a-table", "indicator": "rent"}
    assert amending._referred_to([kind, source, indicator, other], [figure]) == [kind, source, indicator]


def test_only_who_is_on_the_shortlist_tells_what_is_for_and_against_it():
    choice = SimpleNamespace(reason=SimpleNamespace(fact="for"), against=SimpleNamespace(fact="against"))
    assert Row.telling.fget(SimpleNamespace(choice=choice)) == ("for", "against")
    assert Row.telling.fget(SimpleNamespace(choice=None)) == ()
