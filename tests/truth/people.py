"""The people for whom the answer is judged."""

from django.http import QueryDict

from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue.frozen import Catalogue
from hubs.explanations.impact import PROFILES
from hubs.ranking.profile import Profile

# Those of the admin's preview, what two surveys of developers found, and the family that the answer failed first.
PEOPLE = (
    *((str(name), query) for name, query in PROFILES),
    ("Engineer by a survey: cost, traffic, community, visa", "cost=3&traffic=2&community=2&business=2"),
    ("Mover by a survey: cost, climate, commute", "cost=3&climate=2&climate_to=mild&traffic=2"),
    ("Family, traffic, cost", "family=3&traffic=2&cost=2"),
)


def profiles(catalogue: Catalogue) -> dict[str, Profile]:
    """What each of them asks for."""
    asked = {}
    for name, query in PEOPLE:
        form = AnswersForm(QueryDict(query), catalogue)
        assert form.is_valid(), (name, form.errors)
        assert form.profile is not None, name
        asked[name] = form.profile
    return asked
