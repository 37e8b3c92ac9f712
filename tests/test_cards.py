"""Share cards: really decoded, and looked at pixel by pixel where that is the only way to know."""

import io
import re
from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree

import pytest
from django.http import QueryDict
from django.template import Context, Template
from django.template.loader import get_template, render_to_string
from django.utils import translation
from PIL import Image

from hubs import languages
from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue import releases
from hubs.drawing import picture
from hubs.drawing.boxes import Box
from hubs.drawing.typeface import Words, face, printable
from hubs.explanations import cards as laid_out
from hubs.explanations.results import explain
from hubs.formats import plain_lines
from hubs.models import Country, Criterion, Evidence, Hub, SharedRanking
from hubs.views import cards
from hubs.web.cache import cache
from hubs.web.pinned import find_shared
from tests import caches, makers
from tests.pages import Page, shared_link

pytestmark = pytest.mark.django_db

ANSWERS = "cost=2&family=1&specialty=fintech"
MARGIN = (706, 0, 740, 630)  # between the words and the map
INK = (0x13, 0x23, 0x2F)


@pytest.fixture
def release():
    return makers.make_release()


@pytest.fixture
def link(client, release):
    return shared_link(client.post("/share/", {"answers": ANSWERS}))


def opened_picture(response):
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    return decoded(response.content)


def decoded(png):
    image = Image.open(io.BytesIO(png))
    assert (image.format, image.size) == ("PNG", (1200, 630))
    return image.convert("RGB")


def count(image, box, colour):
    cropped = image.crop(box)
    return sum(number for number, found in cropped.getcolors(cropped.width * cropped.height) if found == colour)


def colour(name):
    value = picture.colours()[name].lstrip("#")
    return tuple(int(value[at : at + 2], 16) for at in (0, 2, 4))


def is_blank(image, box):
    return image.crop(box).getcolors() == [((box[2] - box[0]) * (box[3] - box[1]), (255, 255, 255))]


def has_no_overflow(image):
    return is_blank(image, MARGIN) and is_blank(image, (0, 0, 40, 630)) and is_blank(image, (0, 610, 740, 630))


@pytest.mark.parametrize("path", ["/card.png", "/hubs/lima/card.png"])
def test_a_card_has_a_title_and_a_map(client, release, path):
    image = opened_picture(client.get(path))
    assert count(image, (60, 100, 704, 260), INK) > 1000
    assert count(image, (740, 0, 1200, 630), colour("map_land")) > 20_000
    assert count(image, (740, 0, 1200, 630), colour("sea")) > 20_000
    assert has_no_overflow(image)


def test_a_shared_ranking_is_drawn_with_its_bars_and_its_first_hubs(client, link):
    image = opened_picture(client.get(f"{link}card.png"))
    assert count(image, (60, 100, 704, 230), INK) > 1000
    shortlist = client.get(link).context["outcome"].shortlist
    assert len(shortlist) == 2
    for row in range(len(shortlist)):
        assert count(image, (366, 245 + 50 * row, 586, 275 + 50 * row), colour("series_1")) > 100
    assert is_blank(image, (366, 345, 586, 375)), "a hub beside the shortlist has no row"
    assert count(image, (740, 0, 1200, 630), colour("accent")) > 500
    assert has_no_overflow(image)


@pytest.mark.parametrize(("score", "low", "high"), [(74, 48, 100), (100, 0, 100), (100, 100, 100), (0, 0, 0)])
def test_the_widest_score_and_range_keep_their_columns(link, score, low, high):
    card = ranking_card_of(link, score, low, high)
    image = decoded(cards._draw(card))
    assert has_no_overflow(image)
    bar_right, score_left = 366 + card.columns.bar, card.columns.score - face("bold").width(str(score), 24)
    for row in card.places:
        assert is_blank(image, (bar_right + 6, row.y - 20, int(score_left), row.y + 4))
        assert is_blank(image, (card.columns.score + 1, row.y - 20, card.columns.range, row.y + 4))


