from django.apps import AppConfig
from django.db.models.signals import post_migrate


class HubsConfig(AppConfig):
    name = "hubs"
    verbose_name = "Relocate"

    def ready(self) -> None:
        from hubs.models.roles import assign

        post_migrate.connect(assign, sender=self)
