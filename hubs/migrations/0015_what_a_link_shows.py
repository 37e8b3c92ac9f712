from django.db import migrations, models


class Migration(migrations.Migration):
    """Links from before go on telling what their senders were told that they tell."""

    dependencies = [
        ("hubs", "0014_ending_links"),
    ]

    operations = [
        migrations.AddField(
            model_name="sharedranking",
            name="shows",
            field=models.CharField(
                choices=[
                    ("ranking", "The ranking alone: the hubs in order, with their points"),
                    ("priorities", "The ranking and my priorities: what counts how much, and the evidence"),
                    ("everything", "Everything: my dealbreakers too"),
                ],
                default="everything",
                max_length=10,
                verbose_name="shows",
            ),
        ),
        migrations.AddField(
            model_name="sharedranking",
            name="tells_language",
            field=models.BooleanField(default=True, verbose_name="tells the language"),
        ),
        migrations.AlterField(
            model_name="sharedranking",
            name="tells_language",
            field=models.BooleanField(default=False, verbose_name="tells the language"),
        ),
    ]
