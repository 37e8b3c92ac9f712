"""What was ticked in a list: Django asks the database for whatever a form says, and fails at what can be no key."""

from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse


class SelectingMixin:
    opts: Any

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
