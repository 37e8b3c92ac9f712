"""From interview to evidence in the admin: the text, its suggestions beside it, decisions, and who may do what."""

import hashlib

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile

from hubs.admin.interview_forms import REFUSED
from hubs.admin.marking import parts
from hubs.catalogue import interviews
from hubs.interviews.texts import Reason
from hubs.models import Evidence, FittedReader, Hub, Interview, Option, Source, Suggestion
from tests import makers
from tests.interviews.test_texts import archive, paragraph, word_document
from tests.pages import Page
from tests.test_admin import sign_in
from tests.test_interviews import TEXT, catalogue, first, keep

__all__ = ["catalogue"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]

LIST, ADD = "/admin/hubs/interview/", "/admin/hubs/interview/add/"
CURATOR = ("view_interview", "add_interview", "change_interview", "change_suggestion", "add_evidence")


def typed(**overrides):
    residence = Hub.objects.get(slug="lima").pk
    about = {"named_as": "Ana, developer", "language": "en", "consent": "name", "residence": residence}
    return about | {"title": "Ana's talk", "text": TEXT, "date": "2026-11"} | overrides


def add(client, **overrides):
    return client.post(ADD, typed(**overrides))


def errors_of(response):
    assert response.status_code == 200
    return response.context["adminform"].form.errors


def page_of(interview):
    return f"{LIST}{interview.pk}/suggestions/"


def decide(client, suggestion, decision):
    url = f"{page_of(suggestion.interview)}{suggestion.pk}/decide/"
    return client.post(url, {"decision": decision}, follow=True)


def told(response):
    return [str(message) for message in response.context["messages"]] + Page(response).texts(".errornote")


# A text comes in


def test_a_pasted_text_is_kept_privately_and_leads_to_its_suggestions(admin_client):
    response = add(admin_client, publisher="A magazine", licence="CC BY 4.0", url="https://example.org/talk")
    interview = Interview.objects.get()
    assert response["Location"] == page_of(interview)
    source = interview.source
    assert source.text_sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert (source.title, source.date, source.licence, source.is_draft) == ("Ana's talk", "2026-11", "CC BY 4.0", True)
    assert interview.suggestions.count() == 2


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("talk.txt", TEXT.encode()),
        ("talk.md", f"# Lima\r\n\r\n{TEXT}".encode("utf-16")),
        ("talk.docx", word_document(paragraph(TEXT))),
    ],
)
def test_a_file_is_read(admin_client, name, data):
    add(admin_client, text="", file=SimpleUploadedFile(name, data))
    assert TEXT in Interview.objects.get().text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        ("Bogotá".encode("latin-1"), "UTF-8"),
        (b"a\0b", "control characters"),
        (b"PK\x03\x04 no archive", "Word document"),
        (word_document(paragraph("a" * 60_000_000)), "too large once it is unpacked"),
        (word_document(paragraph("&a;"), before='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hosts">]>'), "entities"),
        (archive(word__document_xml=b"<x/>", word__vbaProject_bin=b"x"), "macros"),
        (b"a" * 400_001, "400,000"),
    ],
    ids=["empty", "code page", "NUL", "no archive", "bomb", "entities", "macros", "long"],
)
def test_a_hostile_file_is_told_and_what_was_typed_stays(admin_client, data, said):
    response = add(
        admin_client, text="", file=SimpleUploadedFile("talk.docx" if data[:2] == b"PK" else "talk.txt", data)
    )
    assert said in " ".join(errors_of(response).get("file", [])).replace("\xa0", ",")
    assert response.context["adminform"].form["title"].value() == "Ana's talk"
    assert not Interview.objects.exists()


def test_a_paste_of_megabytes_is_told_at_the_form_and_what_was_typed_stays(admin_client):
    response = add(admin_client, text="¿Qué? " * 300_000)
    assert "400" in " ".join(errors_of(response)["text"])
    form = response.context["adminform"].form
    assert (form["title"].value(), len(form["text"].value())) == ("Ana's talk", 1_800_000)
    assert not Interview.objects.exists()


