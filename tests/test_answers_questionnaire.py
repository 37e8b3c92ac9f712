from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hubs.answers.hubs import HubsForm
from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue import releases
from hubs.models import Hub, Indicator
from hubs.ranking.constraints import AllowedCountries, AtLeast, Limit, WorkingLanguage
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def release():
    return makers.make_release()


def profile_of(query):
    form = makers.answers(query)
    assert form.is_valid(), form.errors
    return form.profile


def errors_of(query):
    form = makers.answers(query)
    assert not form.is_valid()
    assert form.profile is None
    return dict(form.errors)


def test_importance_becomes_a_profile():
    assert dict(profile_of("cost=3&family=1&airport=0").importance) == {"cost": 3, "family": 1}


def test_a_specialty_matters_unless_it_says_otherwise():
    assert profile_of("specialty=fintech").importance["specialty"] == 2
    assert profile_of("specialty=fintech&specialty_importance=3").importance["specialty"] == 3
    assert "specialty" not in profile_of("cost=1&specialty=fintech&specialty_importance=0").importance


def test_several_specialties_are_wanted_together():
    assert profile_of("specialty=ai&specialty=fintech").options == {"specialty": ("ai", "fintech")}


def test_a_target_names_its_level():
    assert profile_of("size=2&size_to=large").options == {"size": ("large",)}


def test_a_level_without_importance_says_nothing():
    assert dict(profile_of("cost=1&size_to=large").importance) == {"cost": 1}


def test_dealbreakers_become_constraints():
    profile = profile_of("cost=1&country=PE&country=CA&language=es&must=family")
    assert profile.constraints == (
        AllowedCountries(frozenset({"PE", "CA"})),
        WorkingLanguage("es"),
        AtLeast("family", 0.5),
    )


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("", "__all__", "Choose at least one thing that matters"),
        ("cost=0", "__all__", "Choose at least one thing that matters"),
        ("household=children", "__all__", "Choose at least one thing that matters"),
        ("weather=2", "__all__", "no question called weather"),
        ("cost=4", "cost", "4 is not one of the available choices"),
        ("cost=-1", "cost", "-1 is not one of the available choices"),
        ("cost=2.5", "cost", "2.5 is not one of"),
        ("cost=%00", "cost", "is not one of the available choices"),
        ("cost=1&cost=2", "cost", "answered more than once"),
        ("specialty=alchemy", "specialty", "alchemy is not one of the available choices"),
        ("specialty_importance=2", "specialty", "Say which one"),
        ("size=2", "size_to", "Say which one"),
        ("size=2&size_to=endless", "size_to", "endless is not one of"),
        ("cost=1&country=ZZ", "country", "ZZ is not one of"),
        ("cost=1&language=tlh", "language", "tlh is not one of"),
        ("cost=1&must=specialty", "must", "specialty is not one of"),
        ("cost=3&family=3&airport=3&size=3&size_to=large", "__all__", "at most 3 as Decisive; you marked 4"),
        ("cost=1&" + "x" * 10_000, "__all__", "longer than any questionnaire"),
        ("&".join(f"q{n}=1" for n in range(200)), "__all__", "no question called q0, q1, q10, q100, q101"),
    ],
)
def test_bad_answers_get_a_clear_message(query, field, message):
    assert message in " ".join(errors_of(query)[field])


def test_what_was_typed_stays_in_the_form():
    form = makers.answers("cost=3&size=2&specialty=ai")
    assert not form.is_valid()
    assert form["cost"].value() == "3"
    assert form["specialty"].value() == ["ai"]


def test_the_canonical_query_gives_the_same_profile_back():
    form = makers.answers("specialty=fintech&cost=2&must=family&specialty=ai&country=PE&family=0&household=couple")
    assert form.is_valid()
    again = makers.answers(form.query)
    assert again.is_valid()
    assert (again.profile, again.query) == (form.profile, form.query)
    assert form.query == "household=couple&cost=2&specialty=ai&specialty=fintech&country=PE&must=family"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["cost", "family", "size", "size_to", "specialty", "must", "x"]), st.text())))
def test_no_query_whatever_breaks_the_border(release, pairs):
    form = makers.answers(urlencode(pairs, errors="surrogatepass"))
    assert form.is_valid() == (form.profile is not None)


def test_an_admins_new_criterion_is_asked_without_a_deployment():
    noise = makers.make_criterion("noise", order=9)
    makers.make_evidence(Hub.objects.first(), noise)
    makers.make_release()
    assert dict(profile_of("noise=2").importance) == {"noise": 2}


def test_of_what_is_not_asked_five_names_are_told_by_forty_letters_each():
    unasked = "&".join(f"{letter * 41}=1" for letter in "abcdef")
    told = ", ".join(letter * 40 for letter in "abcde")
    assert makers.answers(f"cost=1&{unasked}").errors["__all__"] == [f"There is no question called {told}."]
    assert HubsForm(QueryDict(unasked), releases.current()).errors["__all__"] == [f"There is no filter called {told}."]


@pytest.mark.parametrize(("length", "is_long"), [(4096, False), (4097, True)])
def test_the_filters_of_the_list_may_be_4096_characters_long(length, is_long):
    form = HubsForm(QueryDict("country=".ljust(length, "x")), releases.current())
    assert form.has_error("__all__") == is_long


