"""A file of many people's answers: what comes back, what is wrong with it, and who may send one."""

import csv
import io
from base64 import b64decode

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from hubs.catalogue import releases
from hubs.sheets import profiles as sheet
from hubs.views import profiles as view
from tests import makers
from tests.pages import Page
from tests.spending import spent

pytestmark = pytest.mark.django_db

FILE = 'id,cost,family,specialty,country\nAna,3,,,\n"=1+1",,2,fintech ai,PE CA\n'


@pytest.fixture(autouse=True)
def release():
    return makers.make_release()


@pytest.fixture
def desk():
    client = Client()
    client.force_login(User.objects.create_user("recruiter"))
    return client


def send(client, text, name="people.csv"):
    content = text if isinstance(text, bytes) else text.encode()
    return client.post("/profiles/", {"file": SimpleUploadedFile(name, content)})


def table(response):
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def problems(response):
    return Page(response).texts("#problems li")[:-1]


def test_each_row_comes_back_with_its_best_hubs(desk):
    response = send(desk, FILE)
    assert response.status_code == 200
    assert response["Content-Disposition"] == 'attachment; filename="relocate-ranked.csv"'
    ana, other = table(response)
    assert (ana["line"], ana["id"], ana["release"]) == ("2", "Ana", "1")
    for row, query in ((ana, "cost=3"), (other, "family=2&specialty=fintech&specialty=ai&country=PE&country=CA")):
        form = makers.answers(query)
        alone = form.catalogue.rank(form.valid_profile).hubs[:5]
        named = [row[f"hub_{place}"] for place in range(1, 6) if row[f"hub_{place}"]]
        assert named == [hub.slug for hub in alone]
        assert [row[f"points_{place}"] for place in range(1, 4)] == [str(round(100 * hub.score)) for hub in alone]


def test_what_a_spreadsheet_would_run_comes_back_as_text(desk):
    assert table(send(desk, FILE))[1]["id"] == "'=1+1"
    again = table(send(desk, "id,cost\n'=1+1,3\n"))
    assert again[0]["id"] == "'=1+1", "and grows no second apostrophe"


def test_what_people_say_alone_and_soft_musts_are_ranked_as_they_are(desk):
    response = send(desk, "id,cost,basis,must,country\n1,3,people,,\n2,3,,rather.country,CA\n3,3,,,CA\n")
    for row, query in zip(
        table(response),
        ("cost=3&basis=people", "cost=3&must=rather.country&country=CA", "cost=3&country=CA"),
        strict=True,
    ):
        form = makers.answers(query)
        best = form.catalogue.rank(form.valid_profile).hubs if form.is_valid() else ()
        assert [row[f"hub_{n}"] for n in range(1, 1 + len(best))] == [hub.slug for hub in best]
    assert table(response)[2]["hub_2"] == ""


def test_the_template_can_be_sent_as_it_is(desk):
    template = desk.get("/profiles/template.csv")
    assert template["Content-Disposition"] == 'attachment; filename="relocate-profiles.csv"'
    header = template.content.decode("utf-8-sig").splitlines()[0].split(",")
    assert header == sheet.columns_of(releases.current())
    assert {"id", "cost", "specialty", "size_to", "must", "country"} <= set(header)
    assert not {"home", "home_cost", "invitation"} & set(header)
    assert len(table(send(desk, template.content))) == 1


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("9,,,", "Line 2: cost:"),
        ("0,,,", "Line 2: Choose at least one thing"),
        ("3,,,XX", "Line 2: country:"),
        ("3,,nothing,", "Line 2: specialty:"),
        ("3,3,3,", "Line 2: specialty:"),
        ("3,,,PE,more", "Line 2: it has more cells than the first line."),
    ],
)
def test_every_wrong_row_is_named_with_what_is_wrong_and_nothing_is_ranked(desk, row, why):
    response = send(desk, f"cost,family,specialty,country\n{row}\n1,,,\n")
    assert response.status_code == 400
    assert problems(response)[0].startswith(why)


def test_many_problems_are_told_in_part_and_counted(desk):
    response = send(desk, "cost\n" + "9\n" * 60)
    assert problems(response)[-1] == "And 10 more of this kind."
    assert len(problems(response)) == 51


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "The first line names no question of ours"),
        ("cost\n", "The file has no rows"),
        ("colour,cost\nred,3\n", "The first line names no question of ours: colour."),
        ("cost,cost\n3,3\n", "The first line names a question twice."),
        ('cost\n"3\n', "never closed"),
        (b"PK\x03\x04nonsense", "workbook or an archive"),
        (b"\x00\x01\x02\x03", ""),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(desk, text, why):
    response = send(desk, text)
    assert response.status_code == 400
    assert why in problems(response)[0]


def test_a_form_without_a_file_says_so(desk):
    response = desk.post("/profiles/", {})
    assert response.status_code == 400
    assert problems(response) == ["Choose a file."]


def test_no_more_rows_and_no_larger_files_than_are_promised(desk, monkeypatch):
    monkeypatch.setattr("hubs.views.profiles.MOST_ROWS", 2)
    assert send(desk, "cost\n1\n2\n").status_code == 200
    assert problems(send(desk, "cost\n1\n2\n3\n")) == ["The file has more than 2 rows: send it in parts."]
    monkeypatch.setattr("hubs.views.profiles.MOST_BYTES", 5)
    assert "larger than" in problems(send(desk, "cost\n1\n2\n"))[0]


def test_ten_thousand_rows_come_back_in_one_answer(desk):
    rows = "".join(f"{number},{number % 3 + 1},{number % 2 + 1},fintech,PE\n" for number in range(10_000))
    response = send(desk, f"id,cost,family,specialty,country\n{rows}")
    assert response.status_code == 200
    assert "10,000 of 10,000 profiles ranked." in (page := Page("".join(pieces(response))))
    found = list(csv.DictReader(io.StringIO(downloaded(page).decode("utf-8-sig"))))
    assert [row["id"] for row in found] == [str(number) for number in range(10_000)]
    assert {row["hub_1"] for row in found} == {"lima"}


