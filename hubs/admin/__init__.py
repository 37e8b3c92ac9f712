"""Curation: the stock admin, with what a curator needs to see where evidence is missing and what an edit moves."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from hubs.admin import catalogue, evidence, release

__all__ = ["catalogue", "evidence", "release"]

admin.site.site_header = "Relocate"
admin.site.site_title = "Relocate"
admin.site.index_title = _("Curation")
