"""How much may be written where, and until when: what a form takes is what its page says, and can be stored."""

import importlib
import inspect
import pkgutil
import re
from datetime import timedelta

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from hubs import answers
from hubs.answers.correction import CorrectionForm, MissingHubForm, ToldForm
from hubs.answers.desk import DeskForm
from hubs.answers.hubs import HubsForm
from hubs.answers.invitation import InvitationForm, ReplyForm
from hubs.answers.keys import KeyForm
from hubs.answers.shared import ShareForm
from hubs.answers.together import TogetherForm
from hubs.formats import day
from hubs.models import ApiKey, Correction, Invitation, SharedRanking
from hubs.models.invitation import Reply
from tests import makers

TOLD = {"text": (20, 1000), "url": (0, 600), "contact": (0, 254)}
LENGTHS = {
    ToldForm: TOLD,
    CorrectionForm: TOLD,
    MissingHubForm: TOLD | {"place": (3, 120)},
    DeskForm: {"q": (0, 80)},
    HubsForm: {},
    InvitationForm: {"title": (0, 80), "sender": (0, 60), "message": (0, 1000), "start": (0, 2 * 4096)},
    ReplyForm: {"name": (0, 60)},
    KeyForm: {"name": (0, 60)},
    ShareForm: {"sender": (0, 60), "title": (0, 80), "note": (0, 400)},
}
KEPT = {
    CorrectionForm: Correction,
    MissingHubForm: Correction,
    InvitationForm: Invitation,
    ReplyForm: Reply,
    KeyForm: ApiKey,
    ShareForm: SharedRanking,
}
BOUNDS = [(form, name, *bounds) for form, fields in LENGTHS.items() for name, bounds in fields.items()]


def bounded():
    """Every form of ours with its fields that have a length."""
    for found in pkgutil.iter_modules(answers.__path__, f"{answers.__name__}."):
        module = importlib.import_module(found.name)
        for form in vars(module).values():
            if inspect.isclass(form) and issubclass(form, forms.Form) and form.__module__ == found.name:
                named = {name for name, field in form.base_fields.items() if getattr(field, "max_length", None)}
                if named:
                    yield form, named


def test_every_field_with_a_length_is_here():
    assert dict(bounded()) == {form: set(fields) for form, fields in LENGTHS.items() if fields}


def text(name, length):
    whole = {"url": "https://a.example/", "contact": "@a.example"}.get(name, "")
    return f"{whole}{'x' * (length - len(whole))}" if name == "url" else f"{'x' * (length - len(whole))}{whole}"


@pytest.mark.parametrize(("form", "name", "least", "most"), BOUNDS)
def test_a_field_takes_what_is_just_long_enough_and_no_letter_more(form, name, least, most):
    field = form.base_fields[name]
    assert field.clean(text(name, most)) == text(name, most)
    with pytest.raises(ValidationError, match=f"at most {most} characters"):
        field.clean(text(name, most + 1))
    if least:
        assert field.clean("x" * least)
        with pytest.raises(ValidationError, match=f"at least {least} characters"):
            field.clean("x" * (least - 1))


@pytest.mark.parametrize("form", KEPT)
def test_what_a_form_takes_can_be_stored(form):
    """PostgreSQL refuses what is longer than its column: an error page, after all was typed."""
    columns = {field.name: field.max_length for field in KEPT[form]._meta.fields if field.max_length}
    kept = {name: most for name, (_least, most) in LENGTHS[form].items() if name in columns}
    assert kept
    assert {name: most for name, most in kept.items() if most > columns[name]} == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("form", "name"), [(ShareForm, "open_until"), (InvitationForm, "open_until"), (KeyForm, "expires")]
)
@pytest.mark.parametrize(("days", "is_taken"), [(-1, False), (0, True), (366, True), (367, False)])
def test_a_last_day_lies_within_a_year(form, name, days, is_taken):
    makers.make_release()
    today, asked = timezone.now().date(), form.__new__(form)
    chosen = today + timedelta(days)
    asked.cleaned_data = {name: chosen}
    clean = getattr(asked, f"clean_{name}")
    if is_taken:
        assert clean() == chosen
    else:
        with pytest.raises(
            ValidationError, match=re.escape(f"Choose a day from today to {day(today + timedelta(366))}.")
        ):
            clean()


@pytest.mark.django_db
def test_a_link_is_open_for_ninety_days_unless_it_is_said_and_an_invitation_for_thirty():
    makers.make_release()
    today, asked = timezone.now().date(), ShareForm.__new__(ShareForm)
    asked.cleaned_data = {"open_until": None}
    assert asked.clean_open_until() == today + timedelta(90)
    for form, days in ((ShareForm, 90), (InvitationForm, 30)):
        assert form.base_fields["open_until"].initial() == today + timedelta(days)
    assert InvitationForm.base_fields["limit"].initial == 20


@pytest.mark.parametrize(("length", "is_found"), [(500, True), (501, False)])
def test_a_token_is_looked_for_in_the_first_five_hundred_letters_of_an_address(length, is_found):
    token = "t" * 22
    address = f"https://a.org/s/{token}".rjust(length, "x")
    data = QueryDict(mutable=True)
    data["shared"] = address
    assert (TogetherForm(data).tokens == [token]) == is_found
