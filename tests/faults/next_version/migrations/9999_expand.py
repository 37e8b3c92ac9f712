"""What a version may add while the one before it serves: columns with a default of the database's own, tables, rows."""

import time
from pathlib import Path

from django.db import migrations, models

import hubs.migrations

LAST = max(file.stem for file in Path(hubs.migrations.__file__).parent.glob("[0-9]*.py"))


def fill(apps, schema_editor):
    for link in apps.get_model("hubs", "SharedRanking").objects.all():
        link.mood = "filled"
        link.save(update_fields=["mood"])
    time.sleep(0.5)  # many rows


class Migration(migrations.Migration):
    dependencies = (("hubs", LAST),)
    operations = (
        migrations.AddField("SharedRanking", "mood", models.CharField(max_length=20, db_default="")),
        migrations.AddField("Hub", "mayor", models.CharField(max_length=20, null=True)),
        migrations.CreateModel("Mood", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddIndex("SharedRanking", models.Index(fields=["mood"], name="shared_mood")),
        migrations.RunPython(fill, migrations.RunPython.noop),
    )
