"""The border: a query string becomes a Profile; nothing past it parses."""

from collections.abc import Iterator

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from hubs.answers.fields import (
    MATTERS,
    RATHER,
    SKIP,
    PriorityField,
    PriorityGroup,
    criterion_fields,
    dealbreaker_fields,
    importance_name,
    in_todays_words,
    limit_name,
    options_name,
)
from hubs.answers.home import HOME, Home, home_fields, rating_name, told_of_home
from hubs.answers.invited import INVITATION, InvitationField
from hubs.answers.move import COST_IS, MOST_PASSPORTS, OWN, PASSPORT, move_fields, told_of_move
from hubs.answers.queries import Queries
from hubs.catalogue.entities import Criterion
from hubs.catalogue.frozen import Catalogue
from hubs.catalogue.moving import BUYS, STAY, Mover, buys_check, stay_check
from hubs.catalogue.own import PAPERS, made_own, tells_cost
from hubs.models import Criterion as CriterionRow
from hubs.ranking.constraints import AllowedCountries, AtLeast, Constraint, Limit, WorkingLanguage
from hubs.ranking.own_place import OWN_PLACE
from hubs.ranking.profile import DECISIVE, MOST_DECISIVE, Profile

MUST_HAVE_FLOOR = 0.5
PEOPLE_ONLY = "people"
LONGEST_QUERY = 4096
NOTHING_CHOSEN = "nothing chosen"


def _fields(catalogue: Catalogue) -> dict[str, forms.Field]:
    """What is asked on a catalogue; shared by all forms, which leave the fields as they are."""
    fields = dict(home_fields(catalogue)) | dict(move_fields(catalogue))
    for criterion in catalogue.criteria.values():
        fields |= criterion_fields(criterion)
    return fields | dealbreaker_fields(catalogue) | {INVITATION: InvitationField()}


