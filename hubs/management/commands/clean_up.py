from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hubs.catalogue.expiry import LONG_SILENCE, delete_expired, silence


class Command(BaseCommand):
    help = "Delete what has expired and say how much of it: for a nightly run, and harmless at any time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anyway", action="store_true", help="though nothing has been stored for months")

    def handle(self, *, anyway: bool, **options: object) -> None:
        now = timezone.now()
        if not anyway and (quiet := silence(now)) > LONG_SILENCE:
            raise CommandError(
                f"Nothing was deleted. It is {now.date()} by the clock, {quiet.days} days after anything was stored: "
                "if that is right, say --anyway."
            )
        for what, number in delete_expired(now).items():
            self.stdout.write(f"{number} {what}")
