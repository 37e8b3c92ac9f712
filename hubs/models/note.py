from django.db import models


class Note(models.Model):
    """What every process has to know for a while and a restart must not forget: who has tried how often, which code.

    Written by `hubs.web.notes` alone.
    """

    key = models.CharField(max_length=255, unique=True, editable=False)
    value = models.JSONField(editable=False)
    until = models.DateTimeField(db_index=True, editable=False)

    def __str__(self) -> str:
        return self.key
