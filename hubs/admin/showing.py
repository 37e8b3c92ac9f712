"""A record's form that is shown with what was typed, and not saved."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from hubs.web.expired import comes_back, has_expired


class ShowingMixin:
    """A form that has expired comes back, and so does one that a view marks with `shows_only`."""

    @comes_back
    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().add_view(request, *args, **kwargs)  # type: ignore[misc]
        return response

    @comes_back
    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().change_view(request, *args, **kwargs)  # type: ignore[misc]
        return response

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> type[forms.ModelForm]:
        form: type[forms.ModelForm] = super().get_form(request, *args, **kwargs)  # type: ignore[misc]
        if not (has_expired(request) or getattr(request, "shows_only", False)):
            return form
        return type(form.__name__, (form,), {"is_valid": lambda self: self.is_bound and not self.errors and False})
