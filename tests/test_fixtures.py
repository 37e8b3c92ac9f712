"""The catalogue as it is shipped: complete, sourced, and quoted word for word."""

import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from hubs.models import Evidence, Figure, Hub

FIXTURES = settings.BASE_DIR / "fixtures"
ARTICLES = settings.BASE_DIR.parent / "shared" / "seeds"


def records(kind):
    lines = (line for file in FIXTURES.glob("*.jsonl") for line in file.read_text(encoding="utf-8").splitlines())
    return [record for line in lines if (record := json.loads(line))["type"] == kind]


@pytest.fixture
def loaded(db):
    call_command("load_catalogue", FIXTURES, verbosity=0)


def test_every_fixture_passes_validation(loaded):
    assert Hub.objects.count() == 27
    assert Evidence.objects.count() == len(records("evidence"))


def test_all_27_hubs_have_evidence_a_summary_and_figures():
    hubs = {record["slug"] for record in records("hub")}
    said = Counter(record.get("hub") for record in records("evidence"))
    measured = {record.get("hub") for record in records("figure")}
    assert len(hubs) == 27
    assert all(said[hub] >= 10 for hub in hubs)
    assert hubs <= measured
    assert all(record["summary"] for record in records("hub"))


def test_every_rated_criterion_has_evidence_and_every_other_one_figures():
    rated = {record["criterion"] for record in records("evidence")}
    measured = {record["criterion"] for record in records("indicator") if record["criterion"]}
    criteria = {record["slug"]: record["kind"] for record in records("criterion")}
    assert {slug for slug, kind in criteria.items() if kind in {"rating", "labels"}} == rated
    assert {slug for slug, kind in criteria.items() if kind in {"more", "less", "target"}} <= measured


def test_a_claim_names_who_said_it_and_where_it_can_be_read():
    sources = {record["slug"]: record for record in records("source")}
    for record in records("evidence"):
        if record["form"] == "claim":
            assert record["speaker"]
            assert sources[record["source"]]["url"].startswith("http")


def test_quotes_are_short():
    assert max(len(record["text"].split()) for record in records("evidence") if record["form"] == "quote") <= 40


def test_no_article_text_is_in_the_repository():
    """The three articles have 22,856 characters; half of them stay outside."""
    quoted = {record["text"] for record in records("evidence") if record["form"] == "quote"}
    assert sum(map(len, quoted)) < 12_000


@pytest.mark.skipif(not ARTICLES.is_dir(), reason=f"the articles' texts are not at {ARTICLES}")
def test_every_quote_stands_in_its_source_word_for_word(loaded, capsys):
    call_command("verify_quotes", texts=ARTICLES)
    assert "quotes stand in 3 texts, word for word" in capsys.readouterr().out


@pytest.mark.django_db
class TestVerifyQuotes:
    TEXT = "Lima is a fine place. They say it’s  cheap,\nand it is."

    @pytest.fixture
    def quote(self, tmp_path):
        from tests import makers

        (tmp_path / "article.txt").write_text(self.TEXT, encoding="utf-8")
        source = makers.make_source(text_sha256=hashlib.sha256(self.TEXT.encode()).hexdigest())
        values = {"text": "it's cheap, and it is", "highlight": "cheap", "offset": 31, "source": source}
        return makers.make_evidence(makers.make_hub(), makers.make_criterion(), **values)

    def verify(self, folder: Path):
        call_command("verify_quotes", texts=folder)

    def test_typographic_quotes_and_white_space_aside(self, quote, tmp_path, capsys):
        self.verify(tmp_path)
        assert "1 quotes stand" in capsys.readouterr().out

    @pytest.mark.parametrize("values", [{"text": "it's dear, and it is"}, {"offset": 30}, {"offset": 32}])
    def test_a_changed_word_or_a_wrong_offset_is_found(self, quote, tmp_path, values):
        Evidence.objects.update(**values)
        with pytest.raises(CommandError, match="evidence-1: does not stand in its source at its offset"):
            self.verify(tmp_path)

    def test_a_changed_text_is_found(self, quote, tmp_path):
        (tmp_path / "article.txt").write_text(self.TEXT + " Really.", encoding="utf-8")
        with pytest.raises(CommandError, match="no text with the hash of 'an-article'"):
            self.verify(tmp_path)

    def test_no_quotes_is_not_a_success(self, tmp_path):
        with pytest.raises(CommandError, match="no quotes"):
            self.verify(tmp_path)


def test_no_figure_is_one_of_many_things(loaded):
    """A unit is printed after every number: "1 companies" would be wrong, and "0 entreprises" in French."""
    ones = Figure.objects.filter(value__in=[0, 1], indicator__shape__in=["more", "less"], indicator__decimals=0)
    assert {figure.indicator.unit for figure in ones} <= {"", "hours", "%"}
