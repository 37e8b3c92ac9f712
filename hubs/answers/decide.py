"""The border of "help me decide": a query string becomes answers to either/or questions."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hubs.answers.fields import MATTERS, shown, takes
from hubs.answers.questionnaire import LONGEST_QUERY, AnswersForm
from hubs.catalogue.frozen import Catalogue
from hubs.ranking.answer_space import answerable
from hubs.ranking.preferences import LIKELIHOOD, MOST_QUESTIONS, Answered
from hubs.ranking.profile import Profile

QUESTION, GO, AGAIN = "q", "go", "again"
STOP, ON = "stop", "on"
PARTS_WITH_HUBS = 5
MOST_PROBLEMS = 5

Pairs = list[tuple[str, str]]


class DecideForm:
    """Answers to either/or questions, beside what the basics say.

    Whatever cannot be read is one of the `problems`; everything else is kept, so that the reader can go on with it.
    `q` is a trade between two hubs and its answer, and empty before the first; links from before trades name no hubs.
    `go` is stop, or on for those who want more questions though nothing asks for them; `again` is the number of an
    answer to take once more. Importances are what the questions begin with.
    """

    def __init__(self, data: QueryDict, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.problems: list[str] = []
        self._blank = AnswersForm(None, catalogue)
        self._importance = {row.criterion.slug: row.importance.html_name for row in self._blank.priorities}
        self._refuse_what_is_not_asked(data)
        self.begun = QUESTION in data
        self.basics = [pair for name in self._asked_before for pair in self._valid(name, data.getlist(name))]
        self.weighed = [pair for name in self._importance.values() for pair in self._valid(name, data.getlist(name))]
        self.answered = self._read_all(data.getlist(QUESTION))
        self.go = self._read_go(data.get(GO, ""))
        self.again = self._read_again(data.get(AGAIN, ""))

    @cached_property
    def options(self) -> dict[str, tuple[str, ...]]:
        """The wanted options of each criterion that has some."""
        rows = [(row.criterion.slug, row.options.html_name) for row in self._blank.priorities if row.options]
        chosen = {slug: tuple(value for name, value in self.basics if name == question) for slug, question in rows}
        return {slug: values for slug, values in chosen.items() if values}

    @cached_property
    def stated(self) -> dict[str, int]:
        """The importances to begin with, where there are any; chosen labels count as in the questionnaire."""
        given = dict(self.weighed)
        labels = [row.criterion.slug for row in self._blank.priorities if row.criterion.is_labels]
        unsaid = {slug: MATTERS for slug in labels if slug in self.options and self._importance[slug] not in given}
        said = {slug: int(given.get(name, 0)) for slug, name in self._importance.items()}
        weighed = {slug: level for slug, level in said.items() if level and slug in self.criteria}
        return weighed | unsaid if weighed else {}

    @cached_property
    def criteria(self) -> tuple[str, ...]:
        """Those that questions can be about."""
        return answerable(self.catalogue.ranker.columns_, self.options)

    @cached_property
    def alike(self) -> AnswersForm:
        """The basics as a questionnaire in which everything counts the same."""
        return self.answers(dict.fromkeys(self.criteria, 1))

    @property
    def profile(self) -> Profile | None:
        """None where the catalogue has nothing to ask about until an option is chosen."""
        return self.alike.profile

    def answers(self, importance: Mapping[str, int]) -> AnswersForm:
        """The questionnaire with these importances, and the basics as they are."""
        levels = [(self._importance[slug], str(level)) for slug, level in importance.items()]
        form = AnswersForm(QueryDict(urlencode([*self.basics, *levels])), self.catalogue)
        form.is_valid()
        return form

    @property
    def query(self) -> str:
        """All the answers that are kept, in one canonical order."""
        return self._query(self.answered)

    @property
    def here(self) -> str:
        """The same with whether to stop or to go on."""
        return self._query(self.answered, self.go)

    @property
    def undone(self) -> str:
        return self._query(self.answered[:-1], self.go if self.go == ON else "")

    @property
    def first_problems(self) -> list[str]:
        return list(dict.fromkeys(self.problems))[:MOST_PROBLEMS]

    @property
    def matters_of_taste(self) -> str:
        """Names of the criteria that can be asked about once their target is chosen."""
        return ", ".join(row.criterion.name for row in self._blank.priorities if row.criterion.is_target)

    @property
    def fresh(self) -> str:
        """The basics alone, for the start page."""
        return urlencode(self.basics)

    @property
    def carried(self) -> Pairs:
        """What travels in hidden fields beside the answer to one question."""
        others = [given for number, given in enumerate(self.answered, 1) if number != self.again]
        return [*self.basics, *self.weighed, *_pairs(others), *([(GO, self.go)] if self.go else [])]

    @property
    def dealbreakers(self) -> Pairs:
        """The basics that the start page does not ask for itself."""
        questions = {row.options.html_name for row in self._blank.priorities if row.options}
        return [(name, value) for name, value in self.basics if name not in questions]

    @property
    def start(self) -> str:
        """What the start page begins with."""
        return urlencode([*self.basics, *self.weighed])

    def _query(self, answered: tuple[Answered, ...], go: str = "") -> str:
        begun = [(QUESTION, "")] if self.begun and not answered else []
        return urlencode([*self.basics, *self.weighed, *_pairs(answered), *begun, *([(GO, go)] if go else [])])

    @property
    def _asked_before(self) -> list[str]:
        return [name for name in self._blank.fields if name not in set(self._importance.values())]

    def _refuse_what_is_not_asked(self, data: QueryDict) -> None:
        if len(data.urlencode()) > LONGEST_QUERY:
            self.problems.append(_("These answers are longer than twelve questions can be."))
        for name in sorted(set(data) - set(self._blank.fields) - {QUESTION, GO, AGAIN}):
            self.problems.append(_("There is no question called “%(name)s”.") % {"name": shown(name)})

    def _valid(self, name: str, values: Iterable[str]) -> Iterator[tuple[str, str]]:
        field = self._blank.fields[name]
        several = isinstance(field, forms.MultipleChoiceField)
        given = list(dict.fromkeys(value for value in values if value))
        if not several and len(given) > 1:
            self.problems.append(_("“%(question)s” was answered more than once.") % {"question": field.label})
            given = given[:1]
        for value in given:
            if takes(field, value):
                yield name, value
            else:
                named = {"question": field.label, "answer": shown(value)}
                self.problems.append(_("“%(answer)s” is no answer to “%(question)s”.") % named)

    def _read_all(self, values: Iterable[str]) -> tuple[Answered, ...]:
        by_trade: dict[frozenset[tuple[str, str]], Answered] = {}
        for value in filter(None, values):
            problem, given = self._read(value)
            if given and (trade := frozenset(((given.a, given.here), (given.b, given.there)))) in by_trade:
                problem = _("“%(answer)s” was asked before; your first answer is kept.") % {"answer": shown(value)}
            elif given and len(by_trade) < MOST_QUESTIONS:
                by_trade[trade] = given
            elif given:
                problem = self._too_many()
            if problem:
                self.problems.append(problem)
        return tuple(by_trade.values())

    def _read(self, value: str) -> tuple[str, Answered | None]:
        """What is wrong with one answer, and the answer if nothing is."""
        parts = value.split(".")
        names_hubs = len(parts) == PARTS_WITH_HUBS
        here, there = parts[2:4] if names_hubs else ("", "")
        a, b, answer = (*parts[:2], parts[4]) if names_hubs else (*value.split(".", 2), "", "")[:3]
        if problem := self._wrong_with_criteria(a, b) or self._wrong_with_hubs(here, there):
            return problem, None
        if answer not in LIKELIHOOD:
            return _("“%(answer)s” is no answer to an either/or question.") % {"answer": shown(answer)}, None
        return "", Answered(a, b, answer, here, there)

    def _wrong_with_criteria(self, a: str, b: str) -> str:
        for slug in (a, b):
            if slug not in self._importance:
                return _("There is no criterion called “%(name)s”.") % {"name": shown(slug)}
            if slug not in self.criteria:
                name = self.catalogue.criteria[slug].name
                return _("“%(criterion)s” can be asked about only once you say which.") % {"criterion": name}
        return _("“%(name)s” cannot be set against itself.") % {"name": shown(a)} if a == b else ""

    def _wrong_with_hubs(self, here: str, there: str) -> str:
        for slug in (here, there) if here or there else ():
            if slug not in self.catalogue.hubs:
                return _("There is no hub called “%(name)s”.") % {"name": shown(slug)}
        return _("“%(name)s” cannot be set against itself.") % {"name": shown(here)} if here and here == there else ""

    def _too_many(self) -> str:
        message = ngettext(
            "There is at most %(most)d question; the first answer is kept.",
            "There are at most %(most)d questions; the first %(most)d answers are kept.",
            MOST_QUESTIONS,
        )
        return message % {"most": MOST_QUESTIONS}

    def _read_go(self, value: str) -> str:
        if value in {"", STOP, ON}:
            return value
        self.problems.append(_("“%(value)s” is no way to go on.") % {"value": shown(value)})
        return ""

    def _read_again(self, value: str) -> int:
        numbers = {str(number): number for number in range(1, len(self.answered) + 1)} | {"": 0}
        if value in numbers:
            return numbers[value]
        self.problems.append(_("There is no answer number “%(number)s”.") % {"number": shown(value)})
        return 0


def _pairs(answered: Iterable[Answered]) -> Pairs:
    return [(QUESTION, value_of(given)) for given in answered]


def value_of(given: Answered) -> str:
    """An answer as it stands in the address."""
    return ".".join(filter(None, (given.a, given.b, given.here, given.there, given.answer)))
