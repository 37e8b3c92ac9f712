"""An account and one's own links in a browser: by keyboard alone, without a script, on a phone, and what axe says."""

import re

import pytest
from playwright.sync_api import expect

from hubs.catalogue import releases
from hubs.models import SharedRanking
from hubs.models.sharing import Shows
from tests.accounts import PASSWORD, make_account
from tests.browser.conftest import PHONE
from tests.browser.paths import ANSWERS
from tests.browser.test_everyone import SCHEMES, SMALL, complaints_of_axe, running_off

pytestmark = pytest.mark.django_db
ASKED = f"/share/?{ANSWERS}&household=children&home=medellin&language=es"


def sign_in(page):
    """By keyboard, from the first field on."""
    page.get_by_label("E-mail address or user name").focus()
    page.keyboard.type("ana@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


def share(page, origin, shows, title=""):
    page.goto(f"{origin}{ASKED}")
    page.get_by_label("What is it for?").fill(title)
    page.locator(f"[name=shows][value={shows}]").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Make the link").press("Enter")
    expect(page).to_have_url(re.compile("/links/"))


@pytest.fixture
def ana(visit):
    """Somebody who has signed in and shared something of each kind."""
    make_account()
    releases.current()  # restored before anybody waits for it
    visitor = visit(PHONE, reduced_motion="reduce")
    page = visitor.open("/desk/")
    sign_in(page)
    expect(page).to_have_url(re.compile("/desk/$"))
    for shows in Shows.values:
        share(page, visitor.origin, shows, f"Showing {shows}")
    return visitor, page


def pages_of(page):
    """Where somebody who is signed in may be, the second factor last."""
    links = list(SharedRanking.objects.order_by("pk"))
    together = "&".join(f"link={shared.pk}" for shared in links)
    yield from ("/desk/", f"/desk/compare/?{together}", "/desk/compare/?link=", "/account/", ASKED)
    yield from (shared.get_absolute_url() for shared in links)
    yield from (f"/links/{links[0].key}/", f"/hubs/medellin/?shared={links[0].token}")
    yield from ("/account/email/", "/account/password/change/", "/account/logout/", "/account/second-factor/")
    yield "/account/elsewhere/"
    yield "/account/reauthenticate/?next=/account/delete/"
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/account/delete/$"))
    yield from ("/account/delete/", "/account/second-factor/totp/activate/")


def test_axe_finds_nothing_and_nothing_runs_off(ana):
    visitor, page = ana
    wrong = {}
    for path in pages_of(page):
        page.goto(f"{visitor.origin}{path}")
        for scheme, options in SCHEMES.items():
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            if report := complaints_of_axe(page, **options):
                wrong[path, scheme] = report
        page.set_viewport_size(SMALL)
        wrong |= {(path, how): off for how, off in running_off(page)}
        page.set_viewport_size(PHONE)
    visitor.complaints[:] = [each for each in visitor.complaints if "status of 400" not in each]
    assert not wrong, "\n".join(f"{name}: {report}" for name, report in wrong.items())


def test_links_are_withdrawn_together_by_keyboard(ana):
    _visitor, page = ana
    page.goto(f"{_visitor.origin}/desk/")
    for tick in page.locator("[name=link]").all()[:2]:
        tick.focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Withdraw those that are ticked").press("Enter")
    page.get_by_role("button", name="Withdraw 2 links for good").press("Enter")
    expect(page.locator(".desk-links li", has_text="withdrawn on")).to_have_count(2)


def test_everything_goes_without_a_script(visit):
    make_account()
    visitor = visit(PHONE, java_script_enabled=False)
    page = visitor.open("/desk/")
    sign_in(page)
    expect(page).to_have_url(re.compile("/desk/$"))
    share(page, visitor.origin, Shows.RANKING)
    page.goto(f"{visitor.origin}/account/delete/")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("They end").check()
    page.get_by_role("button", name="Delete my account for good").click()
    expect(page.get_by_role("heading", name="Your account is deleted")).to_be_visible()
