from django.core.management.base import BaseCommand
from django.utils import timezone

from hubs.catalogue.expiry import delete_expired


class Command(BaseCommand):
    help = "Delete what has expired and say how much of it: for a nightly run, and harmless at any time."

    def handle(self, **options: object) -> None:
        for what, number in delete_expired(timezone.now()).items():
            self.stdout.write(f"{number} {what}")