def ranking_card_of(link, score, low, high):
    """The card of a shared ranking in which every hub has the same score and range."""
    kept = find_shared(link.strip("/").split("/")[-1])
    outcome = explain(kept.catalogue, kept.ranking, kept.stability)
    rows = tuple(replace(row, score=score, sure=replace(row.sure, low=low, high=high)) for row in outcome.rows)
    return laid_out.ranking_card(kept.catalogue, replace(outcome, rows=rows, shortlist=rows), plain_lines)


def test_five_hubs_have_room_above_the_key(link):
    kept = find_shared(link.strip("/").split("/")[-1])
    outcome = explain(kept.catalogue, kept.ranking, kept.stability)
    rows = tuple(outcome.rows) * 3
    assert len(rows) > 6
    card = laid_out.ranking_card(kept.catalogue, replace(outcome, rows=rows, shortlist=rows), plain_lines)
    assert [place.row.hub for place in card.places] == [row.hub for row in rows[:5]]
    assert card.places[-1].y + 50 < min(weight.y for weight in card.weights) < card.places[-1].y + 100


def test_a_hub_card_marks_its_hub_in_the_middle_of_the_map(client, release):
    image = opened_picture(client.get("/hubs/lima/card.png"))
    assert image.getpixel((970, 315)) == colour("accent")
    other = opened_picture(client.get("/hubs/toronto/card.png"))
    assert other.getpixel((970, 315)) == colour("accent")
    assert image.tobytes() != other.tobytes()


@pytest.mark.parametrize("path", ["/card.png", "/hubs/lima/card.png"])
def test_a_card_may_be_kept_and_is_sent_once(client, release, path):
    first = client.get(path)
    assert first["Cache-Control"] == "public, max-age=3600"
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(path, headers={"If-None-Match": '"another"'}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/hubs/nowhere/card.png",
        "/results/card.png",
        "/hubs/card.png",
        "/hubs/lima/cost/card.png",
        f"/s/{'a' * 22}/card.png",
        "/s/short/card.png",
    ],
)
def test_only_the_site_hubs_and_stored_rankings_have_cards(client, release, path):
    assert client.get(f"{path}?{ANSWERS}").status_code == 404


@pytest.mark.parametrize("path", ["/card.png", "/hubs/lima/card.png"])
def test_a_query_draws_nothing_of_its_own(client, release, path, monkeypatch):
    plain = client.get(path).content
    monkeypatch.setattr(picture, "png", None)  # to draw again would fail
    assert client.get(f"{path}?{ANSWERS}&text=mine").content == plain


def test_cards_are_only_read(client, release):
    assert client.post("/card.png").status_code == 405
    assert client.post("/hubs/lima/card.png").status_code == 405


def test_a_card_is_drawn_again_for_a_new_release_and_another_language(client, release, monkeypatch):
    lima = client.get("/hubs/lima/card.png").content
    real, drawn = picture.png, []
    monkeypatch.setattr(picture, "png", lambda svg: drawn.append(svg) or real(svg))
    client.get("/hubs/lima/card.png")
    assert len(drawn) == 0
    client.get("/es/hubs/lima/card.png")
    assert len(drawn) == 1
    Evidence.objects.filter(hub__slug="lima").update(rating=-2)
    makers.make_release()
    assert client.get("/hubs/lima/card.png").content != lima
    assert len(drawn) == 2


def test_a_shared_card_shows_what_was_stored(client, link):
    before = client.get(f"{link}card.png").content
    Evidence.objects.filter(hub__slug="lima").update(rating=-2)
    makers.make_release()
    assert client.get(f"{link}card.png").content == before
    shared = SharedRanking.objects.get()
    shared.outcome["hubs"][0]["score"] = 0.99
    shared.save()
    assert client.get(f"{link}card.png").content != before


def test_a_shared_card_is_not_listed(client, link):
    assert client.get(f"{link}card.png")["X-Robots-Tag"] == "noindex"


def test_a_ranking_without_hubs_has_a_card_too(client, release):
    link = shared_link(client.post("/share/", {"answers": "cost=1&country=CA&language=es"}))
    image = opened_picture(client.get(f"{link}card.png"))
    assert count(image, (60, 100, 704, 400), INK) > 1000
    assert has_no_overflow(image)


