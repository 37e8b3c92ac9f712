"""The catalogue's texts in other languages: as columns of a row, in files, in releases and on pages."""

import json
import re

import pytest
from django.core.management import call_command
from django.db.models import QuerySet
from django.utils import translation

from hubs import languages
from hubs.answers.hubs import Wanted
from hubs.catalogue import publishing, releases
from hubs.catalogue.records import MODELS, accepted, complete, fields_of, to_record
from hubs.explanations.hubs import hub_list
from hubs.models import Country, Evidence, Figure, Hub, Release, Source
from hubs.translation import TRANSLATED, column, with_translations
from tests import makers
from tests.pages import Page, words_of

pytestmark = pytest.mark.django_db

HUB = {"type": "hub", "country": "PE", "latitude": -12.0, "longitude": -77.0, "timezone": "America/Lima"}
SPANISH = {"name_es": "Ciudad de los Reyes", "summary_es": "Garúa."}


@pytest.fixture
def hub():
    return makers.make_hub("lima", name="Lima", summary="Drizzle.", **SPANISH)


@pytest.fixture
def folder(tmp_path):
    def write(*hubs):
        country = {"type": "country", "code": "PE", "name": "Peru", "languages": "es", "name_fr": "Pérou"}
        lines = (json.dumps(record) for record in (country, *(HUB | each for each in hubs)))
        (tmp_path / "all.jsonl").write_text("\n".join(lines), encoding="utf-8")
        return tmp_path

    return write


def stored(row):
    """What stands in the row's columns, past the library that translates attributes."""
    return QuerySet(type(row)).filter(pk=row.pk).values().get()


# Rows: the plain attribute is English, whatever language is active


@pytest.mark.parametrize("active", [*languages.CODES, None])
def test_the_plain_attribute_is_english_in_every_language(hub, active):
    with translation.override(active):
        assert (hub.name, str(hub), Hub.objects.get(name="Lima").name) == ("Lima", "Lima", "Lima")
        hub.name = "Lima Metropolitana"
        hub.save()
    assert {name: stored(hub)[name] for name in ("name", "name_en", "name_es", "name_fr")} == {
        "name": "Lima Metropolitana",
        "name_en": "Lima Metropolitana",
        "name_es": "Ciudad de los Reyes",
        "name_fr": None,
    }


@pytest.mark.parametrize("active", languages.CODES)
def test_a_new_row_has_its_english_text_and_no_other(active):
    with translation.override(active):
        row = makers.make_hub("cusco", name="Cusco")
    assert (stored(row)["name"], stored(row)["name_en"]) == ("Cusco", "Cusco")
    assert not any(stored(row)[column("name", code)] for code in languages.OTHERS)


def test_a_translation_is_as_short_as_the_english_text_may_be(hub):
    hub.name_fr = "x" * 81
    with pytest.raises(Exception, match="at most 80 characters"):
        hub.full_clean()


def test_every_translated_text_has_a_column_per_language_and_english_mirrors_the_plain_one():
    for model, names in TRANSLATED.items():
        columns = {field.name: field for field in model._meta.concrete_fields}
        for name in names:
            assert {*with_translations(name), f"{name}_en"} <= set(columns)
            assert not columns[f"{name}_en"].editable


# History


@pytest.mark.parametrize("model", [*MODELS.values()])
def test_history_follows_every_column_but_the_bookkeeping(model):
    followed = {field.name for field in model.history.model._meta.concrete_fields}
    assert {field.name for field in model._meta.concrete_fields} - followed == {"updated_at"}


def test_an_edited_translation_is_in_the_history_once(hub, admin_client):
    hub.name_es = "Lima, capital"
    hub.save()
    new, old = hub.history.all()
    assert [change.field for change in new.diff_against(old).changes] == ["name_es"]
    assert old.instance.name_es == "Ciudad de los Reyes"
    page = Page(admin_client.get(f"/admin/hubs/hub/{hub.pk}/history/"))
    assert "Ciudad de los Reyes Lima, capital" in page
    assert (page.texts("del"), page.texts("ins")) == (["Ciudad de los Reyes"], ["Lima, capital"])


def test_an_edited_english_text_is_in_the_history_once(hub):
    hub.name = "Lima, the capital"
    hub.save()
    new, old = hub.history.all()
    assert [change.field for change in new.diff_against(old).changes] == ["name"]


