from django.db import models


class Loaded(models.Model):
    """The fixtures, and the code that reads them, that were loaded last: `prepare` does not load them twice."""

    digest = models.CharField(max_length=64, editable=False)

    def __str__(self) -> str:
        return self.digest
