"""Columns for the translated texts, with their history, and names for the models. What is there already is English."""

from django.db import migrations, models
from django.db.models import F

LANGUAGES = ("en", "es", "pt_br", "fr")
TRANSLATION = {
    "blank": True,
    "help_text": "What the text says, in the reader's language. The text itself stays as it was said.",
    "max_length": 700,
    "verbose_name": "translation",
}
TEXTS = {
    ("country", "name"): (models.CharField, {"max_length": 80, "verbose_name": "name"}),
    ("hub", "name"): (models.CharField, {"max_length": 80, "verbose_name": "name"}),
    ("hub", "summary"): (
        models.TextField,
        {
            "blank": True,
            "help_text": "One or two sentences, nothing that the evidence does not say.",
            "max_length": 400,
            "verbose_name": "summary",
        },
    ),
    ("criterion", "name"): (models.CharField, {"max_length": 40, "verbose_name": "name"}),
    ("criterion", "question"): (
        models.CharField,
        {"help_text": "In plain words, as a person would ask it.", "max_length": 120, "verbose_name": "question"},
    ),
    ("criterion", "help_text"): (models.CharField, {"max_length": 200, "verbose_name": "help line"}),
    ("criterion", "low"): (models.CharField, {"max_length": 160, "verbose_name": "what -2 means"}),
    ("criterion", "high"): (models.CharField, {"max_length": 160, "verbose_name": "what +2 means"}),
    ("option", "name"): (models.CharField, {"max_length": 60, "verbose_name": "name"}),
    ("indicator", "name"): (models.CharField, {"max_length": 80, "verbose_name": "name"}),
    ("indicator", "unit"): (models.CharField, {"blank": True, "max_length": 40, "verbose_name": "unit"}),
    ("evidencekind", "name"): (models.CharField, {"max_length": 60, "verbose_name": "name"}),
    ("evidencekind", "meaning"): (models.CharField, {"max_length": 200, "verbose_name": "meaning"}),
    ("evidence", "speaker"): (
        models.CharField,
        {"help_text": "Name and role as printed, or the author.", "max_length": 200, "verbose_name": "speaker"},
    ),
    ("evidence", "translation"): (models.TextField, TRANSLATION),
    ("figure", "text"): (models.CharField, {"blank": True, "max_length": 160, "verbose_name": "value in words"}),
    ("figure", "note"): (models.TextField, {"blank": True, "max_length": 600, "verbose_name": "curator's note"}),
}

NAMES = {
    "country": (("name",), "country", "countries"),
    "criterion": (("order", "slug"), "criterion", "criteria"),
    "evidence": (("hub", "criterion", "slug"), "evidence", "evidence"),
    "evidencekind": (("order", "slug"), "evidence kind", "evidence kinds"),
    "figure": (("indicator", "slug"), "figure", "figures"),
    "hub": (("name",), "hub", "hubs"),
    "indicator": (("order", "slug"), "indicator", "indicators"),
    "option": (("criterion", "order", "slug"), "option", "options"),
    "release": (("-number",), "release", "releases"),
    "sharedranking": (("-created_at",), "shared ranking", "shared rankings"),
    "source": (("title",), "source", "sources"),
}


def named():
    for model, (ordering, name, plural) in NAMES.items():
        options = {"ordering": ordering, "verbose_name": name, "verbose_name_plural": plural}
        yield migrations.AlterModelOptions(model, options)


def columns():
    for (model, name), (kind, options) in TEXTS.items():
        for language in LANGUAGES:
            hidden = {"editable": False} if language == "en" else {}
            for table in (model, f"historical{model}"):
                field = kind(null=True, **options, **hidden)
                yield migrations.AddField(table, f"{name}_{language}", field)


def mirror_english(apps, schema_editor):
    for model, name in TEXTS:
        for table in (model, f"historical{model}"):
            apps.get_model("hubs", table)._base_manager.update(**{f"{name}_en": F(name)})


class Migration(migrations.Migration):
    dependencies = [("hubs", "0001_initial")]

    operations = [
        migrations.AddField("evidence", "translation", models.TextField(**TRANSLATION)),
        migrations.AddField("historicalevidence", "translation", models.TextField(**TRANSLATION)),
        *columns(),
        *named(),
        migrations.RunPython(mirror_english, migrations.RunPython.noop),
    ]
