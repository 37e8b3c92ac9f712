"""Accounts and readers' answers are for administrators alone, whatever permissions others were given."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db import models
from django.http import HttpRequest

from hubs.admin.selecting import SelectingMixin


class ForAdministrators(SelectingMixin, admin.ModelAdmin):
    def has_module_permission(self, request: HttpRequest) -> bool:
        return _is_administrator(request) and super().has_module_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return _is_administrator(request) and super().has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _is_administrator(request) and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return _is_administrator(request) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return _is_administrator(request) and super().has_delete_permission(request, obj)


def _is_administrator(request: HttpRequest) -> bool:
    return request.user.is_active and request.user.is_superuser


admin.site.unregister([User, Group, EmailAddress, Authenticator])


@admin.register(User)
class AccountAdmin(ForAdministrators, UserAdmin):
    pass


@admin.register(Group)
class RoleAdmin(ForAdministrators, GroupAdmin):
    pass