def test_a_source_has_a_history_without_being_translated():
    source = makers.make_source()
    source.title = "Another title"
    source.save()
    assert [past.title for past in source.history.all()] == ["Another title", "An article"]
    assert Source not in TRANSLATED


# Records


def test_a_record_holds_the_translations_that_there_are(hub):
    record = to_record(hub)
    assert {name: record[name] for name in ("name", *SPANISH)} == {"name": "Lima"} | SPANISH
    assert not {"name_en", "name_fr", "summary_pt_br"} & set(record)


def test_the_fields_of_a_record_leave_out_the_mirrors():
    names = [field.name for model in MODELS.values() for field in fields_of(model)]
    assert "name_es" in names
    assert [name for name in names if name.endswith("_en")] == []


def test_a_row_without_translations_makes_the_record_that_it_made_before_there_were_any():
    row = makers.make_evidence(makers.make_hub(), makers.make_criterion())
    assert not [name for name in to_record(row) if "translation" in name or "speaker_" in name]
    assert complete(to_record(row)) == to_record(row)


# Files


@pytest.mark.parametrize("active", languages.CODES)
def test_fixtures_are_loaded_alike_whatever_language_is_active(folder, active):
    with translation.override(active):
        call_command("load_catalogue", folder({"slug": "lima", "name": "Lima"} | SPANISH))
        call_command("load_catalogue", folder({"slug": "lima", "name": "Lima, Peru"} | SPANISH))
    (row,) = Hub.objects.all()
    found = {name: stored(row)[name] for name in ("name", "name_en", *SPANISH)}
    assert found == {"name": "Lima, Peru", "name_en": "Lima, Peru"} | SPANISH
    assert Country.objects.get().name_fr == "Pérou"
    assert [past.name for past in row.history.all()] == ["Lima, Peru", "Lima"]


def test_translations_reach_rows_that_were_loaded_before_there_were_any(folder, capsys):
    call_command("load_catalogue", folder({"slug": "lima", "name": "Lima"}))
    call_command("load_catalogue", folder({"slug": "lima", "name": "Lima"} | SPANISH))
    assert "0 created, 1 updated, 1 unchanged, 0 kept" in capsys.readouterr().out
    assert Hub.objects.get().name_es == "Ciudad de los Reyes"


def test_a_translation_that_a_fixture_no_longer_has_goes(folder):
    call_command("load_catalogue", folder({"slug": "lima", "name": "Lima"} | SPANISH))
    call_command("load_catalogue", folder({"slug": "lima", "name": "Lima"}))
    assert not Hub.objects.get().name_es


def test_an_admins_edit_of_a_translation_stays(folder, capsys):
    call_command("load_catalogue", folder({"slug": "lima", "name": "Lima"} | SPANISH))
    row = Hub.objects.get()
    row.name_es = "La Ciudad de los Reyes"
    row.save()
    call_command("load_catalogue", folder({"slug": "lima", "name": "Lima"} | SPANISH | {"name_es": "Lima"}))
    assert Hub.objects.get().name_es == "La Ciudad de los Reyes"
    assert "kept as edited here: hub lima" in capsys.readouterr().out


def test_the_mirror_is_no_field_of_a_fixture(folder):
    with pytest.raises(Exception, match="unknown field name_en"):
        call_command("load_catalogue", folder({"slug": "lima", "name": "Lima", "name_en": "Lima"}))


def test_an_export_has_the_translations_and_loads_again(hub, tmp_path, capsys):
    makers.make_evidence(hub, makers.make_criterion(), translation_es="Alguien dijo algo", speaker_fr="Une voix")
    call_command("export_catalogue")
    exported = capsys.readouterr().out
    assert '"name_es": "Ciudad de los Reyes"' in exported
    assert '"translation_es": "Alguien dijo algo"' in exported
    (tmp_path / "all.jsonl").write_text(exported, encoding="utf-8")
    Evidence.objects.all().delete()
    Hub.objects.all().delete()
    call_command("load_catalogue", tmp_path, overwrite=True)
    capsys.readouterr()
    call_command("export_catalogue")
    assert capsys.readouterr().out == exported


# Releases


def test_a_release_is_frozen_with_its_translations(hub):
    makers.make_criterion()
    makers.make_release()
    with translation.override("es"):
        frozen = releases.current().hubs["lima"]
    hub.name_es = "Otra"
    hub.save()
    with translation.override("es"):
        assert releases.get(1).hubs["lima"] == frozen
        assert (frozen.name, frozen.summary) == ("Ciudad de los Reyes", "Garúa.")


