import csv
import io
import json
import re

import pytest

from hubs.exports.files import FILES
from hubs.models import Criterion, Evidence, Hub, SharedRanking, Source
from tests import caches, makers
from tests.pages import Page, shared_link
from tests.test_spreadsheets import opened

pytestmark = pytest.mark.django_db

ANSWERS = "cost=2&family=1&specialty=fintech"


@pytest.fixture(autouse=True)
def release():
    return makers.make_release()


@pytest.fixture
def link(client):
    return shared_link(client.post("/share/", {"answers": ANSWERS}))


def rows(response):
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def document(client, answers=ANSWERS):
    return json.loads(client.get(f"/results/ranking.json?{answers}").content)


def test_the_document_holds_the_ranking_of_the_page(client, release):
    found = document(client)
    page = client.get(f"/results/?{ANSWERS}").context["outcome"]
    assert [hub["slug"] for hub in found["hubs"]] == [row.hub.slug for row in page.rows]
    assert [round(100 * hub["score"]) for hub in found["hubs"]] == [row.score for row in page.rows]
    assert found["points"] == {priority.criterion.slug: float(priority.points) for priority in page.priorities}
    assert (found["release"], found["date"], found["sha256"]) == (1, "2026-11-22", release.sha256)
    assert found["options"] == {"specialty": ["fintech"]}
    assert found["page"] == f"http://testserver/results/?{found['answers']}"
    assert client.get(found["page"]).status_code == 200


def test_the_document_is_what_the_command_prints(client, capsys):
    from django.core.management import call_command

    call_command("rank", answers=ANSWERS, as_json=True, evidence=True)
    printed = json.loads(capsys.readouterr().out)
    found = document(client)
    assert {name: found[name] for name in printed} == printed
    assert set(found) - set(printed) == {"answers", "page"}


def test_what_items_add_and_what_is_usual_make_the_contribution(client):
    found = document(client)
    for hub in found["hubs"]:
        for slug, contribution in hub["contributions"].items():
            items = [item for item in found["evidence"] if (item["hub"], item["criterion"]) == (hub["slug"], slug)]
            points = sum(item["effect"] for item in items) + found["usual"][hub["slug"]][slug]
            assert points == pytest.approx(contribution, abs=1e-12)
            assert len(items) == hub["evidence"][slug]


def test_who_scores_the_same_shares_a_rank_in_every_file(client):
    makers.make_hub("quito")
    makers.make_release()
    query = "airport=1&specialty=ai"  # of cusco and quito nothing is known
    hubs = document(client, query)["hubs"]
    assert sorted(hub["rank"] for hub in hubs)[-2:] == [3, 3]
    assert {hub["slug"] for hub in hubs if hub["rank"] == 3} == {"cusco", "quito"}
    table = rows(client.get(f"/results/ranking.csv?{query}"))
    assert [row["rank"] for row in table] == [str(hub["rank"]) for hub in hubs]
    link = shared_link(client.post("/share/", {"answers": query}))
    assert [hub["rank"] for hub in SharedRanking.objects.get().outcome["hubs"]] == [hub["rank"] for hub in hubs]
    assert [hub["rank"] for hub in client.get(f"{link}ranking.json").json()["hubs"]] == [hub["rank"] for hub in hubs]


def test_every_item_names_a_source_with_its_licence(client):
    Source.objects.update(licence="CC BY 4.0", publisher="A paper", url="https://example.org/a")
    makers.make_release()
    found = document(client, "cost=1&airport=1&family=1")
    sources = {source["slug"]: source for source in found["sources"]}
    assert {item["source"] for item in found["evidence"]} == set(sources) == {"an-article", "a-dataset"}
    assert sources["an-article"]["licence"] == "CC BY 4.0"
    assert {item["form"] for item in found["evidence"]} == {"quote", "claim", "figure"}
    by_country = [item for item in found["evidence"] if item["place"] == "PE"]
    assert {item["hub"] for item in by_country} == {"lima", "cusco"}


def test_a_figure_brings_its_indicator_and_its_value(client):
    figure = next(item for item in document(client, "airport=1")["evidence"] if item["hub"] == "lima")
    assert (figure["form"], figure["indicator"], figure["text"]) == ("figure", "airport-distance", "10 km")
    assert (figure["value"], figure["unit"]) == (9.7, "km")


def test_an_export_is_in_the_language_of_its_address(client):
    Hub.objects.filter(slug="toronto").update(name_fr="Toronto la Grande")
    makers.make_release()
    table = rows(client.get(f"/fr/results/ranking.csv?{ANSWERS}"))
    assert "Toronto la Grande" in [row["name"] for row in table]
    assert all("." in row["score"] for row in table)
    assert json.loads(client.get(f"/fr/results/ranking.json?{ANSWERS}").content)["page"].startswith(
        "http://testserver/fr/"
    )


def test_pages_link_every_file(client, link):
    for page, query in ((link, ""), ("/results/", f"?{ANSWERS}")):
        links = Page(client.get(page + query)).links()
        assert {f"{page}{file}{query}" for file in FILES} <= set(links)


