"""What the owner of an invitation may read of each answer, as far as who gave it agreed."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

from hubs.answers.questionnaire import AnswersForm
from hubs.answers.together import answers_today
from hubs.catalogue.entities import Criterion, Hub, Option
from hubs.catalogue.frozen import Catalogue
from hubs.explanations.cells import options_of
from hubs.explanations.dealbreakers import Reason, reasons
from hubs.explanations.group import Member
from hubs.formats import points
from hubs.models import Invitation, Reply
from hubs.models.invitation import shown
from hubs.ranking.ranking import Ranking

LISTED = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """A hub of one person's ranking."""

    rank: int
    hub: Hub
    points: int


@dataclass(frozen=True, slots=True)
class Weighed:
    """A priority of one person, in points of 100."""

    criterion: Criterion
    options: tuple[Option, ...]
    points: int


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer. What its level does not show is empty; without a ranking it is too old for today's data."""

    reply: Reply
    name: str
    hubs: tuple[Standing, ...]
    priorities: tuple[Weighed, ...] = ()
    dealbreakers: tuple[Reason, ...] = ()
    household: str = ""
    home: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """The answers to an invitation that may be shown, and how many wait until there are more."""

    answers: tuple[Answered, ...]
    members: tuple[Member, ...]
    waiting: int


def read_replies(catalogue: Catalogue, invitation: Invitation) -> Read:
    replies = list(invitation.replies.standing())
    visible, among = shown(replies), invitation.hubs_in_question
    answers, members = [], []
    for number, reply in enumerate(visible, start=1):
        name = reply.name or _("Person %(number)d") % {"number": number}
        form = answers_today(reply.answers, catalogue)
        answers.append(_answered(catalogue, reply, name, form, among))
        if form:
            members.append(Member(name, form, reply.shows_priorities, reply.shows_everything))
    return Read(tuple(answers), tuple(members), len(replies) - len(visible))


def _answered(
    catalogue: Catalogue, reply: Reply, name: str, form: AnswersForm | None, among: Sequence[str]
) -> Answered:
    if form is None or form.profile is None:
        return Answered(reply, name, ())
    ranking = form.catalogue.rank(form.profile)
    return Answered(
        reply,
        name,
        hubs=_standings(catalogue, ranking, among),
        priorities=_weighed(catalogue, ranking) if reply.shows_priorities else (),
        dealbreakers=reasons(catalogue, (*ranking.profile.constraints, *ranking.profile.rather))
        if reply.shows_everything
        else (),
        household=_chosen(form, "household"),
        home=_chosen(form, "home"),
        language=_chosen(form, "language"),
    )


def _standings(catalogue: Catalogue, ranking: Ranking, among: Sequence[str]) -> tuple[Standing, ...]:
    in_question = (hub for hub in ranking.hubs if not among or hub.slug in among)
    first = islice(in_question, LISTED)
    return tuple(Standing(hub.rank, catalogue.hubs[hub.slug], points(hub.score)) for hub in first)


def _weighed(catalogue: Catalogue, ranking: Ranking) -> tuple[Weighed, ...]:
    return tuple(
        Weighed(catalogue.criteria[slug], options_of(catalogue.criteria[slug], ranking.profile), points(weight))
        for slug, weight in ranking.weights.items()
    )


def _chosen(form: AnswersForm, name: str) -> str:
    """The answer to a question as it reads; empty where none was sent."""
    told = form.cleaned_data.get(name)
    return str(dict(form.fields[name].choices)[told]) if told else ""  # type: ignore[attr-defined]
