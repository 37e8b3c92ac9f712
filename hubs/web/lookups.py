"""What an address names: the hub of a page, the answers beside it."""

from django.http import Http404
from django.utils.translation import gettext as _

from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue.entities import Hub
from hubs.catalogue.frozen import Catalogue
from hubs.ranking.profile import Profile
from hubs.web.pinned import PinnedRequest


def find_hub(catalogue: Catalogue, slug: str) -> Hub:
    try:
        return catalogue.hubs[slug]
    except KeyError:
        raise Http404(_("There is no hub of this name.")) from None


class CarriedAnswers:
    """The reader's answers, or those of a shared ranking, carried along to a page about a hub."""

    def __init__(self, request: PinnedRequest, catalogue: Catalogue) -> None:
        form = _form(request, catalogue)
        tells_nothing = request.pinned is not None and request.pinned.order is not None
        readable = form is not None and (form.is_valid() or tells_nothing)
        self.profile: Profile | None = form.profile if form and readable else None
        self.home = form.lives if form and readable else None
        self.query: str = form.query if form and readable else ""
        self.kept = form.kept if form and readable else []
        self.catalogue = form.catalogue if form and readable else catalogue
        self.status = 200 if form is None or readable else 400

    def context(self) -> dict[str, object]:
        return {"answers": self.query, "kept": self.kept, "unreadable": self.status == 400}


def _form(request: PinnedRequest, catalogue: Catalogue) -> AnswersForm | None:
    if request.pinned:
        return request.pinned.form
    return AnswersForm(request.GET, catalogue) if request.GET else None
