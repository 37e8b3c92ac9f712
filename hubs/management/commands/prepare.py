import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from hubs.catalogue.corrections import forget_contacts
from hubs.catalogue.interviews import FEWEST_STATEMENTS
from hubs.interviews.words import FORMAT
from hubs.management.commands.load_catalogue import digest_of, fixtures
from hubs.models import Evidence, FittedReader, Loaded

LOCK = 0x72656C6F  # any number, as long as every start asks for the same one
UPGRADE = "The catalogue of a new version of Relocate"
MANIFEST = Path("staticfiles.json")


class Command(BaseCommand):
    help = (
        "Bring the database, the catalogue and the static files up to date; publish the first release and fit the "
        "first reader of interviews. "
        "What has not changed since the last time is left as it is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--publish", action="store_true", help="publish what has changed as well: an upgrade")

    def handle(self, *, publish: bool, **options: object) -> None:
        with alone():
            call_command("migrate", verbosity=0)
            if Loaded.objects.filter(digest=digest_of(fixtures())).exists():
                self.stdout.write("Catalogue: the fixtures are loaded already.")
            else:
                call_command("load_catalogue")
            call_command("publish_release", first=not publish, note=UPGRADE if publish else "")
            self.fit_a_reader()
            forget_contacts(timezone.now().date())
            collect()

    def fit_a_reader(self) -> None:
        """So that the first interview can be read; where there is too little to learn from it waits for more."""
        if FittedReader.objects.filter(format=FORMAT).exists() or Evidence.objects.count() < FEWEST_STATEMENTS:
            return
        try:
            call_command("fit_reader", stdout=self.stdout)
        except CommandError as problem:
            self.stdout.write(f"No reader of interviews: {problem}")


@contextmanager
def alone() -> Iterator[None]:
    """Of several starts on one database the later ones wait, and then find all done."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        return
    with Path(f"{connection.settings_dict['NAME']}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def collect() -> None:
    """Collect the static files, unless those that were collected last are the ones there are."""
    noted, now = settings.LOCAL_DIR / "collected", _static_digest()
    is_there = (Path(settings.STATIC_ROOT) / MANIFEST).is_file()
    if is_there and noted.is_file() and noted.read_text(encoding="ascii") == now:
        return
    if is_there and not os.access(settings.STATIC_ROOT, os.W_OK):
        return  # an image that is read only has collected its own
    call_command("collectstatic", interactive=False, verbosity=0)
    noted.write_text(now, encoding="ascii")


def _static_digest() -> str:
    """What tells one set of static files from another, without reading them: their names, sizes and times."""
    found = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            at = Path(storage.path(path)).stat()
            found.update(f"\0{path} {at.st_size} {at.st_mtime_ns}".encode())
    return found.hexdigest()