def test_every_reason_to_refuse_a_text_is_told_in_our_languages():
    assert set(REFUSED) == set(Reason)
    assert all(str(REFUSED[reason]) == str(reason) for reason in Reason)


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"text": ""}, "text", "one of the two"),
        ({"text": " \n "}, "text", "one of the two"),
        ({"title": ""}, "title", "blank"),
        ({"named_as": ""}, "named_as", "required"),
        ({"date": "soon"}, "date", "2024-05"),
        ({"url": "ftp://example.org/x"}, "url", "valid URL"),
        ({"consent": "perhaps"}, "consent", "valid choice"),
        ({"title": "x" * 301}, "title", "300"),
    ],
)
def test_what_is_wrong_stands_at_its_field(admin_client, changes, field, said):
    response = add(admin_client, **changes)
    assert said in errors_of(response)[field][0]
    assert response.context["adminform"].form["text"].value() == changes.get("text", TEXT)
    assert not Source.objects.filter(title="Ana's talk").exists()


def test_a_text_and_a_file_are_one_too_many(admin_client):
    response = add(admin_client, file=SimpleUploadedFile("talk.txt", b"Rents are high."))
    assert "one of the two" in errors_of(response)["text"][0]


def test_the_same_text_is_told_to_be_there(admin_client):
    keep()
    assert "stored already" in errors_of(add(admin_client))["__all__"][0]


def test_the_text_of_a_known_article_is_kept_under_it(admin_client):
    known = makers.make_source("known", text_sha256=hashlib.sha256(TEXT.encode()).hexdigest())
    other = makers.make_source("other")
    assert "SHA-256" in errors_of(add(admin_client, known=other.pk))["__all__"][0]
    add(admin_client, known=known.pk, title="")
    assert Interview.objects.get().source == known


def test_without_a_reader_the_page_says_how_to_get_one(admin_client):
    FittedReader.objects.all().delete()
    assert "fit one" in Page(admin_client.get(ADD)).texts(".errornote")[0]
    assert "fit one" in errors_of(add(admin_client))["__all__"][0]


# Suggestions


def test_the_page_has_the_whole_text_with_its_words_marked(admin_client):
    interview = keep(f"# Lima\n\nHello.\n\n{TEXT} And <b>more</b>.")
    content = Page(admin_client.get(page_of(interview)))
    shown = " ".join(content.texts(".said-text"))
    assert "In Lima the rent is expensive and prices rise." in shown
    assert "And <b>more</b>." in shown
    assert {"rent", "prices"} & set(content.texts("mark"))
    assert content.texts(".is-heading") == ["Lima"]


def test_a_suggestion_says_all_that_is_to_be_decided(admin_client):
    interview = keep()
    makers.Criterion.objects.filter(slug="cost").update(low="Dear.", high="Cheap.")
    card = Page(admin_client.get(page_of(interview))).texts(f"#s{first(interview).pk}")[0]
    for part in ("Lima · Cost", "−1", "−2 Dear.", "+2 Cheap.", "first-hand", "% sure", "Accept", "Correct", "Reject"):
        assert part in card


def test_the_keys_stand_on_the_page_and_on_the_buttons(admin_client):
    interview = keep()
    content = Page(admin_client.get(page_of(interview)))
    assert content.texts(".keys kbd") == ["a", "c", "r", "u", "j", "k"]
    assert content.texts(f"#s{first(interview).pk} kbd") == ["a", "c", "r"]


def test_accepting_makes_a_draft_and_leads_to_the_next(admin_client, admin_user):
    interview = keep()
    cost, family = first(interview), first(interview, "family")
    response = decide(admin_client, cost, "accept")
    assert response.redirect_chain == [(f"{page_of(interview)}#s{family.pk}", 302)]
    cost.refresh_from_db()
    assert (cost.decision, cost.decided_by, cost.evidence.is_draft) == ("accepted", admin_user, True)
    assert cost.evidence.offset == 0
    assert "accepted by admin" in Page(response).texts(f"#s{cost.pk}")[0]
    assert cost.evidence.history.first().history_user == admin_user


def test_a_decision_is_undone(admin_client):
    cost = first(keep())
    decide(admin_client, cost, "accept")
    response = decide(admin_client, cost, "undo")
    assert response.redirect_chain[0][0].endswith(f"#s{cost.pk}")
    assert not Evidence.objects.filter(source__slug="talk").exists()
    assert decide(admin_client, cost, "reject").status_code == 200
    cost.refresh_from_db()
    assert cost.decision == "rejected"


