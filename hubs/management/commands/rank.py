import json

from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations
from django.http import QueryDict

from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue import releases
from hubs.catalogue.frozen import Catalogue
from hubs.exports.document import evidence_of, outcome_of, what_if_of
from hubs.exports.schema import OutcomeDocument


class Command(BaseCommand):
    help = "Rank the hubs of the newest release for the answers of a results page."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--answers", required=True, help='the query string, such as "family=3&cost=2&specialty=fintech"'
        )
        parser.add_argument(
            "--what-if", action="store_true", dest="what_if", help="with --json: what would bring each hub first"
        )
        parser.add_argument(
            "--evidence", action="store_true", help="with --json: every item that counts, and its source"
        )
        parser.add_argument("--json", action="store_true", dest="as_json", help="everything, for programs")

    @no_translations
    def handle(self, *, answers: str, as_json: bool, what_if: bool, evidence: bool, **options: object) -> None:
        try:
            catalogue = releases.current()
        except releases.NoRelease:
            raise CommandError("nothing has been published yet: run publish_release") from None
        form = AnswersForm(QueryDict(answers.removeprefix("?")), catalogue)
        if not form.is_valid():
            raise CommandError("\n".join(_complaints(form)))
        assert form.profile is not None
        catalogue = form.catalogue
        ranking = catalogue.rank(form.profile)
        outcome = outcome_of(catalogue, ranking)
        printed: dict[str, object] = {**outcome}
        if what_if:
            printed["what_if"] = what_if_of(catalogue, ranking, form)
        if evidence:
            printed |= evidence_of(catalogue, ranking)
        self.stdout.write(json.dumps(printed, ensure_ascii=False) if as_json else _table(catalogue, outcome))


def _complaints(form: AnswersForm) -> list[str]:
    return [
        str(message) if name == "__all__" else f"{name}: {message}"
        for name, messages in form.errors.items()
        for message in messages
    ]


def _table(catalogue: Catalogue, outcome: OutcomeDocument) -> str:
    width = max((len(catalogue.hubs[row["slug"]].name) for row in outcome["hubs"]), default=3)
    named = ", ".join(catalogue.hubs[slug].name for slug in outcome["shortlist"])
    lines = [f"Release {outcome['release']}, {outcome['verdict']}: {named}", ""]
    lines.append(f"{'':>3} {'hub':<{width}} {'score':>6}  {'could be':>9}  {'covered':>7}")
    for row in outcome["hubs"]:
        bounds = f"{100 * row['low']:.0f} to {100 * row['high']:.0f}"
        name = catalogue.hubs[row["slug"]].name
        lines.append(
            f"{row['rank']:>3} {name:<{width}} {100 * row['score']:>6.1f}  {bounds:>9}  {100 * row['coverage']:>6.0f}%"
        )
    lines += [f"  – {catalogue.hubs[row['slug']].name}: {row['reason']}" for row in outcome["excluded"]]
    return "\n".join(lines)
