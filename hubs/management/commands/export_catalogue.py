from datetime import UTC, datetime

from django.core.management.base import BaseCommand

from hubs.catalogue.fitting import with_strength
from hubs.catalogue.records import accepted, to_line


class Command(BaseCommand):
    help = "Write the catalogue as JSON Lines to standard output, in the format of the fixtures. Drafts are left out."

    def handle(self, **options: object) -> None:
        for record in with_strength(accepted(), datetime.now(UTC).date()):
            self.stdout.write(to_line(record))
