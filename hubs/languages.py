"""The site's languages: which one is active, what it is called, and which one a visitor prefers."""

import unicodedata

from django.conf import settings
from django.utils.translation import (
    get_language,
    get_language_info,
    get_supported_language_variant,
)
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

ENGLISH = "en"
WITH_CAPITALS = {ENGLISH}  # which of our languages write months and languages with a capital
TERRITORIES = {"en": "en_US", "es": "es_LA", "fr": "fr_FR"}  # Open Graph knows no language without one
CODES = tuple(code for code, _name in settings.LANGUAGES)
OTHERS = tuple(code for code in CODES if code != ENGLISH)


def active() -> str:
    """The active language, or English where it is none of ours."""
    language = get_language()
    return language if language in CODES else ENGLISH


def tag(code: str) -> str:
    """A language code as lang and hreflang have it.

    >>> tag("pt-br"), tag("es")
    ('pt-BR', 'es')
    """
    language, *region = code.split("-")
    return "-".join([language, *(part.upper() for part in region)])


def is_read_here(code: str) -> bool:
    """Whether who reads the active language reads this one too: Portuguese is Portuguese everywhere."""
    return code.split("-")[0] == active().split("-")[0]


def preferred(accepted: str) -> str | None:
    """Which of our languages an Accept-Language header asks for first.

    >>> preferred("de, pt;q=0.9, en;q=0.8"), preferred("de"), preferred("")
    ('pt-br', None, None)
    """
    for code, quality in parse_accept_lang_header(accepted.lower()):
        if not quality:
            continue  # what is not wanted
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return None


def alphabetical(text: str) -> str:
    """What to sort names by: an accent or a capital makes no other letter.

    >>> sorted(["Cusco", "Córdoba", "colima"], key=alphabetical)
    ['colima', 'Córdoba', 'Cusco']
    """
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def plain(text: str) -> str:
    """A name as its letters and digits alone, however it is written.

    >>> plain("México, D.F."), plain("mexico-df")
    ('mexicodf', 'mexicodf')
    """
    return "".join(filter(str.isalnum, alphabetical(text)))


def language_name(code: str) -> str:
    """The name of any language as it stands within a sentence."""
    try:
        name = str(get_language_info(code)["name_translated"])
    except KeyError:
        name = {"ay": _("Aymara"), "gn": _("Guaraní"), "qu": _("Quechua")}.get(code, code)
    return within_a_sentence(name)


def within_a_sentence(name: str) -> str:
    """A month or a language as the active language writes it."""
    return name if active() in WITH_CAPITALS else name.lower()
