"""Finding a quote in the text it was taken from."""

import re

QUOTATION_MARKS = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "«": '"', "»": '"'})


def find_quote(quote: str, text: str) -> int:
    """The offset of a quote in a text, typographic quotation marks and white space aside; -1 if it is not there.

    >>> find_quote("it's a hub", "They say it\\u2019s  a\\nhub.")
    9
    """
    words = (re.escape(word) for word in quote.translate(QUOTATION_MARKS).split())
    match = re.search(r"\s+".join(words), text.translate(QUOTATION_MARKS))
    return match.start() if match else -1
