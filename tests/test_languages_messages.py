"""What the site says can be translated, has been collected for the translators, and is compiled."""

import re
from html.parser import HTMLParser

import pytest
from django.template.base import Lexer, TokenType
from django.utils import translation
from django.utils.translation import gettext

from hubs import languages
from hubs.answers.fields import IMPORTANCE
from hubs.answers.quick_start import MOST_INTENTS
from hubs.ranking.profile import MOST_DECISIVE
from tests import messages
from tests.messages import ROOT, TEMPLATES, Message

LONGEST_STEP = 9


# Nothing is said outside the messages


class Bare(HTMLParser):
    """The words of a template that are in no message: between its tags, and in attributes that people read or hear."""

    READ = ("aria-label", "alt", "title", "placeholder")
    READ_OF_META = {"description", "og:title", "og:description", "og:image:alt"}
    # Names, and the signs of formulas.
    NAMES = {"Relocate", "UTC"}
    SIGNS = "math"

    def __init__(self, source: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self._open: list[tuple[str, str]] = []
        self.feed(self._without_messages(source))

    @staticmethod
    def _without_messages(source: str) -> str:
        kept, inside = [], False
        for token in Lexer(source).tokenize():
            name = token.contents.split()[0] if token.token_type == TokenType.BLOCK else ""
            if name in {"blocktranslate", "endblocktranslate"}:
                inside = name == "blocktranslate"
            elif token.token_type == TokenType.TEXT and not inside:
                kept.append(token.contents)
        return "".join(kept)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._open.append((tag, given.get("class", "")))
        self._note(*(given.get(name, "") for name in self.READ))
        if tag == "meta" and {given.get("name"), given.get("property")} & self.READ_OF_META:
            self._note(given["content"])

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, text: str) -> None:
        if not any(tag in {"script", "style", "var"} or self.SIGNS in classes for tag, classes in self._open):
            self._note(text)

    def _note(self, *texts: str) -> None:
        found = (word for text in texts for word in re.findall(r"[^\W\d_]{2,}", text))
        self.words += [word for word in found if word not in self.NAMES]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_says_nothing_that_cannot_be_translated(path):
    assert Bare(path.read_text(encoding="utf-8")).words == []


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>{% translate 'Hubs' %}: {{ name }} · Relocate</p>", []),
        ("<p>All hubs</p>", ["All", "hubs"]),
        ("<p>{% blocktranslate count n=n %}One{% plural %}{{ n }}{% endblocktranslate %} left</p>", ["left"]),
        ("<a aria-label='Close' href='about'>{{ x }}</a>", ["Close"]),
        ("<p class='math'><var>xy</var> = min(1, {{ x }})</p><p>so</p>", ["so"]),
        ("<meta name='description' content='Hubs'><meta name='robots' content='noindex'>", ["Hubs"]),
        ("<meta property='og:image:alt' content='A map'><meta property='og:type' content='website'>", ["map"]),
        ("<svg><style>text { fill: red }</style><text x='2'>Score</text></svg>", ["Score"]),
        ("<title>{% block title %}{% endblock %} by us</title>", ["by", "us"]),
    ],
)
def test_words_outside_messages_are_found(source, words):
    assert Bare(source).words == words


# Everything that is said has been collected


@pytest.mark.parametrize("code", languages.OTHERS)
def test_the_translators_have_every_message_and_no_other(code):
    """If not: make messages."""
    collected = set(messages.translated(code))
    assert collected - messages.said() == set()
    assert messages.said() - collected == set()


def test_messages_are_found_wherever_they_stand():
    template = """
        {% load i18n %}{% if a %}{% translate "Skip" context "radio" %}{% else %}{{ a|default:_("nobody") }}{% endif %}
        {% for b in a %}{% blocktranslate trimmed count n=b.n with c=b.c %}
            {{ c }}: {{ n }} % of it
        {% plural %}many{% endblocktranslate %}{% endfor %}
    """
    assert set(messages.of_template(template)) == {
        Message("radio", "Skip"),
        Message("", "nobody"),
        Message("", "%(c)s: %(n)s %% of it", "many"),
    }
    code = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext as plural, pgettext_lazy
_("One " "two"), gettext_lazy("three"), plural("four", "fours", 4), pgettext_lazy("here", "five"), print("six")
"""
    assert set(messages.of_code(code)) == {
        Message("", "One two"),
        Message("", "three"),
        Message("", "four", "fours"),
        Message("here", "five"),
    }


# Translations fit


@pytest.mark.parametrize("code", languages.OTHERS)
def test_placeholders_of_a_translation_are_those_of_its_message(code):
    for message, entry in messages.translated(code).items():
        for number, text in enumerate(filter(None, entry.translations)):
            if entry.fuzzy:
                continue
            wanted = messages.placeholders(message.plural or message.text)
            # Where there is one thing only, its number may be left out, as English does.
            spared = wanted - messages.placeholders(message.text) if message.plural and not number else set()
            assert messages.placeholders(text) | spared == wanted | spared, text


@pytest.mark.parametrize("code", languages.OTHERS)
def test_a_percent_sign_of_a_translation_is_doubled_as_in_its_message(code):
    for entry in messages.translated(code).values():
        for text in filter(None, entry.translations):
            named = dict.fromkeys(re.findall(r"%\(([\w.]+)\)[sd]", text), 1)
            assert text % (named or (1,) * len(re.findall(r"%[sd]", text)))


@pytest.mark.parametrize("code", languages.OTHERS)
def test_a_translation_has_the_plural_forms_of_its_language(code):
    forms = messages.plural_forms(code)
    for message, entry in messages.translated(code).items():
        assert len(entry.translations) == (forms if message.plural else 1), message


@pytest.mark.parametrize("code", languages.OTHERS)
def test_translations_keep_the_tags_of_their_message(code):
    for message, entry in messages.translated(code).items():
        for text in filter(None, entry.translations):
            assert sorted(re.findall(r"<[^>]+>", text)) == sorted(re.findall(r"<[^>]+>", message.text)), text


@pytest.mark.parametrize("code", languages.CODES)
def test_the_steps_of_importance_are_short_enough_for_a_phone(code):
    with translation.override(code):
        labels = [str(label) for _, label in IMPORTANCE]
    assert [label for label in labels if len(label) > LONGEST_STEP] == []


# Translations are compiled


@pytest.mark.parametrize("code", languages.OTHERS)
def test_the_compiled_messages_are_those_of_the_translators(code):
    """If not: make messages."""
    wanted = {
        message: entry.translations
        for message, entry in messages.translated(code).items()
        if not entry.fuzzy and all(entry.translations)
    }
    assert messages.compiled(code) == wanted
    assert messages.plural_forms(code, "mo") == messages.plural_forms(code)


THREE = {"es": "tres", "pt-br": "três", "fr": "trois"}
AT_MOST = {
    "Skip what you do not mind about. Mark at most three as Decisive, or nothing stands out.": MOST_DECISIVE,
    "This is the closest that four steps come to what you preferred, and all of the above rests on it; at most three "
    "can be Decisive. Change what does not feel right.": MOST_DECISIVE,
    "Pick at most three: with more, nothing stands out.": MOST_INTENTS,
    "Pick up to three": MOST_INTENTS,
}


@pytest.mark.parametrize("message", AT_MOST)
def test_numbers_in_words_are_those_that_act(message):
    """A number in a sentence reads better as a word; whoever changes the number has to write the sentence anew."""
    assert AT_MOST[message] == 3
    for code, word in THREE.items():
        with translation.override(code):
            assert word in gettext(message).lower()
            assert gettext(message) != message
