from datetime import UTC, datetime

from django.core.management.base import BaseCommand, CommandError, no_translations

from hubs.catalogue.interviews import InterviewError
from hubs.catalogue.reading import fit_reader


class Command(BaseCommand):
    help = "Fit a reader of interviews to the accepted evidence and to what curators decided on suggestions."

    @no_translations
    def handle(self, **options: object) -> None:
        try:
            reader = fit_reader(datetime.now(UTC).date())
        except InterviewError as error:
            raise CommandError(str(error)) from error
        learnt = f"{reader.statements} statements and {reader.rejections} rejections"
        self.stdout.write(self.style.SUCCESS(f"{reader} has learnt from {learnt}. suggest_evidence uses it."))
