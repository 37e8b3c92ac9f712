"""What the admin's lists need to be read on a phone."""

from collections.abc import Iterable, Iterator, Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

register = template.Library()
TAG = len("<td")


@register.filter
def labelled(cells: Iterable[str], headers: Iterable[Mapping[str, object]]) -> Iterator[SafeString]:
    """The cells of a row, each with the name of its column: on a phone, where a row is a card, it stands before them.

    Parameters
    ----------
    cells : of Django's own making, `<td class="…">…</td>` or `<th …>`; all are safe.
    headers : of the columns, in the same order. The column of boxes to tick has no name.
    """
    for cell, header in zip(cells, headers, strict=True):
        if "action-checkbox" in str(header.get("class_attrib", "")):
            yield mark_safe(cell)
        else:
            name = format_html(' data-label="{}"', capfirst(str(header["text"])))
            yield mark_safe(f"{cell[:TAG]}{name}{cell[TAG:]}")
