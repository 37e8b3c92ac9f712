import json
from argparse import ArgumentParser
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, no_translations
from django.utils.text import slugify

from hubs.catalogue.interviews import InterviewError, keep
from hubs.catalogue.reading import read
from hubs.interviews.reader import Suggestion
from hubs.interviews.subjects import PLAN
from hubs.interviews.texts import UnreadableText, read_text
from hubs.models import Hub, Interview, Source


class Command(BaseCommand):
    help = "Say what an interview or article is evidence of. With --keep it is stored, and its suggestions wait."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="plain text, Markdown or .docx")
        parser.add_argument("--residence", default="", metavar="HUB", help='the hub that "here" means')
        parser.add_argument("--language", default="en", choices=Interview.Language.values)
        parser.add_argument("--json", action="store_true", help="one suggestion a line, for programs")
        parser.add_argument("--keep", action="store_true", help="store the text, privately, and its suggestions")
        about = parser.add_argument_group("of a text that is kept")
        about.add_argument("--source", default="", metavar="SLUG", help="a source that is known already")
        about.add_argument("--title", default="")
        about.add_argument("--url", default="", help="its address")
        about.add_argument("--date", default="", help="2024, 2024-05 or 2024-05-31")
        about.add_argument("--licence", default="")
        about.add_argument("--speaker", default="")
        about.add_argument("--role", default="")
        about.add_argument("--named-as", default="", help="how the speaker wants to be named")
        about.add_argument("--consent", default="none", choices=Interview.Consent.values)

    @no_translations
    def handle(self, *, file: Path, residence: str, language: str, json: bool, keep: bool, **about: str) -> None:
        try:
            text = read_text(file.read_bytes(), file.name)
            hub = Hub.objects.get(slug=residence) if residence else None
            self._say(text, read(text, residence=residence, language=language), as_json=json)
            if keep:
                self._keep(Interview(text=text, residence=hub, language=language), about)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from error
        except Hub.DoesNotExist:
            raise CommandError(f"{residence!r} is no hub") from None
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        except (InterviewError, UnreadableText) as error:
            raise CommandError(str(error)) from error

    def _say(self, text: str, found: list[Suggestion], *, as_json: bool) -> None:
        for each in found:
            self.stdout.write(_as_json(text, each) if as_json else _as_line(text, each))
        if not as_json:
            self.stdout.write(f"{len(found)} suggestions" if found else "Nothing is suggested.")

    def _keep(self, interview: Interview, about: dict[str, str]) -> None:
        interview.speaker, interview.role, interview.consent = about["speaker"], about["role"], about["consent"]
        interview.named_as = about["named_as"] or about["speaker"] or about["role"]
        interview.full_clean(exclude=["source"])
        kept = keep(interview, _source(about, interview.language))
        self.stdout.write(self.style.SUCCESS(f"Kept as {kept}: {kept.suggestions.count()} suggestions wait."))


def _source(about: dict[str, str], language: str) -> Source:
    known = Source.objects.filter(slug=about["source"] or slugify(about["title"])[:80]).first()
    if known or about["source"]:
        if known is None:
            raise InterviewError(f"{about['source']!r} is no source")
        return known
    if not about["title"]:
        raise InterviewError("A text that is kept needs --title, or --source.")
    source = Source(
        slug=slugify(about["title"])[:80], kind=Source.Kind.ARTICLE, title=about["title"], author=about["named_as"],
        url=about["url"], date=about["date"], licence=about["licence"], language=language, is_draft=True,
    )  # fmt: skip
    source.full_clean()
    return source


def _as_line(text: str, said: Suggestion) -> str:
    words = ", ".join(text[start:end] for start, end in said.words)
    topic = f"{said.criterion}:{said.label}" if said.label else said.criterion
    kind = f"{said.kind}, plan" if said.is_plan and said.kind != PLAN else said.kind
    head = f"{said.place} {topic} {said.rating:+d} {kind} {100 * said.confidence:.0f} % ({words})"
    return f"{head}\n    {said.start}: {' '.join(text[said.start : said.end].split())}"


def _as_json(text: str, said: Suggestion) -> str:
    return json.dumps(vars(said) | {"sentence": text[said.start : said.end]}, ensure_ascii=False)
