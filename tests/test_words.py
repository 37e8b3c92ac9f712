"""One word for one thing, and no sentence that only a translator would write."""

import json
import re

import pytest

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


@pytest.mark.parametrize("code", CALQUES)
@pytest.mark.parametrize("name", FIXTURES)
def test_no_text_of_the_data_is_word_for_word(name, code):
    ending = f"_{code.replace('-', '_')}"
    records = map(json.loads, (ROOT / "fixtures" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
    texts = [text for record in records for field, text in record.items() if field.endswith(ending)]
    assert texts
    assert [text for text in texts if re.search(CALQUES[code], text or "")] == []