class AnswersForm(Queries):
    """A person's answers, as they stand in the query string of every page of the journey."""

    household = forms.ChoiceField(
        label=gettext_lazy("Who is moving?"),
        required=False,
        choices=(
            ("solo", gettext_lazy("Just me")),
            ("couple", gettext_lazy("With a partner")),
            ("children", gettext_lazy("With children")),
        ),
        widget=forms.RadioSelect,
    )

    basis = forms.ChoiceField(
        label=gettext_lazy("What should count?"),
        required=False,
        choices=(
            ("", gettext_lazy("What people say, and figures")),
            (PEOPLE_ONLY, gettext_lazy("What people say only")),
        ),
        widget=forms.RadioSelect,
    )

    data: QueryDict

    def __init__(self, data: QueryDict | None, catalogue: Catalogue, *, is_finished: bool = True) -> None:
        """While a reader has not finished, a priority waits for what they want of it and is no mistake: `unsaid`.

        `released` is what everybody is asked on; the answers may make `catalogue` the reader's own.
        """
        super().__init__(in_todays_words(data, catalogue) if data else data)
        self.catalogue = self.released = catalogue
        self.is_finished = is_finished
        self.unsaid: tuple[Criterion, ...] = ()
        self.profile: Profile | None = None
        self.fields |= catalogue.once(_fields)

    @property
    def valid_profile(self) -> Profile | None:
        """What the answers ask for; None where something is wrong with them."""
        return self.profile if self.is_valid() else None

    @property
    def priorities(self) -> Iterator[PriorityField]:
        elsewhere = self.data.get(HOME) == OWN_PLACE
        for slug, criterion in self.released.criteria.items():
            options = options_name(criterion)
            yield PriorityField(
                criterion,
                self[importance_name(criterion)],
                self[options] if options else None,
                self[rating_name(slug)] if elsewhere else None,
            )

    @property
    def groups(self) -> list[PriorityGroup]:
        """The priorities group by group; those without one come last."""
        rows = list(self.priorities)
        names = {**dict(CriterionRow.Group.choices), "": pgettext("criteria without a group", "Also")}
        of = {slug: tuple(row for row in rows if row.criterion.group == slug) for slug in names}
        return [PriorityGroup(slug, str(names[slug]), held) for slug, held in of.items() if held]

    @property
    def lives(self) -> Home:
        """Where the reader lives now, as far as it could be read."""
        return told_of_home(self.cleaned_data, self.released.criteria, self.mover)

    @property
    def passport_slots(self) -> list[str]:
        """The passports that were named, each for a select list of its own, and room for the rest."""
        named = [code for code in dict.fromkeys(self.data.getlist(PASSPORT)) if code] if self.data else []
        return [*named, *[""] * MOST_PASSPORTS][:MOST_PASSPORTS]

    @property
    def mover(self) -> Mover:
        """What the reader told of their own move, as far as it could be read."""
        return told_of_move(self.cleaned_data)

    @property
    def asked_on(self) -> Catalogue:
        """What is asked about, before anything of it is the reader's own."""
        return self.released.people_only if self.cleaned_data.get("basis") == PEOPLE_ONLY else self.released

    @property
    def weighs_papers(self) -> bool:
        return self.cleaned_data.get(PAPERS) not in {None, "", str(SKIP)}

    @property
    def wants_own_cost(self) -> bool:
        return self.cleaned_data.get(COST_IS) == OWN

    @property
    def has_own_cost(self) -> bool:
        """Whether cost is what living costs this reader: as they want, and as can be told."""
        return self.wants_own_cost and tells_cost(self.catalogue, self.mover)

    @property
    def is_own(self) -> bool:
        """Whether something is weighed of which others are not told without the move."""
        return self.weighs_papers or self.wants_own_cost

    @property
    def invited_by(self) -> str:
        """The token of the invitation that is being answered; empty where there is none."""
        return str(self.cleaned_data.get(INVITATION) or "")

    @property
    def nothing_chosen(self) -> bool:
        """Whether the only thing wrong is that no priority has been set yet."""
        errors = self.errors.as_data()
        return set(errors) == {NON_FIELD_ERRORS} and {e.code for e in errors[NON_FIELD_ERRORS]} == {NOTHING_CHOSEN}

    def importance_of(self, slug: str) -> int:
        criterion = self.catalogue.criteria[slug]
        value = self.cleaned_data.get(importance_name(criterion), "")
        if value == "":
            return MATTERS if criterion.is_labels and self.cleaned_data.get(slug) else SKIP
        return int(value)

    def clean(self) -> dict[str, object]:
        self.catalogue = self.asked_on
        several = [name for name in self.errors if isinstance(self.fields[name], forms.MultipleChoiceField)]
        self.cleaned_data |= {name: self.fitting.getlist(name) for name in several}
        self._refuse_what_is_not_asked()
        self._settle_musts()
        if self.is_own:
            self.catalogue = made_own(self.catalogue, self.mover, cost=self.wants_own_cost, papers=self.weighs_papers)
        importance = {slug: self.importance_of(slug) for slug in self.catalogue.criteria}
        if not self.errors:
            self._weigh({slug: value for slug, value in importance.items() if value})
        return self.cleaned_data

    def _refuse_what_is_not_asked(self) -> None:
        if len(self.data.urlencode()) > LONGEST_QUERY:
            raise ValidationError(_("These answers are longer than any questionnaire: please start again."))
        unknown = sorted(set(self.data) - set(self.fields))
        if unknown:
            shown = ", ".join(name[:40] for name in unknown[:5])
            self.add_error(None, _("There is no question called %(names)s.") % {"names": shown})
        for name in set(self.data) & set(self.fields):
            single = not isinstance(self.fields[name], forms.MultipleChoiceField)
            if single and len(self.data.getlist(name)) > 1:
                self.add_error(name, _("This question was answered more than once."))

    def _settle_musts(self) -> None:
        """A must is hard or soft, not both; what softens nothing is left aside."""
        musts, asked = self.cleaned_data.get("must", []), {name for name, _ in self._wishes}
        if any(self.is_soft(slug) for slug in musts):
            self.add_error("must", _("This question was answered more than once."))
        elif musts:
            self.cleaned_data["must"] = [each for each in musts if each.removeprefix(RATHER) in asked]

    def _weigh(self, importance: dict[str, int]) -> None:
        decisive = sum(value == DECISIVE for value in importance.values())
        if decisive > MOST_DECISIVE:
            message = ngettext(
                "Mark at most %(most)d as Decisive; you marked %(count)d.",
                "Mark at most %(most)d as Decisive; you marked %(count)d.",
                decisive,
            )
            self.add_error(None, message % {"most": MOST_DECISIVE, "count": decisive})
        options = {slug: self._wanted(self.catalogue.criteria[slug]) for slug in importance}
        self.unsaid = tuple(self.catalogue.criteria[slug] for slug, wanted in options.items() if wanted == ())
        if self.is_finished:
            for criterion in self.unsaid:
                self.add_error(options_name(criterion), _("Say which one, or set this to Skip."))
        else:
            importance = {slug: value for slug, value in importance.items() if options[slug] != ()}
        if not importance.keys() - {PAPERS}:  # which others are not told, so that something else must be there
            nothing = _("Choose at least one thing that matters to you.")
            self.add_error(None, ValidationError(nothing, code=NOTHING_CHOSEN))
        if not self.errors:
            chosen = {slug: wanted for slug, wanted in options.items() if wanted}
            self.profile = Profile(importance, chosen, tuple(self.constraints), tuple(self.rather))

    def _wanted(self, criterion: Criterion) -> tuple[str, ...] | None:
        """The wanted labels or the target level; None where the criterion has no options."""
        name = options_name(criterion)
        if name is None:
            return None
        chosen = self.cleaned_data.get(name) or []
        picked = {chosen} if isinstance(chosen, str) else set(chosen)
        return tuple(option.slug for option in criterion.options if option.slug in picked)

    @property
    def constraints(self) -> Iterator[Constraint]:
        """What the answers rule out, whether or not they say yet what counts."""
        return (constraint for name, constraint in self._wishes if not self.is_soft(name))

    @property
    def rather(self) -> Iterator[Constraint]:
        """What costs a hub points instead of leaving it out."""
        return (constraint for name, constraint in self._wishes if self.is_soft(name))

    def is_soft(self, name: str) -> bool:
        """Whether a must, by the name of its question or its criterion, costs points instead of leaving out."""
        return f"{RATHER}{name}" in self.cleaned_data.get("must", ())

    @property
    def _wishes(self) -> Iterator[tuple[str, Constraint]]:
        if countries := self.cleaned_data.get("country"):
            yield "country", AllowedCountries(frozenset(countries))
        if language := self.cleaned_data.get("language"):
            yield "language", WorkingLanguage(language)
        for slug in dict.fromkeys(name.removeprefix(RATHER) for name in self.cleaned_data.get("must", ())):
            if slug in self.catalogue.criteria:
                yield slug, AtLeast(slug, MUST_HAVE_FLOOR)
            elif slug == STAY:
                yield slug, stay_check(self.catalogue, self.mover)
        if least := self.cleaned_data.get(BUYS):
            yield BUYS, buys_check(self.catalogue, self.mover, least)
        for indicator in self.catalogue.limits:
            bound = self.cleaned_data.get(limit_name(indicator))
            if bound is not None:
                yield limit_name(indicator), Limit(indicator.slug, bound, most=indicator.shape == "less")
