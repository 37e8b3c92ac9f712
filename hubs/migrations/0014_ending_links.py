import django.db.models.deletion
from django.db import migrations, models

import hubs.models.sharing


def give_keys(apps, schema_editor):
    shared = apps.get_model("hubs", "SharedRanking").objects.using(schema_editor.connection.alias)
    for pk in shared.values_list("pk", flat=True).iterator():
        shared.filter(pk=pk).update(key=hubs.models.sharing.new_token())


class Migration(migrations.Migration):
    """Links from before have no end, and keys that nobody was told; what comes later has the defaults."""

    dependencies = [
        ("hubs", "0013_import_previews"),
    ]

    operations = [
        migrations.AddField(
            model_name="sharedranking",
            name="key",
            field=models.CharField(editable=False, max_length=22, null=True, unique=True),
        ),
        migrations.RunPython(give_keys, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="sharedranking",
            name="key",
            field=models.CharField(default=hubs.models.sharing.new_token, editable=False, max_length=22, unique=True),
        ),
        migrations.AddField(
            model_name="sharedranking",
            name="open_until",
            field=models.DateField(blank=True, null=True, verbose_name="open until"),
        ),
        migrations.AlterField(
            model_name="sharedranking",
            name="open_until",
            field=models.DateField(
                blank=True, default=hubs.models.sharing.default_end, null=True, verbose_name="open until"
            ),
        ),
        migrations.AddField(
            model_name="sharedranking",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="withdrawn"),
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                ("times", models.PositiveIntegerField(default=0, verbose_name="times")),
                (
                    "shared",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="openings", to="hubs.sharedranking"
                    ),
                ),
            ],
            options={
                "verbose_name": "opening",
                "verbose_name_plural": "openings",
                "ordering": ("-day",),
                "constraints": [models.UniqueConstraint(fields=("shared", "day"), name="one_count_a_day")],
            },
        ),
    ]
