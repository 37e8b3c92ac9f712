"""Parts of a page that are the same on many pages: made once for the values that they depend on."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

MOST = 2048  # values for which one tag keeps what it made


@register.tag
def kept(parser: template.base.Parser, token: template.base.Token) -> "Kept":
    """{% kept by hub.slug hub.name %}...{% endkept %}: all that may differ between must be named.

    As Django's own {% cache %}, but within a process and without a backend: a page has dozens, and to ask a backend
    for one costs as much as to make it.
    """
    _tag, _by, *values = token.split_contents()
    nodes = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(nodes, [parser.compile_filter(value) for value in values])


class Kept(template.Node):
    def __init__(self, nodelist: template.NodeList, values: list[template.base.FilterExpression]) -> None:
        self.nodelist, self.values = nodelist, values
        self.made: dict[tuple[object, ...], SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        values = [value.resolve(context) for value in self.values]
        # 1, 1.0 and True are equal, and so are a text and its safe twin, yet they read differently.
        key = (get_language(), context.use_l10n, *values, *map(type, values))
        made = self.made.get(key)
        if made is None:
            if len(self.made) >= MOST:
                self.made.clear()
            made = self.made[key] = self.nodelist.render(context)
        return made