def test_a_filter_of_the_list_is_set_once():
    form = HubsForm(QueryDict("sort=cost&sort=name"), releases.current())
    assert form.errors == {"sort": ["This filter was set more than once."]}


def test_answers_may_be_4096_characters_long():
    fits = "cost=1&household=" + "x" * (4096 - len("cost=1&household="))
    assert "longer than any questionnaire" not in str(errors_of(fits))
    assert "longer than any questionnaire" in str(errors_of(f"{fits}x"))


def test_answers_can_be_asked_with_other_importances_and_options():
    form = makers.answers("cost=3&family=1&country=PE&size=1&size_to=large")
    assert form.is_valid()
    other = profile_of("family=2&specialty=fintech&specialty=ai&specialty_importance=1&airport=1")
    asked = "family=2&specialty=ai&specialty=fintech&specialty_importance=1&airport=1"
    assert form.query_with(other) == asked.replace("&airport", "&size_to=large&airport") + "&country=PE"
    assert profile_of(form.query_with(other)).importance == other.importance
    assert form.query_with(profile_of("size=2&size_to=large")) == "size=2&size_to=large&country=PE"


def test_answers_can_be_asked_without_one_dealbreaker():
    form = makers.answers("cost=1&country=CA&country=PE&language=es&must=cost&must=family")
    assert form.is_valid()
    assert form.query_without(AllowedCountries(frozenset({"CA", "PE"}))) == "cost=1&language=es&must=cost&must=family"
    assert form.query_without(WorkingLanguage("es")) == "cost=1&country=CA&country=PE&must=cost&must=family"
    assert form.query_without(AtLeast("cost", 0.5)) == "cost=1&country=CA&country=PE&language=es&must=family"


def test_what_is_wrong_is_said_in_these_words():
    assert errors_of("specialty_importance=2") == {"specialty": ["Say which one, or set this to Skip."]}
    assert errors_of("weather=3&cost=1") == {"__all__": ["There is no question called weather."]}
    four = "cost=3&family=3&airport=3&size=3&size_to=large"
    assert errors_of(four) == {"__all__": ["Mark at most 3 as Decisive; you marked 4."]}


def test_every_question_begins_at_skip_and_a_level_at_choose():
    form = AnswersForm(None, releases.current())
    assert {row.importance.value() for row in form.priorities} == {"0"}
    assert form.fields["size_to"].choices[0] == ("", "Choose")
    assert form.fields["language"].choices[0] == ("", "Any language")
    assert not any(field.required for field in form.fields.values())


@pytest.fixture
def limited():
    """People may set limits on the distance of the airport, where less is better, and on the population."""
    Indicator.objects.update(must=True)
    makers.make_release()


def test_limits_become_constraints(limited):
    profile = profile_of("cost=1&most_airport-distance=12.5&least_population=1000000")
    assert set(profile.constraints) == {
        Limit("airport-distance", 12.5, most=True),
        Limit("population", 1_000_000, most=False),
    }


@pytest.mark.parametrize("bound", ["0", "7", "12.5", "1234567.25", "0.1", "1e22", "1e-7"])
def test_a_limit_stays_what_was_asked_in_the_canonical_query(limited, bound):
    """A shared link is read back from it: a bound that is rounded or dropped would be another question."""
    form = makers.answers(f"cost=1&most_airport-distance={bound}")
    assert form.is_valid(), form.errors
    assert form.profile.constraints == (Limit("airport-distance", float(bound), most=True),)
    again = makers.answers(form.query)
    assert again.is_valid(), again.errors
    assert (again.profile, again.query) == (form.profile, form.query)
    assert makers.answers(form.query_without(form.profile.constraints[0])).valid_profile.constraints == ()


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("most_airport-distance=near", "most_airport-distance", "Enter a number"),
        ("most_airport-distance=-1", "most_airport-distance", "greater than or equal to 0"),
        ("most_airport-distance=nan", "most_airport-distance", "Enter a number"),
        ("most_airport-distance=inf", "most_airport-distance", "Enter a number"),
        ("least_airport-distance=1", "__all__", "no question called least_airport-distance"),
    ],
)
def test_a_limit_that_is_none_gets_a_clear_message(limited, query, field, message):
    assert message in " ".join(errors_of(f"cost=1&{query}")[field])


def test_without_figures_that_may_be_a_must_no_limit_is_asked():
    assert "no question called" in " ".join(errors_of("cost=1&most_airport-distance=3")["__all__"])


def test_the_basis_is_everything_or_what_people_say():
    everything, people = makers.answers("cost=1"), makers.answers("cost=1&basis=people")
    assert everything.is_valid()
    assert people.is_valid()
    assert everything.catalogue.ranker is not people.catalogue.ranker
    assert people.profile == everything.profile
    assert (everything.query, people.query) == ("cost=1", "basis=people&cost=1")
    assert "basis" in errors_of("cost=1&basis=figures")


@pytest.mark.parametrize("query", ["", "cost=0", "household=solo"])
def test_who_chooses_nothing_is_told_what_to_do(query):
    makers.make_release()
    form = makers.answers(query)
    assert form.non_field_errors() == ["Choose at least one thing that matters to you."]
    assert form.nothing_chosen
