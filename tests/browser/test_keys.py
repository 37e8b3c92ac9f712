"""The keys of an account in a browser: by keyboard, without a script, in light and dark, on a small screen."""

import pytest

from tests import makers
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_everyone import SCHEMES, SMALL, complaints_of_axe, running_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def keys(visit, admin_client):
    """Open the page as somebody who has signed in."""

    def start(viewport=DESKTOP, **options):
        visitor = visit(viewport, **options)
        makers.make_release()
        cookie = {"name": "sessionid", "value": admin_client.cookies["sessionid"].value, "url": visitor.origin}
        visitor.context.add_cookies([cookie])
        return visitor.open("/keys/")

    return start


def make(page):
    page.fill("#id_name", "My desk")
    page.check("input[value='links:read']")
    page.click(".plain-form [type=submit]")
    page.fill("#id_password", "password")
    page.keyboard.press("Enter")
    page.wait_for_selector("#secret")


def test_a_key_is_made_and_revoked_without_a_script(keys):
    page = keys(java_script_enabled=False)
    make(page)
    assert page.input_value("#secret").startswith("rlk_")
    page.click("text=Revoke")
    assert page.locator("text=revoked on").count() == 1


def test_the_keys_trouble_axe_in_no_scheme_and_fit_a_small_screen(keys):
    page = keys(PHONE, reduced_motion="reduce")
    make(page)
    for scheme, options in SCHEMES.items():
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert complaints_of_axe(page, **options) is None
    page.set_viewport_size(SMALL)
    assert list(running_off(page)) == []
