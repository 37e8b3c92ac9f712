from django.contrib.admin.apps import AdminConfig


class CurationConfig(AdminConfig):
    """The admin, with a desk for its first page."""

    default_site = "relocate.curation.CurationSite"

    def ready(self) -> None:
        super().ready()
        from relocate import lookups  # noqa: F401  # registers itself
