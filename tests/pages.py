"""A page as its visitor has it: its words, links, form fields and elements, read by a parser."""

from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

# Around every other element there is white space, whether or not its source has any.
INLINE = {"a", "abbr", "b", "bdi", "cite", "code", "del", "em", "i", "ins", "mark", "small", "span", "strong", "var"}
UNREAD = {"head", "script", "style", "template"}


class Page:
    """A response, or any piece of HTML: `"words" in page` looks at the words that are read, and at nothing else."""

    def __init__(self, page: Any) -> None:
        self.source = collapsed(page if isinstance(page, str) else page.content.decode())
        self._tree = LexborHTMLParser(self.source)

    def __contains__(self, words: str) -> bool:
        return words in self.words

    def __repr__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """What is seen or read aloud, white space collapsed."""
        return words_of(self._tree.root)

    def all(self, selector: str) -> list[LexborNode]:
        return self._tree.css(selector)

    def one(self, selector: str) -> LexborNode:
        (found,) = self.all(selector)
        return found

    def part(self, selector: str) -> "Page":
        """The one element of this selector, as a page of its own."""
        return Page(self.one(selector).html)

    def parts(self, selector: str) -> "list[Page]":
        return [Page(node.html) for node in self.all(selector)]

    def texts(self, selector: str) -> list[str]:
        return [words_of(node) for node in self.all(selector)]

    def values(self, selector: str, attribute: str) -> list[str]:
        return [node.attributes.get(attribute) or "" for node in self.all(selector)]

    def links(self, words: str | None = None) -> list[str]:
        """The addresses of all links, or of those that are seen to say these words."""
        found = self.all("a[href]")
        return [node.attributes["href"] or "" for node in found if words in {None, words_of(node, "visually-hidden")}]

    def hidden(self, within: str = "") -> list[tuple[str, str]]:
        """The hidden fields of a form: what is carried along without being asked."""
        found = self.all(f"{within} input[type=hidden]")
        return [(node.attributes.get("name") or "", node.attributes.get("value") or "") for node in found]

    @property
    def title(self) -> str:
        return collapsed(self.one("title:not(svg *)").text())

    @property
    def language(self) -> str | None:
        return self.one("html").attributes.get("lang")

    @property
    def is_whole(self) -> bool:
        """Whether this is a page and no fragment: a parser adds the frame that a fragment lacks, but no language."""
        return self.language is not None

    @property
    def is_unlisted(self) -> bool:
        return self.values("head meta[name=robots]", "content") == ["noindex"]

    @property
    def inline_code(self) -> list[str]:
        """Whatever a strict policy forbids: styles and scripts in the page itself."""
        found = self.all("style, script:not([src]):not([type='application/json'])")
        for node in self.all("*"):
            of_code = any(name == "style" or name.startswith("on") for name in node.attributes)
            if of_code or any((value or "").startswith("javascript:") for value in node.attributes.values()):
                found.append(node)
        return [node.html or "" for node in found]


def collapsed(text: str) -> str:
    return " ".join(text.split())


def words_of(node: LexborNode | None, left_out: str = "") -> str:
    """The words of an element, without its parts of one class."""
    return collapsed(_words(node, left_out)) if node else ""


def _words(node: LexborNode, left_out: str) -> str:
    if node.is_text_node:
        return node.text_content or ""
    if node.tag in UNREAD or left_out and left_out in (node.attributes.get("class") or "").split():
        return ""
    inside = "".join(_words(child, left_out) for child in node.iter(include_text=True))
    return inside if node.tag in INLINE else f" {inside} "


def shared_link(sent: Any) -> str:
    """The link to pass on, from the page of the sender's own that the form for sharing leads to."""
    page = Page(sent.client.get(sent["Location"]))
    return urlsplit(page.one("#address").attributes["value"] or "").path
