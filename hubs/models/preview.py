from datetime import timedelta

from django.conf import settings
from django.db import models

from hubs.models.sharing import new_token

PREVIEW_TIME = timedelta(hours=1)


class ImportPreview(models.Model):
    """A file that a curator has looked at and may confirm, where every process finds it; it goes within the hour."""

    token = models.CharField(max_length=22, unique=True, default=new_token, editable=False)
    curator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, editable=False)
    model = models.CharField(max_length=40, editable=False)
    name = models.CharField(max_length=200, editable=False)
    did = models.CharField(max_length=64, editable=False)
    data = models.BinaryField(editable=False)
    made_at = models.DateTimeField(db_index=True, editable=False)

    def __str__(self) -> str:
        return self.name
