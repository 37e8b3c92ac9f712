"""References to records of which there are many: searched for by a script, named in words where none runs."""

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hubs.admin.search import folded

SHOWN = 5  # of several that a name may mean
PUBLISHER = re.compile(r"(?<!\s)\s*\([^()]*\)$")  # how a source is shown


class NamedSelect(AutocompleteSelect):
    """Its options come by a script; without one a text field beside it takes a name or a key, and goes before it."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return str(data.get(f"{name}-named", "")).strip() or super().value_from_datadict(data, files, name)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        typed = value if value and not str(value).isdecimal() else ""
        named = render_to_string("admin/hubs/named.html", {"name": f"{name}-named", "typed": typed})
        return SafeString(super().render(name, value, attrs, renderer) + named)

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        return super().optgroups(name, [each for each in value if str(each).isdecimal()], attr)


class NamedChoiceField(forms.ModelChoiceField):
    """Takes what its records are searched by as well: `search` narrows them down."""

    def __init__(self, *args: Any, search: Callable[[Any, str], Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.search = search

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or isinstance(value, models.Model) or str(value).isdecimal():
            return super().to_python(value)
        return self._called(str(value))

    def _called(self, words: str) -> models.Model:
        assert self.queryset is not None
        found = list(self.search(self.queryset, words)[: SHOWN + 1])
        exact = [each for each in found if folded(words) in {folded(str(each)), getattr(each, "slug", None)}]
        if len(exact or found) == 1:
            record: models.Model = (exact or found)[0]
            return record
        if not found:
            raise ValidationError(_("Nothing is called “%(words)s”.") % {"words": words})
        told = {"words": words, "found": "; ".join(map(str, found[:SHOWN]))}
        raise ValidationError(_("“%(words)s” may mean several. Write which: %(found)s") % told)


class NamingMixin:
    """Takes names for the fields that Django would fill by script alone."""

    admin_site: Any
    get_autocomplete_fields: Any

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs |= {
                "widget": NamedSelect(db_field, self.admin_site, using=kwargs.get("using")),
                "form_class": NamedChoiceField,
                "search": self._search(db_field, request),
            }
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def _search(self, db_field: Any, request: HttpRequest) -> Callable[[Any, str], Any]:
        searched = self.admin_site.get_model_admin(db_field.related_model)
        key = "slug" if hasattr(db_field.related_model, "slug") else "code"  # of a country

        def search(rows: Any, words: str) -> Any:
            exact = rows.filter(**{key: words})
            without_publisher = PUBLISHER.sub("", words)
            return exact if exact else searched.get_search_results(request, rows, without_publisher)[0].distinct()

        return search
