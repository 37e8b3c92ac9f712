"""Interviews as rows: stored privately, suggestions that become drafts, decisions that the next reader learns from."""

import hashlib
import json

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from hubs.catalogue import interviews, publishing, reading
from hubs.catalogue.interviews import InterviewError
from hubs.management.commands import prepare
from hubs.models import Evidence, FittedReader, Interview, Source, Suggestion
from tests import makers

pytestmark = pytest.mark.django_db

COST = ("rent is high", "prices rise", "food is expensive", "the rent is cheap", "it is affordable", "low prices")
FAMILY = (
    "schools are good",
    "parks for children",
    "no nursery places",
    "bad schools",
    "kids play",
    "children are happy",
)
TEXT = "In Lima the rent is expensive and prices rise. The schools are good for children here."
KINDS = ("first-hand", "reported", "comparison", "plan", "country-level")


@pytest.fixture
def catalogue(monkeypatch):
    reading._loaded.cache_clear()
    monkeypatch.setattr(reading, "FEWEST_STATEMENTS", 10)
    make_read()


@makers.made_once
def make_read():
    """Hubs and enough statements to fit a small reader."""
    makers.make_catalogue()
    for kind in KINDS:
        makers.make_kind(kind)
    lima = makers.Hub.objects.get(slug="lima")
    for number in range(30):
        for slug, phrases in (("cost", COST), ("family", FAMILY)):
            source = makers.make_source(f"{slug}-{number}", kind="report", text_sha256="")
            phrase = phrases[number % len(phrases)]
            bad = any(word in phrase for word in ("high", "rise", "expensive", "bad", "no "))
            claim = {"form": "claim", "highlight": "", "offset": None, "text": f"A resident says {phrase} there."}
            makers.make_evidence(lima, makers.make_criterion(slug), -1 if bad else 1, source=source, **claim)
    call_command("fit_reader")


def keep(text=TEXT, slug="talk", **overrides):
    values = {"language": "en", "consent": "name", "named_as": "Ana, developer"} | overrides
    values.setdefault("residence", makers.Hub.objects.get(slug="lima"))
    return interviews.keep(Interview(text=text, **values), Source(slug=slug, title="A talk", is_draft=True))


def first(interview, criterion="cost"):
    return interview.suggestions.get(criterion__slug=criterion)


def test_a_kept_interview_has_its_hash_and_its_suggestions(catalogue):
    interview = keep()
    assert interview.source.text_sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    said = {(each.hub.slug, each.criterion.slug): each for each in interview.suggestions.all()}
    assert said["lima", "cost"].rating < 0 < said["lima", "family"].rating
    assert said["lima", "cost"].sentence == "In Lima the rent is expensive and prices rise."
    assert all(each.decision == "waiting" for each in said.values())


def test_an_accepted_suggestion_is_a_draft_with_the_offset_found(catalogue):
    draft = interviews.accept(first(keep(), "family"))
    assert draft.is_draft
    assert (draft.text, draft.offset) == ("The schools are good for children here.", TEXT.index("The schools"))
    assert draft.speaker == "Ana, developer"
    assert draft.highlight in draft.text


def test_nothing_of_an_interview_is_in_a_release(catalogue):
    interviews.accept(first(keep()))
    payload = json.dumps(publishing.publish(today=makers.TODAY).payload)
    assert "the rent is expensive and prices rise" not in payload


def test_nothing_is_accepted_without_consent(catalogue):
    with pytest.raises(InterviewError, match="consent"):
        interviews.accept(first(keep(consent="none")))
    assert Suggestion.objects.filter(decision="waiting").count() == Suggestion.objects.count()


def test_a_corrected_suggestion_remembers_that_it_was_corrected(catalogue):
    suggestion = first(keep())
    better = interviews.draft_of(suggestion)
    better.rating = -2
    interviews.accept(suggestion, evidence=better)
    assert (suggestion.decision, suggestion.evidence.rating) == ("corrected", -2)


def test_of_two_who_decide_the_second_is_told(catalogue):
    suggestion = first(keep())
    stale = Suggestion.objects.get(pk=suggestion.pk)
    interviews.reject(suggestion)
    with pytest.raises(InterviewError, match="decided"):
        interviews.accept(stale)
    assert not Evidence.objects.filter(source__slug="talk")


def test_a_decision_is_undone_with_its_draft(catalogue):
    suggestion = first(keep())
    interviews.accept(suggestion)
    interviews.undo(suggestion)
    assert suggestion.decision == "waiting"
    assert not Evidence.objects.filter(source__slug="talk")
    interviews.accept(suggestion)


