"""A migration only adds: the version before goes on reading and storing meanwhile and after (docs/deployment.md)."""

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

FIRST = "0020"  # those before are of a time without a promise
TAKES_AWAY = (
    migrations.DeleteModel,
    migrations.RemoveField,
    migrations.RenameField,
    migrations.RenameModel,
    migrations.AlterModelTable,
)


def breaks_the_version_before(operation):
    """Whether it cannot do without what the operation takes away, or stores rows that lack what it asks for."""
    if isinstance(operation, migrations.AddField):
        field = operation.field
        return not (field.many_to_many or field.null or field.has_db_default())
    return isinstance(operation, TAKES_AWAY)


def test_migrations_add_and_what_no_version_uses_is_taken_away_by_the_one_after():
    """A migration that takes away says with `contracts` what has not been used since which version."""
    of_ours = MigrationLoader(None).disk_migrations.items()
    later = {name: each for (app, name), each in of_ours if app == "hubs" and name >= FIRST}
    bad = {name for name, each in later.items() if any(map(breaks_the_version_before, each.operations))}
    assert {name for name in bad if not getattr(later[name], "contracts", "")} == set()


@pytest.mark.parametrize(
    ("field", "breaks"),
    [
        (models.CharField(max_length=9), True),
        (models.CharField(max_length=9, default=""), True),
        (models.CharField(max_length=9, db_default=""), False),
        (models.CharField(max_length=9, null=True), False),
        (models.ManyToManyField("hubs.Hub"), False),
    ],
)
def test_a_new_column_needs_a_default_that_the_database_itself_knows(field, breaks):
    assert breaks_the_version_before(migrations.AddField("Hub", "new", field)) is breaks


def test_what_takes_away_is_told():
    assert breaks_the_version_before(migrations.RemoveField("Hub", "name"))
    assert not breaks_the_version_before(migrations.CreateModel("New", ()))
