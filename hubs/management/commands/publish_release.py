from functools import partial

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from hubs.catalogue.publishing import NothingToPublish, PublishedMeanwhile, publish
from hubs.models import Release


class Command(BaseCommand):
    help = "Freeze the accepted catalogue into a new release, on which rankings are computed from then on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--note", default="", help="what changed, in a few words")
        parser.add_argument("--first", action="store_true", help="only if nothing has been published yet")

    def handle(self, *, note: str, first: bool, **options: object) -> None:
        newest = Release.objects.newest()
        if first and newest:
            self.stdout.write(f"{newest} of {newest.date} is being served.")
            return
        if not note and not first:
            raise CommandError("say what changed, in a few words: --note")
        try:
            release = publish(note=note, watched=partial(tqdm, desc="Publishing", unit=" records", disable=None))
        except NothingToPublish as error:
            raise CommandError(str(error)) from error
        except PublishedMeanwhile as error:
            raise CommandError("somebody else publishes at this moment: try again") from error
        unchanged = newest is not None and release.number == newest.number
        self.stdout.write(
            self.style.SUCCESS(f"{release} {'is unchanged' if unchanged else 'published'}: {release.sha256}")
        )
