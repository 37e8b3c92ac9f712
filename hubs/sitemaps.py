from datetime import date

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from hubs.catalogue.frozen import Catalogue
from hubs.explanations.hubs import gaps

Page = tuple[str, ...]
ALWAYS: tuple[Page, ...] = tuple(
    (name,)
    for name in [
        "landing",
        "basics",
        "priorities",
        "decide",
        "hubs",
        "compare",
        "method",
        "corrections",
        "api",
        "privacy",
        "accessibility",
    ]
)


def _pages(catalogue: Catalogue) -> list[Page]:
    """Evidence pages only where there is evidence."""
    pages = list(ALWAYS)
    for hub in catalogue.hubs.values():
        unknown = gaps(catalogue, hub)
        known = [slug for slug, criterion in catalogue.criteria.items() if criterion not in unknown]
        pages += [("hub", hub.slug), *(("evidence", hub.slug, slug) for slug in known)]
    return pages


class PublicPages(Sitemap):  # type: ignore[type-arg]  # generic in its stubs alone
    """The pages that say something without anybody's answers, in every language; a page is a view and what it is of."""

    i18n = alternates = x_default = True
    limit = 10_000  # addresses of one file: a fifth of what search engines read, as each names its other languages too

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def items(self) -> list[Page]:
        return self.catalogue.once(_pages)

    def location(self, item: Page) -> str:
        return reverse(f"hubs:{item[0]}", args=item[1:])

    def lastmod(self, item: Page) -> date:
        return self.catalogue.date
