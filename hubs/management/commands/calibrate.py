from argparse import ArgumentParser
from datetime import UTC, date, datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, no_translations

from hubs.catalogue.loading import LoadError, read_fixtures, write_calibration
from hubs.catalogue.publishing import (
    AlreadyCalibrated,
    NothingToPublish,
    seed_calibration,
    store_calibration,
    with_accuracy,
)
from hubs.catalogue.records import accepted
from hubs.explanations.impact import Impact
from hubs.explanations.previews import Estimate, recalibrate
from hubs.models.release import CalibrationData


class Command(BaseCommand):
    help = "Estimate anew how people rate, and say what that moves. Releases use it from the next one on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--preview", action="store_true", help="only say what it would move")
        parser.add_argument(
            "--write",
            type=Path,
            metavar="PATH",
            help="estimate it on the fixtures that stand beside this file, and write it there: "
            "what a new database begins with. Nothing is read from the database, and nothing kept in it",
        )

    @no_translations
    def handle(self, *, preview: bool, write: Path | None, **options: object) -> None:
        today = datetime.now(UTC).date()
        try:
            if write:
                self._write(write, today)
            else:
                self._estimate(today, preview=preview)
        except (NothingToPublish, LoadError) as error:
            raise CommandError(str(error)) from error
        except AlreadyCalibrated:
            raise CommandError("Somebody else has just calibrated: look at theirs, and run this again.") from None

    def _write(self, file: Path, today: date) -> None:
        data = seed_calibration([record for _, record in read_fixtures(file.parent)], today)
        self._say_accuracy(data)
        write_calibration(file, data)
        self.stdout.write(self.style.SUCCESS(f"{file} holds what {data['statements']} statements say."))

    def _estimate(self, today: date, *, preview: bool) -> None:
        anew = recalibrate(today)
        for estimate in anew.estimates:
            self.stdout.write(_estimate(estimate))
        for impact in anew.impacts:
            self.stdout.write(_impact(impact))
        data = with_accuracy(anew.data, accepted())
        self._say_accuracy(data)
        if preview:
            self.stdout.write("Nothing was kept.")
            return
        calibration = store_calibration(data)
        self.stdout.write(self.style.SUCCESS(f"{calibration}: used from the next release on (publish_release)."))

    def _say_accuracy(self, data: CalibrationData) -> None:
        if "accuracy" not in data:
            self.stdout.write("Too little evidence to tell how often it is wrong.")
            return
        found = data["accuracy"]
        self.stdout.write(
            f"{found['statements']} statements foreseen without their source: error {found['ratio']:.3f} times that of "
            f'"all hubs of a country are alike", the 80 % range held {100 * found["coverage"]:.1f} %'
        )
        for criterion, correlation in found["agreement"].items():
            self.stdout.write(f"agreement with figures left out, {criterion}: {correlation:.2f}")


def _estimate(estimate: Estimate) -> str:
    before, after = ("none" if value is None else f"{value:.3f}" for value in estimate[1:])
    return f"{estimate.name}: {before} -> {after}"


def _impact(impact: Impact) -> str:
    moves = ", ".join(f"{move.hub} {move.points}" for move in impact.moves) or "nothing moves"
    changed = f"; first three now {', '.join(impact.after)}" if impact.changes_the_top else ""
    return f"{impact.profile}: {moves}{changed}"
