"""One word for one thing, and no sentence that only a translator would write."""

import json
import re

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from hubs.models import Hub
from tests import messages
from tests.messages import ROOT

FORBIDDEN = re.compile(r"\b(items?|claims?|elements?|pieces? of)\b", re.IGNORECASE)
# Points are what a hub earns of 100; a score is x of 10 on one criterion.
MIXED = re.compile(r"score[^.;]* 100\b|score is absolute|your score\b|\bhub score\b|this hub’s score", re.IGNORECASE)
CALQUES = {
    "es": r"[Rr]eporta:|[Rr]eportes?\b|\bpares\b|viven en la dirección|«|[Mm]ejor que no|la fuente detrás|\b10\+ años",
    "pt-br": r"[Rr]elatado por|[Mm]elhor que não|diferem assim|arquivos para levar",
    "fr": r"[Pp]laide(nt)? (pour|contre)|[Éé]léments?\b|[Tt]émoignage|là-bas\b|vivent dans l’adresse|\bhubs?\b",
}
FIXTURES = ("criteria", "options", "indicators", "kinds", "hubs")


def bare(text):
    """A message without its placeholders and tags."""
    return re.sub(r"%\(\w+\)[sd]|<[^>]+>", "", text)


@pytest.mark.parametrize("wrong", [FORBIDDEN, MIXED], ids=["evidence", "points"])
def test_evidence_and_points_have_one_word_each(wrong):
    texts = {bare(text) for message in messages.said() for text in (message.text, message.plural)}
    assert {text for text in texts if wrong.search(text)} == set()


@pytest.mark.parametrize("code", CALQUES)
def test_no_translation_is_word_for_word(code):
    texts = [bare(text) for entry in messages.translated(code).values() for text in entry.translations]
    assert [text for text in texts if re.search(CALQUES[code], text)] == []


FORMAL = re.compile(r"\b(asegúrese|elija|escoja|haga|indique|ingrese|introduzca|seleccione|usted(es)?|vuelva)\b", re.I)


def test_a_reader_of_spanish_is_spoken_to_as_one_speaks_to_a_friend():
    texts = [bare(text) for entry in messages.translated("es").values() for text in entry.translations]
    assert [text for text in texts if FORMAL.search(text)] == []


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (forms.DateField(), "no"),
        (forms.FloatField(), "no"),
        (forms.IntegerField(), "no"),
        (forms.IntegerField(max_value=1), "2"),
        (forms.IntegerField(min_value=1), "0"),
        (forms.URLField(assume_scheme="https"), "http://["),
        (forms.EmailField(), "no"),
        (forms.RegexField("a"), "no"),
        (forms.CharField(max_length=1), "no"),
        (forms.ChoiceField(choices=[("a", "a")]), "no"),
        (forms.MultipleChoiceField(choices=[("a", "a")]), ["no"]),
        (forms.MultipleChoiceField(choices=[("a", "a")]), "no"),
        (forms.ModelChoiceField(Hub.objects.none()), "no"),
    ],
    ids=lambda each: type(each).__name__,
)
@pytest.mark.django_db
def test_what_django_says_of_a_wrong_answer_is_no_more_formal(field, typed):
    with translation.override("es"), pytest.raises(ValidationError) as told:
        field.clean(typed)
    with translation.override("es"):
        assert not FORMAL.search(" ".join(told.value.messages))


@pytest.mark.parametrize("code", CALQUES)
@pytest.mark.parametrize("name", FIXTURES)
def test_no_text_of_the_data_is_word_for_word(name, code):
    ending = f"_{code.replace('-', '_')}"
    records = map(json.loads, (ROOT / "fixtures" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
    texts = [text for record in records for field, text in record.items() if field.endswith(ending)]
    assert texts
    assert [text for text in texts if re.search(CALQUES[code], text or "")] == []