def test_what_was_let_into_releases_is_not_undone(catalogue):
    suggestion = first(keep())
    interviews.accept(suggestion)
    Evidence.objects.filter(source__slug="talk").update(is_draft=False)
    suggestion.refresh_from_db()
    with pytest.raises(InterviewError, match="draft first"):
        interviews.undo(suggestion)


def test_a_newer_reader_does_not_ask_again_what_was_decided(catalogue):
    interview = keep(f"{TEXT} Prices rise and rent is high.")
    rejected, corrected, waits = interview.suggestions.order_by("start")[:3]
    interviews.reject(rejected)
    better = interviews.draft_of(corrected)
    better.criterion, better.rating = makers.make_criterion("safety"), -2
    interviews.accept(corrected, evidence=better)
    Suggestion.objects.filter(pk=waits.pk).update(rating=0)
    call_command("fit_reader")
    assert interviews.read_again(interview) == 1
    assert interview.reader.number == 2
    asked = {each.pk: each.decision for each in interview.suggestions.all()}
    assert asked == {rejected.pk: "rejected", corrected.pk: "corrected", waits.pk: "waiting"}
    assert interview.suggestions.get(pk=waits.pk).rating < 0


def test_a_newer_reader_takes_back_what_it_does_not_see(catalogue):
    interview = keep("In Lima it rains.")
    gone = Suggestion.objects.create(**made_up(interview))
    interviews.read_again(interview)
    assert not interview.suggestions.filter(pk=gone.pk).exists()


def made_up(interview):
    about = {"hub": interview.residence, "criterion": makers.make_criterion("safety"), "kind": makers.make_kind()}
    return about | {"interview": interview, "start": 0, "end": 17, "rating": 1, "confidence": 0.9}


def test_what_has_left_the_catalogue_is_not_suggested(catalogue):
    Evidence.objects.all().delete()
    makers.Criterion.objects.filter(slug="cost").delete()
    assert {each.criterion.slug for each in keep().suggestions.all()} == {"family"}


def test_interviews_that_wait_are_listed_with_how_many_suggestions_wait(catalogue):
    older, newer, done = keep(), keep(f"{TEXT} .", slug="newer"), keep(f"{TEXT} !", slug="done")
    interviews.reject(newer.suggestions.first())
    for suggestion in done.suggestions.all():
        interviews.reject(suggestion)
    assert [(each.pk, each.waiting) for each in interviews.waiting()] == [(older.pk, 2), (newer.pk, 1)]


def test_a_quote_over_two_lines_of_a_file_is_one_line(catalogue):
    draft = interviews.accept(first(keep("In Lima the rent is expensive\nand prices rise.")))
    assert draft.text == "In Lima the rent is expensive and prices rise."


def test_the_next_reader_learns_from_decisions(catalogue):
    text = "My cousin said the rent of his guitar is expensive.\n\n" * 3
    interview = keep(text)
    assert interview.suggestions.filter(criterion__slug="cost").count() == 3
    for suggestion in interview.suggestions.all():
        interviews.reject(suggestion)
    interviews.accept(first(keep(slug="other")))
    call_command("fit_reader")
    reader = FittedReader.objects.first()
    assert (reader.number, reader.statements, reader.rejections) == (2, 68 + 1, 3)
    assert reading.read(text, residence="lima") == []


def test_a_sentence_of_which_something_was_accepted_is_no_counterexample(catalogue):
    interview = keep("In Lima the rent is more expensive than in Cusco.")
    interviews.accept(interview.suggestions.get(hub__slug="lima"))
    interviews.reject(interview.suggestions.get(hub__slug="cusco"))
    call_command("fit_reader")
    assert FittedReader.objects.first().rejections == 0


def test_the_same_text_is_not_stored_twice(catalogue):
    interview = keep()
    with pytest.raises(InterviewError, match="stored already"):
        interviews.keep(Interview(text=TEXT, named_as="Ana"), interview.source)


def test_another_text_is_not_stored_under_a_known_source(catalogue):
    with pytest.raises(InterviewError, match="SHA-256"):
        interviews.keep(Interview(text=TEXT, named_as="Ana"), makers.make_source())
    assert not Interview.objects.exists()


def quote(interview, text, **overrides):
    values = {"slug": "q", "form": "quote", "text": text, "highlight": "", "speaker": "Ana", "rating": 1}
    about = {"hub": makers.Hub.objects.get(slug="lima"), "criterion": makers.make_criterion("cost")}
    return Evidence(**values | about | {"kind": makers.make_kind(), "source": interview.source} | overrides)


@pytest.mark.parametrize("typed", [None, 0, 10_000])
def test_the_offset_of_a_quote_is_found_in_the_stored_text(catalogue, typed):
    found = quote(keep(), "The schools are good", offset=typed)
    found.full_clean()
    assert found.offset == TEXT.index("The schools")