@pytest.mark.parametrize("active", ["en", "pt-br", "fr", None, "de"])
def test_what_is_not_translated_is_in_english(hub, active):
    makers.make_criterion()
    makers.make_release()
    with translation.override(active):
        assert releases.current().hubs["lima"].name == "Lima"


def test_a_release_from_before_the_translations_still_opens_in_every_language(client, hub):
    makers.make_evidence(hub, makers.make_criterion(), speaker_es="Alguien")
    payload = publishing.freeze(accepted(), makers.TODAY, makers.PLAIN)
    translated = {column(name, code) for names in TRANSLATED.values() for name in names for code in languages.OTHERS}
    for record in payload["records"]:
        for name in {*translated, "translation"}:
            record.pop(name, None)
    sha = releases.fingerprint(payload)
    Release.objects.create(number=1, sha256=sha, date=makers.TODAY, payload=payload)
    for prefix in ("", "/es", "/pt-br", "/fr"):
        response = client.get(f"{prefix}/hubs/lima/")
        assert response.status_code == 200
        assert Page(response).texts("h1") == ["Lima"]


def test_the_languages_of_a_release_share_one_ranker_fitted_once(monkeypatch, hub):
    makers.make_criterion()
    makers.make_release()
    makers.forget()
    fitted = []
    fit = releases.fit_rankers
    monkeypatch.setattr(releases, "fit_rankers", lambda *args: fitted.append(args) or fit(*args))
    found = []
    for active in languages.CODES:
        with translation.override(active):
            found.append(releases.current())
    assert len({id(catalogue.ranker) for catalogue in found}) == 1
    assert len(fitted) == 1
    assert len({id(catalogue) for catalogue in found}) == 4


def test_a_ranking_is_the_same_in_every_language(client):
    makers.make_release()
    query = "cost=3&family=2&specialty=fintech"
    english = client.get(f"/results/?{query}").context["outcome"]
    spanish = client.get(f"/es/results/?{query}").context["outcome"]
    assert [(row.hub.slug, row.score, row.sure) for row in english.rows] == [
        (row.hub.slug, row.score, row.sure) for row in spanish.rows
    ]


def test_translated_voices_stay_the_voices_that_they_are():
    """Two speakers of one source are two votes, whatever their translations are."""
    hub, cost = makers.make_hub(), makers.make_criterion()
    for speaker in ("Ana", "Luis"):
        makers.make_evidence(hub, cost, 2, speaker=speaker, speaker_es="Un desarrollador")
    makers.make_release()
    with translation.override("es"):
        assert releases.current().ranker.cell("lima", "cost").n == 2


def test_a_translation_alone_makes_a_new_release(hub):
    makers.make_criterion()
    makers.make_release()
    hub.name_fr = "Lima la Grise"
    hub.save()
    assert makers.make_release().number == 2


@pytest.mark.parametrize("active", ["en", "es"])
def test_names_are_sorted_as_if_they_had_no_accents(active):
    makers.make_criterion()
    for slug, name in (("cusco", "Cusco"), ("cordoba", "Córdoba"), ("colima", "Colima"), ("arica", "Ärica")):
        makers.make_hub(slug, name=name)
    makers.make_release()
    with translation.override(active):
        catalogue = releases.current()
        assert list(catalogue.hubs) == ["arica", "colima", "cordoba", "cusco"]
        assert [card.hub.slug for card in hub_list(catalogue, Wanted()).cards] == [
            "arica",
            "colima",
            "cordoba",
            "cusco",
        ]


def test_hubs_are_sorted_by_their_names_in_the_language_of_the_page():
    makers.make_criterion()
    makers.make_hub("new-york-city", name="New York City", name_es="Nueva York")
    makers.make_hub("mexico-city", name="Mexico City", name_fr="Ville de Mexico")
    makers.make_release()
    with translation.override("fr"):
        assert list(releases.current().hubs) == ["new-york-city", "mexico-city"]
    assert list(releases.current().hubs) == ["mexico-city", "new-york-city"]


