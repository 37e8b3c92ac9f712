"""Parts of a page that are the same on many pages: made once for the values that they depend on."""

import html
import re
from collections.abc import Callable
from operator import attrgetter
from typing import NoReturn

from django import template
from django.template.base import FilterExpression, render_value_in_context, token_kwargs
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()

MOST = 2048  # values for which one tag keeps what it made


@register.tag
def kept(parser: template.base.Parser, token: template.base.Token) -> "Kept":
    """{% kept by hub.slug hub.name with score=row.score %}...{% endkept %}: all that may differ must be named.

    What stands after `by` may decide anything within, which is made anew for each of its values. What stands after
    `with` is a blank: it may only be printed, and is filled in each time.

    As Django's own {% cache %}, but within a process and without a backend: a page has dozens, and to ask a backend
    for one costs as much as to make it.
    """
    _tag, *words = token.split_contents()
    split = words.index("with") if "with" in words else len(words)
    values, pairs = words[:split][1:], words[split + 1 :]
    nodes = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(nodes, [parser.compile_filter(value) for value in values], token_kwargs(pairs, parser))


class Blank(SafeString):
    """Where a value will stand that nobody knows yet."""

    def __bool__(self) -> NoReturn:
        raise TypeError("what stands after `with` can be printed, and no more: put it after `by`")


class Kept(template.Node):
    def __init__(
        self, nodelist: template.NodeList, values: list[FilterExpression], blanks: dict[str, FilterExpression]
    ) -> None:
        self.nodelist, self.blanks = nodelist, {name: _resolver(value) for name, value in blanks.items()}
        self.values = [_resolver(value) for value in values]
        self.made: dict[tuple[object, ...], SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        values = [value(context) for value in self.values]
        # 1, 1.0 and True are equal, and so are a text and its safe twin, yet they read differently.
        key = (_language(context), context.use_l10n, *values, *map(type, values))
        made = self.made.get(key)
        if made is None:
            if len(self.made) >= MOST:
                self.made.clear()
            made = self.made[key] = self._make(context)
        if not self.blanks:
            return made
        return mark_safe(made % {name: _printed(value(context), context) for name, value in self.blanks.items()})

    def _make(self, context: template.Context) -> SafeString:
        """The part itself, or, where something is yet to be filled in, what `%` makes it of."""
        if not self.blanks:
            return self.nodelist.render(context)
        with context.push(**{name: Blank(f"\0{name}\0") for name in self.blanks}):
            made = self.nodelist.render(context)
        return mark_safe(re.sub("\0(\\w+)\0", r"%(\1)s", made.replace("%", "%%")))


Resolver = Callable[[template.Context], object]


def _resolver(value: FilterExpression) -> Resolver:
    """What finds a value as Django does, faster where it is an attribute of an object, as it is nearly always.

    Django asks each object for a key first, and whether what it found is to be called.
    """
    lookups = getattr(value.var, "lookups", None)
    if value.filters or not lookups:
        return value.resolve
    first, *path = lookups
    attribute = attrgetter(".".join(path)) if path else _itself

    def resolve(context: template.Context) -> object:
        try:
            found = attribute(context[first])
        except (AttributeError, KeyError):
            return value.resolve(context)
        return value.resolve(context) if callable(found) else found

    return resolve


def _itself(value: object) -> object:
    return value


def _language(context: template.Context) -> str | None:
    """The language that a page is in, asked for once a page: `{% language %}` around a kept part would go unnoticed."""
    page: dict[object, str | None] = context.render_context.dicts[0]  # type: ignore[assignment]
    if Kept not in page:
        page[Kept] = get_language()
    return page[Kept]


def _printed(value: object, context: template.Context) -> object:
    """A value as {{ value }} prints it; what prints as it is need not be looked at."""
    if type(value) is SafeString or (type(value) is int and context.use_l10n is False):
        return value
    if type(value) is str and context.autoescape:
        return html.escape(value)
    return render_value_in_context(value, context)
