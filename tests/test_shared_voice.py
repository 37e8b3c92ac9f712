"""Whoever opens a shared ranking is not the person that it was made for: no sentence takes one for the other."""

import re

import pytest
from django.test import Client

from hubs.models import Criterion, Hub
from tests import makers
from tests.pages import Page, shared_link, words_of

pytestmark = pytest.mark.django_db

SECOND_PERSON = {
    "": r"you|your|yours",
    "es": r"tú|tu|tus|te|ti|contigo|tuy[oa]s?|quieres|quieras|puedes|vives|elegiste|pediste|pides|aceptas|calificaste",
    "pt-br": r"você|vocês|seu|sua|seus|suas",
    "fr": r"vous|votre|vos",
}
# What speaks to whoever reads the page, whoever that is: a ranking of their own, files to take along, paper.
TO_THE_READER = ".shared-head h1, .shared-own, .take-along, .print-only, .compare-form, q, blockquote"
ANSWERS = "cost=2&family=1&size=1&size_to=large&must=cost&country=PE&country=CA&must=rather.language&language=es"


@pytest.fixture(autouse=True)
def release():
    """A catalogue in which something was not asked about and should be known."""
    makers.make_release()
    safety = makers.make_criterion("safety", always_warn=True)
    for hub in Hub.objects.all():
        for number in range(9):
            makers.make_evidence(hub, safety, -2, text=f"Robbed {number} times.", speaker=f"{hub.slug} {number}")
    Criterion.objects.update(question="")
    makers.make_release()


# Pages that speak to whoever reads them, of nobody's ranking.
OF_ITSELF = re.compile("/(method|together)/")


def shared_pages(language, home):
    """A shared ranking as somebody else opens it, and every page that it leads to on its own release."""
    sent = shared_link(Client().post("/share/", {"answers": f"{ANSWERS}&{home}", "home": "1"}))
    token, root, reader = sent.split("/")[2], f"/{language}" if language else "", Client()
    waiting, seen = [f"{root}{sent}", f"{root}/compare/?shared={token}"], {}
    while waiting:
        address = waiting.pop()
        response = reader.get(address, follow=True)
        seen[address] = Page(response)
        assert response.status_code == 200
        links = (link.split("#")[0] for link in seen[address].part("main").links())
        waiting += {link for link in links if f"shared={token}" in link and not OF_ITSELF.search(link)} - {
            *seen,
            *waiting,
        }
    return seen


def told(page):
    """The words of a page that are about the ranking, and its labels."""
    main = page.part("main")
    for node in main.all(TO_THE_READER):
        node.decompose()
    labels = [node.attributes["aria-label"] or "" for node in main.all("[aria-label]")]
    return " ".join([words_of(main.one("main")), *labels])


@pytest.mark.parametrize("home", ["home=toronto", "home=elsewhere&home_cost=1"])
@pytest.mark.parametrize("language", SECOND_PERSON)
def test_no_sentence_takes_the_one_who_gets_a_link_for_the_one_who_sent_it(language, home):
    pages = shared_pages(language, home)
    assert {bool(re.search(part, "\n".join(pages))) for part in ("/compare/", "/hubs/lima/?", "/hubs/lima/cost/")} == {
        True
    }
    for address, page in pages.items():
        found = re.findall(rf".{{0,60}}\b(?:{SECOND_PERSON[language]})\b.{{0,60}}", told(page), re.IGNORECASE)
        assert not found, address


def test_its_red_flags_are_nobodys_questions():
    (page,) = (page for address, page in shared_pages("es", "home=toronto").items() if address.startswith("/es/s/"))
    assert page.all(".flag")
    assert "pediste" not in page
