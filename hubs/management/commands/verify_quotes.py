import hashlib
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from hubs.interviews.quotes import find_quote
from hubs.models import Evidence


class Command(BaseCommand):
    help = "Prove that every quote stands in its source's text at its offset, typographic quotes and white space aside."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--texts", type=Path, required=True, help="folder with the articles' texts, under any name")

    def handle(self, *, texts: Path, **options: object) -> None:
        if not texts.is_dir():
            raise CommandError(f"{texts} is not a folder")
        by_hash = {hashlib.sha256(file.read_bytes()).hexdigest(): file for file in texts.iterdir() if file.is_file()}
        quotes = Evidence.objects.filter(form=Evidence.Form.QUOTE).select_related("source")
        failures = [f"{quote.slug}: {reason}" for quote in quotes if (reason := _failure(quote, by_hash))]
        if failures or not quotes:
            raise CommandError("\n".join(failures) or "there are no quotes to verify")
        self.stdout.write(self.style.SUCCESS(f"{len(quotes)} quotes stand in {len(by_hash)} texts, word for word."))


def _failure(quote: Evidence, by_hash: dict[str, Path]) -> str:
    file = by_hash.get(quote.source.text_sha256)
    if file is None:
        return f"no text with the hash of {quote.source.slug!r}"
    text = file.read_text(encoding="utf-8")
    if quote.offset is None or find_quote(quote.text, text[quote.offset :]) != 0:
        return "does not stand in its source at its offset"
    return ""
