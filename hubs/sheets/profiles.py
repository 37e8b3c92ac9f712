"""A table of many people's answers: checked row by row, ranked in batches, and returned with the best hubs of each."""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import BinaryIO, cast

from django.core.exceptions import ValidationError
from django.forms import Field, MultipleChoiceField
from django.http import QueryDict
from django.utils.translation import gettext as _

from hubs.answers.invited import INVITATION
from hubs.answers.move import is_private
from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue.frozen import Catalogue
from hubs.exports.spreadsheets import table, unescape
from hubs.formats import points
from hubs.ranking.profile import Profile
from hubs.sheets.tables import Limits, Line, open_table

LABEL = "id"  # whose row it is, in words of whoever made the file; it stays as it is
BEST = 5
MOST_ROWS, MOST_BYTES = 10_000, 5_000_000  # of a file that is brought to the page
MOST_PROBLEMS = 50
BATCH = 1000
STEP = 250  # rows between two words about how many have been read
EXAMPLE = 3
LONGEST_LABEL = 200

Lines = Iterator[Line]


@dataclass(frozen=True, slots=True)
class Asked:
    """One row: the line it stands on, its label, what its answers weigh, and what they are ranked on."""

    line: int
    label: str
    profile: Profile
    catalogue: Catalogue


@dataclass(slots=True)
class Profiles:
    """What a file asks for, and what is wrong with it, row by row; `unsaid` problems are not listed one by one."""

    asked: list[Asked] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    unsaid: int = 0

    def complain(self, line: int, problems: Iterable[str]) -> None:
        for problem in problems:
            if len(self.problems) < MOST_PROBLEMS:
                self.problems.append(_("Line %(line)d: %(problem)s") % {"line": line, "problem": problem})
            else:
                self.unsaid += 1


def columns_of(catalogue: Catalogue) -> list[str]:
    """The questions by their names in an address; where somebody lives changes no ranking and is not asked for."""
    fields = AnswersForm(None, catalogue).fields
    return [LABEL, *(name for name in fields if not is_private(name) and name != INVITATION)]


def template(catalogue: Catalogue) -> bytes:
    """A table to fill in: the columns, and a row that shows how."""
    columns = columns_of(catalogue)
    shown = {LABEL: "1", "country": " ".join(sorted({hub.country.code for hub in catalogue.hubs.values()})[:2])}
    first = next(name for name, criterion in catalogue.criteria.items() if not criterion.options)
    return table([columns, [shown.get(name, str(EXAMPLE) if name == first else "") for name in columns]])


def read_profiles(
    file: BinaryIO, name: str, catalogue: Catalogue, most_rows: int, watch: Callable[[Lines], Iterable[Line]] = iter
) -> Profiles:
    """All that `reading` finds; `watch` sees the rows go by."""
    steps = reading(file, name, catalogue, most_rows, watch)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return cast(Profiles, end.value)


def reading(
    file: BinaryIO, name: str, catalogue: Catalogue, most_rows: int, watch: Callable[[Lines], Iterable[Line]] = iter
) -> Generator[int, None, Profiles]:
    """Every row of a file as answers, or what is wrong; now and then how many rows have been read.

    Raises
    ------
    ValidationError
        When it is no table, has a column that no question has, or more rows than `most_rows`.
    """
    table_of = open_table(file, name, columns_of(catalogue), Limits(most_rows))
    with closing(cast("Generator[Line]", iter(table_of))) as rows:
        found = yield from _read_all(rows, catalogue, most_rows, watch)
    if not found.asked and not found.problems:
        raise ValidationError(_("The file has no rows below its first line."))
    return found


def _read_all(
    rows: Lines, catalogue: Catalogue, most_rows: int, watch: Callable[[Lines], Iterable[Line]]
) -> Generator[int, None, Profiles]:
    found, fields = Profiles(), AnswersForm(None, catalogue).fields
    header = _header(rows, columns_of(catalogue))
    for number, (line, cells) in enumerate(watch(rows), start=1):
        if number > most_rows:
            raise ValidationError(_("The file has more than %(most)d rows: send it in parts.") % {"most": most_rows})
        if len(cells) > len(header):
            found.complain(line, [_("it has more cells than the first line.")])
        else:
            _read(found, line, dict(zip(header, map(str.strip, cells), strict=False)), catalogue, fields)
        if number % STEP == 0:
            yield number
    return found


def _header(rows: Lines, columns: Sequence[str]) -> list[str]:
    header = [cell.strip() for cell in next(rows, (0, []))[1]]
    unknown = [name[:40] for name in header if name not in columns]
    if not header or unknown:
        named = ", ".join(unknown[:5])
        raise ValidationError(_("The first line names no question of ours: %(names)s.") % {"names": named or "–"})
    if len(set(header)) < len(header):
        raise ValidationError(_("The first line names a question twice."))
    return header


def _read(found: Profiles, line: int, cells: dict[str, str], catalogue: Catalogue, fields: Mapping[str, Field]) -> None:
    label, answers = unescape(cells.pop(LABEL, ""))[:LONGEST_LABEL], QueryDict(mutable=True)
    for name, text in cells.items():
        if text:
            answers.setlist(name, text.split() if isinstance(fields[name], MultipleChoiceField) else [text])
    form = AnswersForm(answers, catalogue)
    form.fields = {name: form.fields[name] for name in answers}  # what a row leaves open need not be looked at
    if form.valid_profile is None:
        found.complain(line, _complaints(form))
    else:
        found.asked.append(Asked(line, label, form.valid_profile, form.catalogue))


def _complaints(form: AnswersForm) -> Iterator[str]:
    for name, messages in form.errors.items():
        for message in messages:
            yield str(message) if name == "__all__" else f"{name}: {message}"


def rank_profiles(catalogue: Catalogue, asked: Sequence[Asked]) -> Iterator[list[object]]:
    """Header and rows of the table that comes back, batch by batch."""
    best = [name for place in range(1, BEST + 1) for name in (f"hub_{place}", f"points_{place}")]
    yield ["line", LABEL, *best, "release"]
    for start in range(0, len(asked), BATCH):
        yield from _ranked(catalogue, asked[start : start + BATCH])


def _ranked(catalogue: Catalogue, asked: Sequence[Asked]) -> Iterator[list[object]]:
    from hubs.ranking.cohort import rank_many

    found: dict[int, Sequence[tuple[str, float]]] = {}
    for basis in (catalogue, catalogue.people_only):
        on_it = [each for each in asked if each.catalogue is basis]
        profiles = [each.profile for each in on_it]
        found |= zip((each.line for each in on_it), rank_many(basis.ranker, profiles, BEST), strict=True)
    for each in asked:
        named = [value for slug, score in found[each.line] for value in (slug, points(score))]
        yield [each.line, each.label, *named, *[None] * (2 * BEST - len(named)), catalogue.number]
