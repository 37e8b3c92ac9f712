"""The site as its next version may be: with a migration more."""

from relocate.settings import *  # noqa: F403

MIGRATION_MODULES = {"hubs": "tests.faults.next_version.migrations"}
