from django.contrib.admin.apps import AdminConfig


class CurationConfig(AdminConfig):
    """The admin, with a desk for its first page."""

    default_site = "relocate.curation.CurationSite"
