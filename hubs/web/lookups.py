"""What an address names, or 404: a hub, a shared ranking, the answers beside a hub."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue import releases
from hubs.catalogue.frozen import Catalogue, Hub
from hubs.exports.stored import restore
from hubs.models import SharedRanking
from hubs.ranking.profile import Profile
from hubs.ranking.ranking import Ranking
from hubs.ranking.stability import Stability


@dataclass(frozen=True, slots=True)
class PinnedRanking:
    """A shared ranking with the release it is pinned to."""

    shared: SharedRanking
    catalogue: Catalogue
    form: AnswersForm
    ranking: Ranking
    stability: Stability


def find_shared(token: str) -> PinnedRanking:
    """What is stored under a token, as it was stored; a wrong one is not found."""
    shared = get_object_or_404(SharedRanking.objects.select_related("release").defer("release__payload"), token=token)
    catalogue = releases.get(shared.release.number)
    form = AnswersForm(QueryDict(shared.answers), catalogue)
    form.is_valid()
    assert form.profile is not None, "these answers were valid on this very release when they were stored"
    return PinnedRanking(shared, catalogue, form, *restore(shared.outcome, form.profile))


def find_hub(catalogue: Catalogue, slug: str) -> Hub:
    try:
        return catalogue.hubs[slug]
    except KeyError:
        raise Http404(_("There is no hub of this name.")) from None


class CarriedAnswers:
    """The reader's answers, carried along to a page about a hub that was opened from a ranking."""

    def __init__(self, request: HttpRequest, catalogue: Catalogue) -> None:
        form = AnswersForm(request.GET, catalogue) if request.GET else None
        readable = form is not None and form.is_valid()
        self.profile: Profile | None = form.profile if form and readable else None
        self.query: str = form.query if form and readable else ""
        self.kept = form.kept if form and readable else []
        self.status = 200 if form is None or readable else 400

    def context(self) -> dict[str, object]:
        return {"answers": self.query, "kept": self.kept, "unreadable": self.status == 400}