def test_the_table_holds_the_ranking_in_points(client):
    table, found = rows(client.get(f"/results/ranking.csv?{ANSWERS}")), document(client)
    assert [row["hub"] for row in table] == [hub["slug"] for hub in found["hubs"]]
    for row, hub in zip(table, found["hubs"], strict=True):
        assert float(row["score"]) == pytest.approx(100 * hub["score"], abs=0.001)
        assert float(row["likely_low"]) <= float(row["score"]) <= float(row["likely_high"])
        earned = [float(row[f"{slug}_earned"]) for slug in found["weights"]]
        assert sum(earned) == pytest.approx(100 * hub["score"], abs=0.01)
        assert sum(float(row[f"{slug}_worth"]) for slug in found["weights"]) == pytest.approx(100, abs=0.01)
        assert int(row["cost_items"]) == hub["evidence"]["cost"]
    assert {row["release_sha256"] for row in table} == {found["sha256"]}


def test_hubs_that_are_left_out_stand_at_the_end_with_the_reason(client):
    table = rows(client.get(f"/results/ranking.csv?{ANSWERS}&country=CA"))
    assert [(row["rank"], row["hub"]) for row in table] == [("1", "toronto"), ("", "lima"), ("", "cusco")]
    assert [row["left_out"] for row in table] == ["", *["Not in a country that is allowed."] * 2]
    assert table[1]["cost_earned"] == table[1]["score"] == ""
    assert table[1]["release"] == "1"


def test_a_ranking_without_hubs_can_be_taken_along(client):
    answers = "cost=1&country=CA&language=es"
    assert len(rows(client.get(f"/results/ranking.csv?{answers}"))) == 3
    assert rows(client.get(f"/results/evidence.csv?{answers}")) == []
    assert document(client, answers)["hubs"] == []


def test_the_evidence_table_holds_every_item(client):
    table, found = rows(client.get(f"/results/evidence.csv?{ANSWERS}")), document(client)
    assert [row["key"] for row in table] == [item["key"] for item in found["evidence"]]
    assert [float(row["points"]) for row in table] == [round(100 * item["effect"], 3) for item in found["evidence"]]
    assert table[0]["source_title"] == "An article"


@pytest.mark.parametrize("file", FILES)
def test_a_file_is_saved_under_its_release_and_kept_from_search_engines(client, link, file):
    for address in (f"/results/{file}?{ANSWERS}", f"{link}{file}"):
        response = client.get(address)
        name = file.replace(".", "-release-1.")
        assert response["Content-Disposition"] == f'attachment; filename="relocate-{name}"'
        assert response["X-Robots-Tag"] == "noindex"
        assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("file", ["ranking.csv", "evidence.csv"])
def test_excel_is_told_that_it_is_utf_8(client, file):
    response = client.get(f"/results/{file}?{ANSWERS}")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(b"\xef\xbb\xbf")


HOSTILE = ["=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(A1)", "＝1+1", "'=1"]
WRITTEN = {text: f"'{text}" for text in HOSTILE} | {"\t=1": "'\t'=1", "Bo;=1+1": "Bo;'=1+1", "a\n-2+3": "a\n'-2+3"}


@pytest.mark.parametrize("text", WRITTEN)
def test_no_text_runs_in_a_spreadsheet(client, text):
    Hub.objects.filter(slug="lima").update(name=text)
    Source.objects.update(title=text, publisher=text, licence=text)
    Evidence.objects.update(text=text, speaker=text)
    makers.make_release()
    for file in ("ranking.csv", "evidence.csv"):
        cells = [cell for row in rows(client.get(f"/results/{file}?{ANSWERS}")) for cell in row.values()]
        assert WRITTEN[text] in cells
        assert text not in cells


def test_numbers_stay_numbers(client):
    table = rows(client.get(f"/results/ranking.csv?{ANSWERS}"))
    added = [row["cost_added"] for row in table]
    assert any(cell.startswith("-") for cell in added)
    assert all(float(cell) < 100 for cell in added)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("answers", ["", "cost=9", "weather=2", "cost=1&cost=2", "cost=3&family=3&airport=3&x=1"])
def test_bad_answers_are_answered_in_words_as_on_the_page(client, file, answers):
    response, page = client.get(f"/results/{file}?{answers}"), client.get(f"/results/?{answers}")
    assert response.status_code == page.status_code == 400
    assert "Content-Disposition" not in response
    problems = page.context["form"].errors
    assert response.context["form"].errors == problems
    assert problems


def test_a_shared_ranking_is_taken_along_as_it_was_stored(client, link):
    before = {file: client.get(f"{link}{file}").content for file in FILES}
    Evidence.objects.filter(hub__slug="lima").update(rating=-2)
    makers.make_release()
    assert {file: client.get(f"{link}{file}").content for file in FILES} == before
    shared = SharedRanking.objects.get()
    shared.outcome["hubs"][0]["score"] = 0.4242
    shared.outcome["stability"][0]["p_first"] = 0.987
    shared.save()
    assert rows(client.get(f"{link}ranking.csv"))[0]["score"] == "42.42"
    stored = json.loads(client.get(f"{link}ranking.json").content)["hubs"][0]
    assert (stored["score"], stored["p_first"]) == (0.4242, 0.987)


