"""What a list of the admin is asked for: Django hands on to the database whatever an address or a form says."""

from itertools import islice
from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest, HttpResponse
from django.utils.text import smart_split

# What filters and links of the admin ask for. A pattern (regex) could keep a worker for ever.
COMPARED = {"exact", "in", "isnull", "gt", "gte", "lt", "lte"}
MOST_WORDS = 20  # of a search: each looks through every text of every row


class SelectingMixin:
    opts: Any

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """By what the list is filtered, by references and by keys; nobody reads a column letter by letter."""
        path, _separator, comparison = lookup.rpartition(LOOKUP_SEP)
        if "\x00" in str(value):  # no text of PostgreSQL holds it, nor can one be compared with it
            return False
        if (path and comparison not in COMPARED) or not self._may_narrow(lookup.partition(LOOKUP_SEP)[0], request):
            return False
        allowed: bool = super().lookup_allowed(lookup, value, request)  # type: ignore[misc]
        return allowed

    def _may_narrow(self, name: str, request: HttpRequest) -> bool:
        try:
            field = self.opts.get_field(name)
        except FieldDoesNotExist:
            return True  # a filter's own parameter, or nothing that Django knows either
        filters = self.get_list_filter(request)  # type: ignore[attr-defined]
        named = {each[0] if isinstance(each, tuple) else each for each in filters}
        return field.is_relation or field.primary_key or name in named

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        words = " ".join(islice(dict.fromkeys(smart_split(search_term)), MOST_WORDS))
        found: tuple[QuerySet, bool] = super().get_search_results(request, queryset, words)  # type: ignore[misc]
        return found

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if ACTION_CHECKBOX_NAME in request.POST:
            sent = request.POST.copy()
            ticked = [word for word in sent.getlist(ACTION_CHECKBOX_NAME) if self._can_be_a_key(str(word))]
            sent.setlist(ACTION_CHECKBOX_NAME, ticked)
            request.POST = sent  # type: ignore[assignment]  # a copy can be changed
        response: HttpResponse = super().changelist_view(request, extra_context)  # type: ignore[misc]
        return response

    def _can_be_a_key(self, word: str) -> bool:
        try:
            self.opts.pk.clean(word, None)
        except ValidationError:
            return False
        return True
