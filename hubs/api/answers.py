"""Answers as programs write them: the site's own query string, or the same as JSON."""

from collections.abc import Mapping
from typing import Annotated, Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import Form
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_noop
from pydantic import Field, StrictFloat, StrictInt

from hubs.answers.questionnaire import AnswersForm
from hubs.api.problems import Problem, Wrong
from hubs.catalogue.frozen import Catalogue

LANG = "lang"
EXAMPLE = {"family": 3, "traffic": 2, "cost": 2, "specialty": ["fintech"]}
Answer = StrictInt | StrictFloat | str | list[str]
Answers = Annotated[
    dict[str, Answer],
    Field(description="Answers by the names of their questions, as in the addresses of the site.", examples=[EXAMPLE]),
]
IN_THE_QUERY = {
    "in": "query",
    "name": "answers",
    "style": "form",
    "explode": True,
    "description": gettext_noop("Each answer is a parameter of its own, as in the address of the page of results."),
    "schema": {
        "type": "object",
        "additionalProperties": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
    },
    "example": EXAMPLE,
}


def in_the_query(*more: dict[str, Any]) -> dict[str, Any]:
    """What the OpenAPI document says of an endpoint that reads answers from its query string."""
    return {"parameters": [*more, IN_THE_QUERY]}


def typed(request: HttpRequest) -> QueryDict:
    """The query string without what is for the API alone."""
    query = request.GET.copy()
    query.pop(LANG, None)
    return query


def as_query(answers: Mapping[str, Answer]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in answers.items():
        query.setlist(name, value if isinstance(value, list) else [str(value)])
    return query


def valid_answers(query: QueryDict, catalogue: Catalogue) -> AnswersForm:
    """Answers that can be ranked; a Problem that says what is wrong with others."""
    form = AnswersForm(query, catalogue)
    if form.valid_profile is None:
        raise Problem(422, errors=wrong(form))
    return form


def wrong(form: Form) -> list[Wrong]:
    """What is wrong with a form, in the reader's language; nothing in particular has no name."""
    return [
        {"name": "" if name == NON_FIELD_ERRORS else name, "message": str(message)}
        for name, messages in form.errors.items()
        for message in messages
    ]