def test_figures_bring_their_words_and_notes(client):
    hub = makers.make_hub()
    visa = makers.make_indicator("visa", name="Visa", name_es="Visado", shape="fact", lower=None, upper=None, unit="")
    makers.make_figure(
        hub, visa, None, text="Open", text_es="Abierto", note="Since 2021", note_es="Desde 2021", scope="city"
    )
    makers.make_criterion()
    makers.make_release()
    page = Page(client.get("/es/hubs/lima/"))
    assert all(words in page for words in ("Visado", "Abierto", "Desde 2021"))
    assert Figure.objects.get().text == "Open"


# Quotes and claims on pages


def said_of_lima(**values):
    makers.make_evidence(makers.make_hub(), makers.make_criterion(), **values)
    makers.make_release()


def item(client, prefix, key="evidence-1"):
    return Page(client.get(f"{prefix}/hubs/lima/cost/")).part(f"figure#{key}")


QUOTE = {"text": "It is cheap here", "highlight": "cheap", "speaker": "Ana, developer"}
QUOTE |= {"translation_es": "Aquí todo es barato", "speaker_es": "Ana, desarrolladora"}
CLAIM = {"form": "claim", "text": "Rents are low.", "highlight": "", "offset": None, "speaker": "A guide"}
CLAIM |= {"translation_es": "Los alquileres son bajos.", "speaker_es": "Una guía"}


def test_a_quote_stays_word_for_word_with_our_translation_below_it(client):
    said_of_lima(**QUOTE)
    found = item(client, "/es")
    assert found.texts('blockquote[lang="en"] > p') == ["It is cheap here"]
    assert found.texts("blockquote mark") == ["cheap"]
    assert words_of(found.one("blockquote ~ p.item-translation")).endswith(" Aquí todo es barato")
    assert found.all("p.item-translation > b")
    assert "Ana, desarrolladora" in found
    assert "Ana, developer" not in found.source


@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_a_quote_has_no_translation_where_it_needs_or_has_none(client, prefix):
    said_of_lima(**QUOTE)
    found = item(client, prefix)
    assert not found.all(".item-translation")
    assert found.all('blockquote[lang="en"]')
    assert "Ana, developer" in found


@pytest.mark.parametrize(("prefix", "translated"), [("", "It is cheap."), ("/fr", "C’est bon marché."), ("/pt-br", "")])
def test_a_quote_in_portuguese_is_translated_for_who_does_not_read_it(client, prefix, translated):
    source = makers.make_source("um-artigo", language="pt")
    values = {"text": "É barato", "highlight": "", "translation": "It is cheap.", "translation_fr": "C’est bon marché."}
    said_of_lima(source=source, **values, translation_pt_br="Não deve aparecer")
    found = item(client, prefix)
    assert found.texts('blockquote[lang="pt"] > p') == ["É barato"]
    assert translated in found
    assert len(found.all(".item-translation")) == bool(translated)
    assert "Não deve aparecer" not in found.source


def test_an_english_rendering_is_none_for_a_reader_of_a_third_language(client):
    source = makers.make_source("um-artigo", language="pt")
    said_of_lima(source=source, text="É barato", highlight="", translation="It is cheap.")
    assert "It is cheap." not in item(client, "/es").source


def test_a_claim_is_retold_in_the_language_of_the_page(client):
    said_of_lima(**CLAIM)
    found = item(client, "/es")
    assert found.texts("p.item-words:not([lang])") == ["Los alquileres son bajos."]
    assert "Rents are low." not in found.source
    assert "Una guía" in found


def test_a_claim_without_a_translation_is_in_english_and_says_so(client):
    said_of_lima(**CLAIM)
    assert item(client, "/fr").texts('p.item-words[lang="en"]') == ["Rents are low."]


@pytest.mark.parametrize(
    ("prefix", "language", "named"),
    [
        ("", "es", "in Spanish"),
        ("", "en", None),
        ("/es", "es", None),
        ("/es", "en", "inglés"),
        ("/pt-br", "pt", None),
        ("/fr", "pt", "portugais"),
    ],
)
def test_a_claim_names_the_language_of_its_source_unless_it_is_the_pages(client, prefix, language, named):
    said_of_lima(**CLAIM, source=makers.make_source("a-report", kind="report", language=language))
    credit = item(client, prefix).part("figcaption")
    assert credit.all(f'[lang="{language}"]') or not credit.all("cite")
    assert bool(re.search(r" · [^·]*(in Spanish|inglés|portugais)", credit.words)) == bool(named)
    assert not named or named in credit
