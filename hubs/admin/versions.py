"""Two who edit one record: the second sees what the first one changed, field by field, and loses nothing typed."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

MOST_VERSIONS = 50  # that are looked through for the one that was being edited


def version_of(row: Any, model: type[models.Model]) -> str:
    """What tells one state of a record, or of its past, from another."""
    names = [field.attname for field in _fields(model)]
    told = json.dumps([getattr(row, name) for name in names], sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _fields(model: type[models.Model]) -> list[Any]:
    tracked = {field.name for field in model.history.model.tracked_fields}  # type: ignore[attr-defined]
    return [field for field in model._meta.concrete_fields if field.name in tracked]


class VersionedForm(forms.ModelForm):
    """Carries along which version of a record was opened, and refuses to write over another one unseen."""

    version = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["version"] = version_of(self.instance, self._meta.model)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        opened = self["version"].data
        if self.instance.pk and opened and opened != self.initial["version"]:
            self._tell_apart(opened)
        return cleaned

    def _tell_apart(self, opened: str) -> None:
        """Keep what was typed, take over what only the other changed, and say both."""
        history = self.instance.history.select_related("history_user")
        past = next((each for each in history[:MOST_VERSIONS] if version_of(each, self._meta.model) == opened), None)
        latest = history.first()
        self.data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        self.data[self.add_prefix("version")] = self.initial["version"]  # type: ignore[index]
        told = _("%(who)s has changed this record since you opened it. Nothing is saved yet: look, and save again.")
        who = latest.history_user if latest and latest.history_user else _("a command")
        lines = list(self._differences(past))
        self.add_error(None, [ValidationError(told % {"who": who}), *map(ValidationError, lines)])

    def _differences(self, past: Any) -> Iterator[str]:
        for name, field in self.fields.items():
            if name not in self.initial or field.disabled or name == "version":
                continue
            now, typed = self.initial[name], self[name].data
            before = now if past is None else self._meta.model._meta.get_field(name).value_from_object(past)
            is_theirs = past is None or before != now
            is_mine = field.has_changed(before if past else now, typed)
            if past is not None and is_theirs and not is_mine:
                self._take_over(name, field, now)
            if is_theirs and field.has_changed(now, typed):
                yield self._told(field, before, now, is_mine)

    def _take_over(self, name: str, field: forms.Field, value: Any) -> None:
        key = self.add_prefix(name)
        if isinstance(field, forms.BooleanField) and not value:
            self.data.pop(key, None)  # type: ignore[attr-defined]  # a copy
        else:
            self.data[key] = field.prepare_value(value)  # type: ignore[index]

    def _told(self, field: forms.Field, before: Any, now: Any, is_mine: bool) -> str:
        words = {"field": field.label, "before": _shown(field, before), "now": _shown(field, now)}
        if is_mine:
            return _("%(field)s: it was “%(before)s”, now it is “%(now)s”. What you typed stands below.") % words
        return _("%(field)s: it was “%(before)s”, now it is “%(now)s”, which stands below.") % words


def _shown(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ModelChoiceField) and field.queryset is not None and value is not None:
        return str(field.queryset.filter(pk=value).first() or value)
    if isinstance(field, forms.BooleanField):
        return _("yes") if value else _("no")
    return "–" if value in (None, "") else str(field.prepare_value(value))