def test_a_shared_document_names_the_shared_page(client, link):
    found = json.loads(client.get(f"{link}ranking.json").content)
    assert found["page"] == f"http://testserver{link}"
    assert found["answers"] == SharedRanking.objects.get().answers


@pytest.mark.parametrize("file", FILES)
def test_an_unknown_token_or_file_is_not_found(client, link, file):
    assert client.get(f"/s/{'a' * 22}/{file}").status_code == 404
    assert client.get(f"{link}other.csv").status_code == 404
    assert client.get(f"/results/{file}x?{ANSWERS}").status_code == 404
    assert client.post(f"/results/{file}?{ANSWERS}").status_code == 405


def test_the_pages_link_to_what_can_be_taken_along(client, link):
    results, shared = client.get(f"/results/?{ANSWERS}"), client.get(link)
    for file in FILES:
        href = f'href="/results/{file}?cost=2&amp;family=1&amp;specialty=fintech"'
        assert href in results.content.decode()
        assert f'href="{link}{file}"' in shared.content.decode()
        assert client.get(f"/results/{file}?{ANSWERS}").status_code == 200


def test_a_criterion_that_is_gone_stays_in_a_shared_export(client, link):
    Evidence.objects.filter(criterion__slug="family").delete()
    Criterion.objects.get(slug="family").delete()
    makers.make_release()
    assert "family_earned" in rows(client.get(f"{link}ranking.csv"))[0]


def test_exports_do_without_the_cache_and_cost_few_queries(client, link, settings, django_assert_max_num_queries):
    settings.CACHES = caches.GONE
    for file in FILES:
        with django_assert_max_num_queries(1):
            client.get(f"/results/{file}?{ANSWERS}")
        with django_assert_max_num_queries(2):
            client.get(f"{link}{file}")


def test_the_document_can_be_read_by_people(client):
    Hub.objects.filter(slug="lima").update(name="Límac")
    makers.make_release()
    response = client.get(f"/results/ranking.json?{ANSWERS}")
    assert response["Content-Type"] == "application/json"
    lines = response.content.decode().splitlines()
    assert '   "name": "Límac",' in lines


@pytest.mark.parametrize(
    ("language", "names"), [("", ["Ranking", "Evidence"]), ("/es", None), ("/pt-br", None), ("/fr", None)]
)
def test_a_workbook_holds_both_tables_with_numbers_in_every_language(client, language, names):
    address = f"{language}/results/ranking.xlsx?{ANSWERS}&country=CA"
    sheets = opened(client.get(address).content)
    assert names is None or list(sheets) == names
    for rows_of, file in zip(sheets.values(), ("ranking.csv", "evidence.csv"), strict=True):
        table = rows(client.get(address.replace("ranking.xlsx", file)))
        head, *body = ({re.sub(r"\d", "", place): cell for place, cell in row.items()} for row in rows_of)
        columns = dict(zip(head, table[0], strict=True))
        for row, printed in zip(body, table, strict=True):
            values = {name: row.get(column) for column, name in columns.items() if name not in IN_WORDS}
            assert {name: as_stored(cell) for name, cell in printed.items() if name not in IN_WORDS} == values


IN_WORDS = {"on_shortlist", "is_old", "form", "criterion", "option"}


def test_a_workbook_speaks_its_readers_language(client):
    criterion = Criterion.objects.get(slug="cost")
    Criterion.objects.filter(pk=criterion.pk).update(name_es="Costo de vida")
    makers.make_release()
    for language, name in (("", criterion.name), ("/es", "Costo de vida")):
        sheets = opened(client.get(f"{language}/results/ranking.xlsx?{ANSWERS}").content)
        heads = [list(rows_of[0].values()) for rows_of in sheets.values()]
        assert all(len(set(head)) == len(head) for head in heads)
        assert not [column for head in heads for column in head if "_" in column]
        assert any(column.startswith(f"{name}: ") for column in heads[0])
        said = {cell for row in list(sheets.values())[1] for cell in row.values()}
        assert name in said
        assert not said & {"cost", "claim"}


def test_the_tables_for_programs_keep_their_names_in_every_language(client):
    for file in ("ranking.csv", "evidence.csv"):
        heads = [list(rows(client.get(f"{language}/results/{file}?{ANSWERS}"))[0]) for language in ("", "/es", "/fr")]
        assert heads[0] == heads[1] == heads[2]


def as_stored(printed):
    """What a CSV's cell is as a value."""
    try:
        return float(printed)
    except ValueError:
        return printed.removeprefix("'") or None


def test_a_shared_workbook_is_of_its_release(client, link):
    before = client.get(f"{link}ranking.xlsx").content
    Evidence.objects.update(rating=-2)
    makers.make_release()
    assert client.get(f"{link}ranking.xlsx").content == before