HOSTILE = {
    "quotes": '"O\'Higgins" \' "',
    "markup": "</text><script>alert(1)</script>",
    "entities": "&amp; &#x0; & <![CDATA[ ]]>",
    "reference": '<image href="/etc/passwd"/>',
    "variables": "{{ colours }} var(--ink) {% now %}",
    "control": "a\x0bb\x1fc\x7f",
    "turned around": "\u202eamiL\u202c\u2066",
    "Arabic": "مدينة ليما الكبيرة",
    "Chinese": "利馬市利馬市利馬市",
    "one long word": "W" * 80,
    "long": "Santa Fe de la Vera Cruz de los Muy Nobles Caballeros del Río de la Plata y Oriental",
    "nothing to see": "\u200b\u200b",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_breaks_a_card_or_leaves_its_place(client, name):
    makers.make_catalogue()
    Hub.objects.filter(slug="lima").update(name=HOSTILE[name][:80], summary=(HOSTILE[name] + " ") * 4)
    Country.objects.filter(code="PE").update(name=HOSTILE[name][:80])
    Criterion.objects.filter(slug="cost").update(name=HOSTILE[name][:40])
    makers.make_release()
    assert has_no_overflow(opened_picture(client.get("/hubs/lima/card.png")))
    link = shared_link(client.post("/share/", {"answers": "cost=2&family=1"}))
    assert has_no_overflow(opened_picture(client.get(f"{link}card.png")))


def test_a_name_is_drawn_as_it_is_written(monkeypatch, client):
    makers.make_catalogue()
    Hub.objects.filter(slug="lima").update(name="Río & <Mar>")
    makers.make_release()
    drawn = []
    monkeypatch.setattr(picture, "png", lambda svg: drawn.append(svg) or b"")
    client.get("/hubs/lima/card.png")
    assert "Río &amp; &lt;Mar&gt;" in drawn[0]


@pytest.mark.parametrize("language", ["as it is", "40 % longer"])
def test_every_card_of_the_real_catalogue_keeps_its_room(client, monkeypatch, language):
    makers.make_real_release()
    if language != "as it is":

        def longer(template, **values):
            return [stretched(line) for line in plain_lines(template, **values)]

        monkeypatch.setattr(cards, "plain_lines", longer)
    for slug in ("colonia-del-sacramento", "san-francisco-bay-area", "belo-horizonte"):
        assert has_no_overflow(opened_picture(client.get(f"/hubs/{slug}/card.png"))), slug
    assert has_no_overflow(opened_picture(client.get("/card.png")))
    everything = "&".join(f"{slug}=1" for slug, by in releases.current().criteria.items() if not by.options)
    for answers in (everything, "culture=3&country=UY", "airport=1&specialty=clean-energy&specialty=hardware"):
        link = shared_link(client.post("/share/", {"answers": answers}))
        assert has_no_overflow(opened_picture(client.get(f"{link}card.png"))), answers


def stretched(line):
    """A line with words half as long again."""
    return re.sub(r"(\w{3,})", lambda word: word[1] + word[1][: -(-len(word[1]) // 2)], line)


@pytest.mark.parametrize("language", languages.CODES)
def test_every_hub_of_the_real_catalogue_is_laid_out_within_its_room(language):
    makers.make_real_release()
    with translation.override(language):
        _has_room_for_all(releases.current())


def _has_room_for_all(catalogue):
    for hub in catalogue.hubs.values():
        card = laid_out.hub_card(catalogue, hub, plain_lines)
        assert [words(card.title), words(card.country)] == [hub.name, hub.country.name]
        assert words(card.text) == printable(hub.summary), hub.slug
        assert all(face("bold").width(line.text, card.title.size) <= 640 for line in card.title.lines)
        assert card.title.bottom < card.country.bottom < card.text.bottom < card.scores[0].y - 30
        assert len(card.scores) == 5


def words(part: Words) -> str:
    return " ".join(line.text for line in part.lines)


def test_a_hub_card_tells_the_strongest_and_the_weakest_of_what_is_known(release):
    catalogue = releases.current()
    told = laid_out.telling_cells(catalogue, catalogue.hubs["lima"])
    assert [cell.criterion.slug for cell in told] == ["airport", "cost", "family"]
    assert [cell.criterion.slug for cell in laid_out.telling_cells(catalogue, catalogue.hubs["cusco"])] == [
        "cost",
        "family",
    ]


def test_a_card_says_nothing_that_its_page_does_not(client, link, monkeypatch):
    drawn = []
    monkeypatch.setattr(picture, "png", lambda svg: drawn.append(svg) or b"png")
    for path in ("/", "/hubs/lima/", link):
        client.get(f"{path}card.png")
        page = Page(client.get(path))
        for said in Page(drawn.pop()).texts("text"):
            assert all(word in page for word in said.split()), said


def test_cards_do_without_the_cache(client, link, settings, caplog):
    settings.CACHES = caches.GONE
    for path in ("/card.png", "/hubs/lima/card.png", f"{link}card.png"):
        opened_picture(client.get(path))
    assert client.get("/").status_code == 200
    assert "the cache did not answer" in caplog.text


def test_cards_cost_few_queries(client, link, django_assert_max_num_queries):
    cache.clear()
    with django_assert_max_num_queries(1):
        client.get("/card.png")
    with django_assert_max_num_queries(1):
        client.get("/hubs/lima/card.png")
    with django_assert_max_num_queries(2):
        client.get(f"{link}card.png")


def test_without_a_release_there_are_no_cards(client):
    assert client.get("/card.png").status_code == 503
    assert client.get("/hubs/lima/card.png").status_code == 503


def test_every_colour_that_a_card_names_is_one_of_the_pages():
    for name in ("base", "site", "hub", "ranking"):
        source = get_template(f"hubs/cards/{name}.svg").template.source
        assert set(re.findall(r"colours\.(\w+)", source)) <= set(picture.colours())


def test_the_map_has_all_its_colours():
    assert "var(" not in picture.land()
    assert picture.colours()["map_land"] in picture.land()


PREVIEWED = {"/": "/card.png", "/hubs/": "/card.png", "/hubs/lima/": "/hubs/lima/card.png", "/method/": "/card.png"}


def tags(page):
    described = {"property": "og:", "name": "twitter:"}
    return {
        tag.attributes[kind]: tag.attributes["content"]
        for kind, prefix in described.items()
        for tag in page.all(f'meta[{kind}^="{prefix}"]')
    }


@pytest.mark.parametrize("path", PREVIEWED)
def test_a_page_says_how_a_link_to_it_looks(client, release, path):
    page = Page(client.get(path))
    found = tags(page)
    assert page.title == f"{found['og:title']} · Relocate"
    assert page.values('meta[name="description"]', "content") == [found["og:description"]]
    assert found["og:url"] == f"http://testserver{path}"
    assert found["og:image"] == f"http://testserver{PREVIEWED[path]}"
    opened_picture(client.get(PREVIEWED[path]))
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
    assert found["og:image:alt"]
    assert (found["og:type"], found["og:site_name"], found["og:locale"]) == ("website", "Relocate", "en_US")
    assert found["twitter:card"] == "summary_large_image"


def test_a_shared_ranking_says_its_verdict_in_a_preview(client, link):
    found = tags(Page(client.get(link)))
    assert found["og:title"] == "A shared ranking: Lima"
    assert found["og:description"].startswith("Lima fits best.")
    assert found["og:image"] == f"http://testserver{link}card.png"
    assert re.search(r"1 Lima \d\d, 2 Toronto \d\d", found["og:image:alt"])


def test_a_name_cannot_leave_its_tag(client):
    makers.make_catalogue()
    Hub.objects.filter(slug="lima").update(name='"><script>', summary='Say "no" <b>to</b> this & that')
    makers.make_release()
    found = tags(Page(client.get("/hubs/lima/")))
    assert found["og:title"] == '"><script>, Peru'
    assert found["og:description"] == 'Say "no" <b>to</b> this & that'


def test_an_error_page_has_no_preview(client, release):
    assert tags(Page(client.get("/nowhere/"))) == {}


def test_the_quotes_of_a_translation_stay_within_their_tag():
    told = '{% load head %}{% capture as told %}Say\n "no"<br> to {{ what }}{% endcapture %}<meta content="{{ told }}">'
    assert Template(told).render(Context({"what": "<b>"})) == '<meta content="Say &quot;no&quot; to &lt;b&gt;">'


def test_the_key_of_a_shared_ranking_begins_at_the_left_edge(client, link):
    image = opened_picture(client.get(f"{link}card.png"))
    assert is_blank(image, (0, 500, 62, 600))
    assert count(image, (62, 500, 90, 600), colour("series_1")) > 100


def test_a_card_is_drawn_once_a_day(client, release, monkeypatch):
    kept = []
    monkeypatch.setattr("hubs.web.cache.cache.set", lambda key, card, seconds: kept.append(seconds))
    client.get("/card.png")
    assert kept == [24 * 60 * 60]


SIZES = {"small": 20, "key": 18}
AIR = 3  # what words keep free on both sides, in pixels


def boxes_of(element, size=24.0, classes=""):
    """The words and bars left of the map as (what, box), each as wide as it is in the typeface."""
    kind, classes = element.tag.split("}")[-1], f"{classes} {element.get('class', '')}"
    if "transform" in element.attrib or kind in {"style", "defs"}:
        return
    size = float(element.get("font-size") or next((SIZES[name] for name in classes.split() if name in SIZES), size))
    if kind == "text":
        x, y, words = float(element.get("x")), float(element.get("y")), element.text or ""
        width = face("bold" if {"bold", "title"} & set(classes.split()) else "regular").width(words, size)
        left = x - width if "end" in classes.split() else x
        if words:
            yield words, Box(left - AIR, y - 0.72 * size, left + width + AIR, y + 0.2 * size)
    elif kind == "svg" and element.get("x"):
        left, top, width, height = (float(element.get(name)) for name in ("x", "y", "width", "height"))
        yield "a bar", Box(left, top + 8, left + width, top + height - 8)
    else:
        for child in element:
            yield from boxes_of(child, size, classes)


def drawn_svg(card):
    context = {"card": card, "colours": picture.colours(), "land": picture.land()}
    return ElementTree.fromstring(render_to_string(cards.TEMPLATES[type(card)], context))


def touching(card):
    boxes = list(boxes_of(drawn_svg(card)))
    assert len(boxes) > 5
    return [(one, other) for (one, here), (other, there) in combinations(boxes, 2) if here.meets(there)]


@pytest.mark.parametrize("language", languages.CODES)
def test_no_words_of_a_card_touch_others_or_a_bar(language):
    """Colonia del Sacramento, the longest name there is, ended at its bar."""
    makers.make_real_release()
    with translation.override(language):
        catalogue = releases.current()
        for hub in catalogue.hubs.values():
            assert touching(laid_out.hub_card(catalogue, hub, plain_lines)) == [], hub.slug
        for answers in ("safety=3&transport=3&country=UY&country=AR", "startups=2&cost=2&country=US", "culture=1"):
            form = AnswersForm(QueryDict(answers), catalogue)
            assert form.is_valid()
            outcome = explain(catalogue, catalogue.rank(form.profile))
            assert touching(laid_out.ranking_card(catalogue, outcome, plain_lines)) == [], answers


@pytest.mark.parametrize(
    ("name", "lines", "size"),
    [
        ("Lima", 1, 24),
        ("Colonia del Sacramento", 1, 21),
        ("San Francisco Bay Area and beyond", 2, 19),
        ("W" * 80, 2, 19),
    ],
)
def test_a_long_name_in_a_ranking_gets_smaller_and_then_two_lines(link, name, lines, size):
    kept = find_shared(link.strip("/").split("/")[-1])
    outcome = explain(kept.catalogue, kept.ranking, kept.stability)
    named = tuple(replace(row, hub=replace(row.hub, name=name)) for row in outcome.rows)
    card = laid_out.ranking_card(kept.catalogue, replace(outcome, rows=named, shortlist=named), plain_lines)
    assert [(len(row.name.lines), row.name.size) for row in card.places] == [(lines, size)] * len(named)
    assert touching(card) == []