def test_of_two_curators_the_second_is_told_at_the_suggestion(admin_client, client):
    cost = first(keep())
    sign_in(client, *CURATOR)
    decide(admin_client, cost, "accept")
    response = decide(client, cost, "accept")
    assert response.redirect_chain[0][0].endswith(f"#s{cost.pk}")
    assert "Somebody has decided on this already" in Page(response).texts(f"#s{cost.pk}")[0]
    assert Evidence.objects.filter(source__slug="talk").count() == 1
    assert "Undo the decision first" in Page(client.get(f"{page_of(cost.interview)}{cost.pk}/correct/", follow=True))


def test_without_consent_nothing_is_accepted(admin_client):
    interview = keep(consent="none")
    content = Page(admin_client.get(page_of(interview)))
    assert "consent" in content.texts(".errornote")[0]
    assert content.texts(".suggestion kbd") == ["r", "r"]
    assert "consent" in Page(decide(admin_client, first(interview), "accept")).texts(".suggestion .errornote")[0]
    assert not Evidence.objects.filter(source__slug="talk").exists()


def test_what_is_no_decision_is_refused(admin_client):
    assert "no decision" in Page(decide(admin_client, first(keep()), "publish"))
    assert (
        admin_client.get(f"{page_of(Interview.objects.get())}{first(Interview.objects.get()).pk}/decide/").status_code
        == 405
    )


def test_a_suggestion_that_is_gone_is_a_404(admin_client):
    interview = keep()
    assert admin_client.post(f"{page_of(interview)}99999/decide/", {"decision": "accept"}).status_code == 404
    assert admin_client.get("/admin/hubs/interview/99999/suggestions/").status_code == 404


def correction(client, suggestion, **changes):
    url = f"{page_of(suggestion.interview)}{suggestion.pk}/correct/"
    form = client.get(url).context["form"]
    data = {name: value for name in form.fields if (value := form[name].value()) is not None}
    return client.post(url, data | changes)


def test_a_correction_is_a_draft_whose_quote_is_found(admin_client):
    family = first(keep(), "family")
    response = correction(admin_client, family, text="The schools are good", highlight="good", rating=2)
    assert response.status_code == 302
    family.refresh_from_db()
    assert (family.decision, family.evidence.rating) == ("corrected", 2)
    assert family.evidence.offset == TEXT.index("The schools")


def test_a_correction_offers_only_what_a_statement_may_name(admin_client):
    suggestion = first(keep())
    makers.make_kind("figure-defining")
    makers.make_criterion("size", kind="target")
    content = Page(admin_client.get(f"{page_of(suggestion.interview)}{suggestion.pk}/correct/"))
    assert "Size" not in content.texts("#id_criterion option")
    assert "figure-defining" not in content.texts("#id_kind option")
    assert content.texts("#id_criterion option[data-kind=rating][selected]") == ["Cost"]


def test_a_correction_that_changes_nothing_is_an_acceptance(admin_client):
    family = first(keep(), "family")
    correction(admin_client, family)
    family.refresh_from_db()
    assert family.decision == "accepted"


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"text": "The schools are bad", "highlight": ""}, "text", "do not stand"),
        ({"highlight": "parks"}, "highlight", "word for word"),
        ({"hub": ""}, "__all__", "either a hub or a country"),
        ({"rating": 7}, "rating", "less than or equal to 2"),
        ({"text": ""}, "text", "required"),
    ],
)
def test_a_wrong_correction_is_told_and_stays(admin_client, changes, field, said):
    family = first(keep(), "family")
    response = correction(admin_client, family, **changes)
    form = response.context["form"]
    assert said in form.errors[field][0]
    assert all(str(form[name].value()) == str(value) for name, value in changes.items())
    family.refresh_from_db()
    assert family.decision == "waiting"


def test_a_quote_that_stands_twice_is_found_in_its_sentence(admin_client):
    text = "It rains and rains.\n\nRent is high.\n\nFood is expensive and prices rise and rent is high."
    interview = keep(text)
    last = interview.suggestions.order_by("-start").first()
    correction(admin_client, last, text="high", highlight="", rating=-2)
    last.refresh_from_db()
    assert last.evidence.offset == text.rindex("high")