def test_twenty_files_an_hour_and_no_more(desk):
    spent("profiles", 19)
    assert send(desk, FILE).status_code == 200
    response = send(desk, FILE)
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0


@pytest.mark.parametrize("path", ["/profiles/", "/profiles/template.csv", "/fr/profiles/"])
def test_it_is_for_those_who_have_signed_in(client, desk, path):
    response = client.get(path)
    assert response.status_code == 302
    assert "next=" in response["Location"]
    assert desk.get(path).status_code == 200
    assert client.post(path, {}).status_code in {302, 405}


def test_a_file_without_a_token_is_not_read():
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(User.objects.create_user("careful"))
    response = send(careful, FILE)
    assert response.status_code == 403
    assert Page(response).all("form [name=file]")


# The command


def test_the_command_ranks_a_file_into_a_file(tmp_path, capsys):
    people, ranked = tmp_path / "people.csv", tmp_path / "ranked.csv"
    people.write_text(FILE)
    call_command("rank_profiles", people, ranked)
    assert "2 profiles ranked" in capsys.readouterr().out
    rows = list(csv.DictReader(io.StringIO(ranked.read_text(encoding="utf-8-sig"))))
    assert [row["hub_1"] for row in rows] == ["lima", "toronto"]


def test_the_command_writes_a_template_that_it_reads(tmp_path):
    template, ranked = tmp_path / "template.csv", tmp_path / "ranked.csv"
    call_command("rank_profiles", template, "--template")
    call_command("rank_profiles", template, ranked)
    assert ranked.exists()


@pytest.mark.parametrize("text", ["cost\n9\n", "colour\n1\n"])
def test_the_command_says_what_is_wrong_and_writes_nothing(tmp_path, text):
    people, ranked = tmp_path / "people.csv", tmp_path / "ranked.csv"
    people.write_text(text)
    with pytest.raises(CommandError):
        call_command("rank_profiles", people, ranked)
    assert not ranked.exists()


def test_the_command_wants_both_files(tmp_path):
    with pytest.raises(CommandError, match="say where"):
        call_command("rank_profiles", tmp_path / "people.csv")
    with pytest.raises(CommandError, match="No such file"):
        call_command("rank_profiles", tmp_path / "none.csv", tmp_path / "ranked.csv")


# A large file


@pytest.fixture
def in_steps(monkeypatch):
    """As if every file were large."""
    monkeypatch.setattr(view, "AT_ONCE", 0)
    monkeypatch.setattr(view, "BATCH", 2)
    monkeypatch.setattr(sheet, "BATCH", 2)
    monkeypatch.setattr(sheet, "STEP", 2)


def pieces(response):
    assert response.streaming
    return [piece.decode() for piece in response.streaming_content]


def downloaded(page):
    link = page.one(".profiles-step a").attributes
    assert link["download"] == "relocate-ranked.csv"
    return b64decode(link["href"].removeprefix("data:text/csv;charset=utf-8;base64,"))


def test_a_large_file_tells_how_far_it_is_and_brings_the_same_table(desk, in_steps, monkeypatch):
    text = "id,cost\n" + "".join(f"person {number},{number % 3 + 1}\n" for number in range(5))
    response = send(desk, text)
    assert (response.status_code, response["Content-Encoding"]) == (200, "identity")
    assert response["X-Robots-Tag"] == "noindex"
    head, *steps, tail = pieces(response)
    assert "profiles-steps" in head
    assert "</html>" in tail
    told = [" ".join(Page(step).one(".profiles-step").text().split()) for step in steps[:-1]]
    assert told == [
        *("0 rows read.", "2 rows read.", "4 rows read."),
        *("0 of 5 profiles ranked.", "2 of 5 profiles ranked.", "4 of 5 profiles ranked."),
    ]
    monkeypatch.setattr(view, "AT_ONCE", 10**6)
    assert downloaded(Page(steps[-1])) == send(desk, text).content


def test_what_is_wrong_with_a_large_file_is_told_where_it_was_going(desk, in_steps):
    for text, told in (
        ("id,cost\nAna,9\n", "Line 2: cost"),
        ("id,cost\nAna,1,2\n", "Line 2: it has more cells"),
        ("id,nonsense\nAna,9\n", "names no question of ours: nonsense"),
        ("id,cost\n", "no rows"),
    ):
        page = Page("".join(pieces(send(desk, text))))
        assert told in page.texts("#problems li")[0]
        assert not page.texts(".profiles-step a")


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04nonsense", b"\xff\xfe\x00\x00", b"id\0,cost\n1,1\n", b'id,cost\n"1,1\n' * 50, b","]
)
def test_no_hostile_file_breaks_the_page(desk, in_steps, content):
    response = send(desk, content)
    page = Page("".join(pieces(response)))
    assert page.texts("#problems li") or page.texts(".profiles-step a")
    assert "</html>" in page.source


def test_what_a_hostile_row_says_is_no_part_of_the_page(desk, in_steps):
    page = Page("".join(pieces(send(desk, 'id,cost\n"<script>alert(1)</script>",<b>x</b>\n'))))
    assert "<script>alert" not in page.source
    assert "<b>x</b>" not in page.source


def test_the_steps_are_in_the_language_of_the_page(desk, in_steps):
    file = SimpleUploadedFile("people.csv", b"id,cost\nAna,9\n")
    assert "Ligne 2" in Page("".join(pieces(desk.post("/fr/profiles/", {"file": file})))).texts("#problems li")[0]
