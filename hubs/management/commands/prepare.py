from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Bring the database, the catalogue and the static files up to date; publish the first release."

    def handle(self, **options: object) -> None:
        call_command("migrate", verbosity=0)
        call_command("load_catalogue")
        call_command("publish_release", first=True)
        call_command("collectstatic", interactive=False, verbosity=0)