def test_a_newer_reader_is_offered_and_asks_nothing_twice(admin_client):
    interview = keep()
    decide(admin_client, first(interview), "reject")
    assert "Read it again" not in admin_client.get(page_of(interview)).content.decode()
    assert "dear" not in fit(admin_client)
    assert "Read it again with Reader 2" in admin_client.get(page_of(interview)).content.decode()
    response = admin_client.post(f"{LIST}{interview.pk}/read/", follow=True)
    assert "1 suggestion waits" in " ".join(Page(response).texts(".messagelist"))
    assert admin_client.get(f"{LIST}{interview.pk}/read/").status_code == 405


def fit(client):
    return Page(client.post("/admin/hubs/fittedreader/fit/", follow=True)).texts(".messagelist")[0]


def test_a_reader_is_fitted_here(admin_client):
    assert "There is" not in Page(admin_client.get("/admin/hubs/fittedreader/fit/")).texts(".errornote")
    assert fit(admin_client) == "Reader 2 has learnt from 68 statements and 0 rejections."
    assert "Reader 2" in Page(admin_client.get("/admin/hubs/fittedreader/"))


def test_too_little_to_learn_from_is_told(admin_client):
    Evidence.objects.all().delete()
    assert "0 statements to learn from: 10 are needed" in fit(admin_client)


def test_accepted_evidence_takes_its_interviews_source_along(admin_client):
    draft = interviews.accept(first(keep()))
    admin_client.post("/admin/hubs/evidence/", {"action": "accept", "_selected_action": [draft.pk]})
    draft.refresh_from_db()
    assert (draft.is_draft, draft.source.is_draft) == (False, False)


def test_the_list_counts_what_waits(admin_client):
    interview = keep()
    interviews.reject(first(interview))
    [row] = admin_client.get(LIST).context["cl"].result_list
    assert (row.waiting, row.all_suggestions) == (1, 2)


def test_the_text_cannot_be_changed_once_it_is_stored(admin_client):
    interview = keep()
    url = f"{LIST}{interview.pk}/change/"
    assert TEXT not in admin_client.get(url).content.decode()
    assert admin_client.post(url, typed(text="Another", consent="role")).status_code == 302
    interview.refresh_from_db()
    assert (interview.text, interview.consent) == (TEXT, "role")


@pytest.mark.parametrize("count", [1, 40])
def test_the_page_takes_few_queries_however_much_is_suggested(admin_client, count, django_assert_max_num_queries):
    interview = keep("In Lima the rent is expensive and prices rise.\n\n" * count)
    with django_assert_max_num_queries(14):
        admin_client.get(page_of(interview))


# Who may


def test_a_viewer_sees_that_there_is_an_interview_and_nothing_of_it(client):
    interview = keep(speaker="Ana María", role="developer at a bank", named_as="A developer")
    sign_in(client, "view_interview", "view_suggestion", "view_fittedreader", "view_source", "view_evidence")
    seen = [client.get(url).content.decode() for url in (LIST, f"{LIST}{interview.pk}/change/")]
    assert "A developer" in seen[0]
    assert not [word for word in ("rent is expensive", "Ana María", "at a bank") for each in seen if word in each]
    assert client.get(page_of(interview)).status_code == 403
    assert client.get(ADD).status_code == 403


@pytest.mark.parametrize("path", ["suggestions/", "suggestions/{s}/decide/", "suggestions/{s}/correct/", "read/"])
def test_who_may_not_decide_changes_nothing(client, path):
    interview = keep()
    suggestion = first(interview)
    sign_in(client, "view_interview", "change_interview")
    url = f"{LIST}{interview.pk}/{path.format(s=suggestion.pk)}"
    assert client.post(url, {"decision": "accept"}).status_code == 403
    suggestion.refresh_from_db()
    assert suggestion.decision == "waiting"


def test_who_may_not_add_evidence_may_reject_and_not_accept(client):
    suggestion = first(keep())
    sign_in(client, "change_suggestion", "view_interview")
    assert decide(client, suggestion, "accept").status_code == 403
    suggestion.refresh_from_db()
    assert suggestion.decision == "waiting"
    assert Page(client.get(page_of(suggestion.interview))).texts(".suggestion kbd") == ["r", "r"]


def test_a_curator_needs_no_more_than_the_permissions_of_the_models(client):
    sign_in(client, *CURATOR)
    assert add(client).status_code == 302
    assert decide(client, first(Interview.objects.get()), "accept").status_code == 200
    assert Evidence.objects.filter(source__title="Ana's talk", is_draft=True).count() == 1


