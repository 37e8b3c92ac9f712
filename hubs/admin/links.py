"""Addresses of the admin's own pages."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse


def may(request: HttpRequest, action: str, model: type[Model]) -> bool:
    """Whether a user may view, add, change or delete rows of a model."""
    return request.user.has_perm(f"{model._meta.app_label}.{action}_{model._meta.model_name}")


def link_to(model: type[Model], page: str, *args: object, query: str = "") -> str:
    """The admin's own page about a model; empty if it has none."""
    if not admin.site.is_registered(model):
        return ""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)
    return f"{address}?{query}" if query else address
