"""Where pages lead to on this site, followed for so many clicks."""

from urllib.parse import urlencode, urljoin, urlsplit

from django.test import Client

from tests.pages import Page

ON_TODAYS_DATA = "/together/"  # puts links of any release together, and says so


def ours(page, address):
    """Where a page leads to on this site: links, pictures, forms without what they ask."""
    tags = ("a[href]", "href"), ("meta[property='og:image']", "content"), ("link[rel=canonical]", "href")
    found = [value for selector, name in tags for value in page.values(selector, name)]
    for form in page.parts("form[action$='/compare/']"):
        offered = [*form.values("select[name=hub] option", "value"), *page.values(".tray-tick input", "value")]
        hubs = list(dict.fromkeys(slug for slug in offered if slug))[:2]
        asked = [*form.hidden(), *(("hub", slug) for slug in hubs)]
        found.append(f"{form.values('form', 'action')[0]}?{urlencode(list(dict.fromkeys(asked)))}")
    whole = [urlsplit(urljoin(f"http://testserver{address}", value)) for value in found]
    own = [part for part in whole if part.netloc == "testserver" and not part.path.endswith(ON_TODAYS_DATA)]
    return {part._replace(scheme="", netloc="", fragment="").geturl() for part in own}


def crawl(start, deep):
    """Address -> answer of everything within so many clicks; a redirect is followed."""
    client, known, ahead = Client(), {}, {start}
    for _level in range(deep + 1):
        for address in ahead:
            known[address] = client.get(address, follow=True)
        fresh = [address for address in ahead if known[address]["Content-Type"].startswith("text/html")]
        ahead = {to for address in fresh for to in ours(Page(known[address]), address)} - known.keys()
    return known
