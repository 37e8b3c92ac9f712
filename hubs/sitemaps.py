from datetime import date

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from hubs.catalogue.frozen import Catalogue
from hubs.explanations.hubs import gaps

Page = tuple[str, ...]
ALWAYS: tuple[Page, ...] = tuple(
    (name,) for name in ["landing", "basics", "priorities", "decide", "hubs", "compare", "method", "privacy"]
)


class PublicPages(Sitemap):  # type: ignore[type-arg]  # generic in its stubs alone
    """The pages that say something without anybody's answers, in every language; a page is a view and what it is of."""

    i18n = alternates = x_default = True

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def items(self) -> list[Page]:
        """Evidence pages only where there is evidence."""
        pages = list(ALWAYS)
        for hub in self.catalogue.hubs.values():
            unknown = gaps(self.catalogue, hub)
            known = [slug for slug, criterion in self.catalogue.criteria.items() if criterion not in unknown]
            pages += [("hub", hub.slug), *(("evidence", hub.slug, slug) for slug in known)]
        return pages

    def location(self, item: Page) -> str:
        return reverse(f"hubs:{item[0]}", args=item[1:])

    def lastmod(self, item: Page) -> date:
        return self.catalogue.date