def test_a_quote_that_stands_twice_keeps_the_offset_it_has(catalogue):
    text = "The rent is cheap. I mean it: the rent is cheap."
    found = quote(keep(text), "rent is cheap", offset=text.rindex("rent"))
    found.full_clean()
    assert found.offset == text.rindex("rent")


def test_a_quote_must_stand_in_the_stored_text(catalogue):
    with pytest.raises(ValidationError, match="do not stand"):
        quote(keep(), "The schools are bad").full_clean()


def test_the_command_says_what_a_file_suggests_and_keeps_it_when_told(catalogue, tmp_path, capsys):
    file = tmp_path / "talk.md"
    file.write_text(TEXT, encoding="utf-8")
    call_command("suggest_evidence", file, residence="lima")
    assert "lima cost -1 first-hand" in capsys.readouterr().out
    assert not Interview.objects.exists()
    about = {"title": "Ana's talk", "named_as": "Ana", "consent": "name", "date": "2026-11"}
    call_command("suggest_evidence", file, residence="lima", keep=True, **about)
    kept = Interview.objects.get()
    assert (kept.source.slug, kept.source.date, kept.named_as, kept.source.is_draft) == (
        "anas-talk",
        "2026-11",
        "Ana",
        True,
    )
    call_command("suggest_evidence", file, residence="lima", json=True)
    lines = capsys.readouterr().out.splitlines()
    assert {"cost", "family"} <= {json.loads(line)["criterion"] for line in lines if line.startswith("{")}


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        (b"", {}, "no text"),
        (b"a\x00b", {}, "control characters"),
        (b"Rents.", {"residence": "atlantis"}, "is no hub"),
        (b"Rents are high.", {"keep": True, "named_as": "Ana"}, "needs --title"),
        (b"Rents are high.", {"keep": True, "title": "A talk"}, "cannot be blank"),
        (b"Rents are high.", {"keep": True, "named_as": "Ana", "source": "unknown"}, "is no source"),
        (b"Rents are high.", {"keep": True, "named_as": "Ana", "title": "T", "date": "soon"}, "Write a date"),
    ],
)
def test_the_command_refuses_and_keeps_nothing(catalogue, tmp_path, content, options, said):
    file = tmp_path / "talk.txt"
    file.write_bytes(content)
    with pytest.raises(CommandError, match=said):
        call_command("suggest_evidence", file, **options)
    assert not Interview.objects.exists()
    assert not Source.objects.filter(title__in=["A talk", "T"]).exists()


def test_a_file_that_is_not_there(catalogue, tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("suggest_evidence", tmp_path / "none.txt")


def test_without_a_reader_the_command_says_how_to_get_one(tmp_path):
    file = tmp_path / "talk.txt"
    file.write_text("Rents are high.")
    with pytest.raises(CommandError, match="fit_reader"):
        call_command("suggest_evidence", file)


@pytest.mark.parametrize("statements", [99, 100])
def test_a_reader_learns_from_a_hundred_statements_and_no_fewer(monkeypatch, statements):
    fitted = []
    monkeypatch.setattr(reading, "examples", lambda *about: [None] * statements)
    monkeypatch.setattr(reading, "fit", lambda known, words: fitted.append(known))
    monkeypatch.setattr(reading.arrays, "to_bytes", lambda reader: b"")
    if statements == 99:
        with pytest.raises(InterviewError, match="99 statements to learn from: 100 are needed"):
            reading.fit_reader(makers.TODAY)
    else:
        assert reading.fit_reader(makers.TODAY).statements == 100
    assert bool(fitted) == (statements == 100)


def test_a_reader_of_another_version_is_not_used(catalogue, monkeypatch):
    monkeypatch.setattr(interviews, "FORMAT", 0)
    with pytest.raises(InterviewError, match="no reader"):
        reading.read(TEXT)


def test_prepare_fits_a_reader_where_there_is_none(catalogue, monkeypatch, capsys):
    monkeypatch.setattr(prepare, "FEWEST_STATEMENTS", 10)
    prepare.Command().fit_a_reader()
    assert FittedReader.objects.count() == 1
    FittedReader.objects.update(format=0)  # of a version that saw other features
    prepare.Command().fit_a_reader()
    assert FittedReader.objects.first().number == 2
    assert "Reader 2 has learnt from 68 statements" in capsys.readouterr().out


def test_prepare_waits_for_more_to_learn_from(catalogue, capsys):
    FittedReader.objects.all().delete()
    prepare.Command().fit_a_reader()
    assert not FittedReader.objects.exists()


def test_too_little_evidence_for_a_reader():
    makers.make_catalogue()
    with pytest.raises(CommandError, match="to learn from"):
        call_command("fit_reader")