def test_who_is_not_staff_is_asked_to_sign_in(client):
    interview = keep()
    client.force_login(User.objects.create_user("somebody"))
    for url in (page_of(interview), LIST, "/admin/hubs/fittedreader/fit/"):
        assert client.get(url)["Location"].startswith("/admin/login/")


def test_who_may_not_add_readers_fits_none(client):
    sign_in(client, "view_fittedreader")
    assert client.post("/admin/hubs/fittedreader/fit/").status_code == 403


def test_no_page_carries_inline_code(admin_client):
    interview = keep()
    correct = f"{page_of(interview)}{first(interview).pk}/correct/"
    for url in (LIST, ADD, page_of(interview), correct, "/admin/hubs/fittedreader/", "/admin/hubs/fittedreader/fit/"):
        assert Page(admin_client.get(url)).inline_code == [], url


# The marks


def test_every_character_of_a_text_is_shown_once_and_every_suggestion_once():
    text = "# A\n\nOne. Two three.\n\nFour."
    asked = [Suggestion(pk=1, start=10, end=20, words=[[14, 19]]), Suggestion(pk=2, start=10, end=20, words=[])]
    found = parts(text, asked)
    assert ["".join(run.text for run in part.runs).strip() for part in found] == ["A", "One.", "Two three.", "Four."]
    assert [len(part.suggestions) for part in found] == [0, 0, 2, 0]
    assert [run.text for run in found[2].runs if run.carries] == ["three"]


# The form of evidence


def test_a_rating_has_the_legend_of_its_criterion(admin_client):
    makers.Criterion.objects.filter(slug="cost").update(low="Dear.", high="Cheap.")
    said = Evidence.objects.filter(criterion__slug="cost").first()
    content = Page(admin_client.get(f"/admin/hubs/evidence/{said.pk}/change/"))
    assert content.texts(".legend:not([hidden])") == ["Cost −2 Dear. +2 Cheap."]
    assert len(Page(admin_client.get("/admin/hubs/evidence/add/")).texts(".legend:not([hidden])")) > 1


def test_options_say_of_which_kind_a_criterion_is(admin_client):
    source = admin_client.get("/admin/hubs/evidence/add/").content.decode()
    assert 'data-kind="labels"' in source
    assert 'data-kind="rating"' in source


def test_an_offset_is_shown_in_words_and_never_typed(admin_client):
    draft = interviews.accept(first(keep(), "family"))
    response = admin_client.get(f"/admin/hubs/evidence/{draft.pk}/change/")
    assert "offset" not in response.context["adminform"].form.fields
    assert f"Character {TEXT.index('The schools')} of the text of A talk." in Page(response)


def statement(**overrides):
    about = {"form": "quote", "hub": Hub.objects.get(slug="lima").pk, "criterion": makers.make_criterion("cost").pk}
    about |= {"rating": -1, "speaker": "Ana", "kind": makers.make_kind().pk, "reliability": "medium"}
    return about | overrides


def test_a_quote_is_refused_at_saving_if_the_text_has_no_such_words(admin_client):
    source = keep().source.pk
    response = admin_client.post("/admin/hubs/evidence/add/", statement(text="rent is a gift", source=source))
    assert "do not stand" in errors_of(response)["text"][0]
    assert (
        admin_client.post("/admin/hubs/evidence/add/", statement(text="prices rise", source=source)).status_code == 302
    )
    assert Evidence.objects.get(text="prices rise").offset == TEXT.index("prices rise")


def test_a_quote_of_a_text_that_is_not_stored_is_told_what_to_do(admin_client):
    response = admin_client.post("/admin/hubs/evidence/add/", statement(text="a word", source=makers.make_source().pk))
    assert "keep the text" in errors_of(response)["source"][0]


def test_a_label_that_is_not_shown_is_dropped(admin_client):
    label, source = Option.objects.get(slug="ai"), makers.make_source("page", kind="report").pk
    said = statement(form="claim", text="It is dear.", source=source, label=label.pk)
    assert admin_client.post("/admin/hubs/evidence/add/", said).status_code == 302
    assert Evidence.objects.get(text="It is dear.").label is None
