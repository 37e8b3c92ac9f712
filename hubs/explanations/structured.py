"""Pages in the words of schema.org, for programs. No ratings: what is known of a place is no review of it."""

from collections.abc import Iterable

from hubs.catalogue.entities import Hub

Data = dict[str, object]
CONTEXT: Data = {"@context": "https://schema.org"}


def website(url: str, description: str, language: str) -> Data:
    return CONTEXT | {
        "@type": "WebSite",
        "name": "Relocate",
        "url": url,
        "description": description,
        "inLanguage": language,
    }


def place(hub: Hub, url: str) -> Data:
    """A hub; some are a city, some a region, so that none claims more than to be a place."""
    data = CONTEXT | {
        "@type": "Place",
        "name": hub.name,
        "url": url,
        "geo": {"@type": "GeoCoordinates", "latitude": hub.latitude, "longitude": hub.longitude},
        "containedInPlace": {"@type": "Country", "name": hub.country.name, "identifier": hub.country.code},
    }
    return data | ({"description": hub.summary} if hub.summary else {})


def breadcrumbs(steps: Iterable[tuple[str, str]]) -> Data:
    """The way to a page, as names and addresses."""
    return CONTEXT | {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": url}
            for position, (name, url) in enumerate(steps, start=1)
        ],
    }
