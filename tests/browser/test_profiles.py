"""A large file of profiles in a browser: how far it is stands on the page while it still grows, without a script."""

import pytest

from tests.browser.conftest import PHONE

pytestmark = pytest.mark.django_db

ROWS = "id,family,cost,safety\n" + "".join(f"p{row},{row % 3 + 1},{row % 2 + 1},{row % 4}\n" for row in range(9000))


def test_how_far_it_is_can_be_read_while_the_page_grows_and_at_last_the_table(visit, admin_client):
    visitor = visit(PHONE, java_script_enabled=False)
    cookie = {"name": "sessionid", "value": admin_client.cookies["sessionid"].value, "url": visitor.origin}
    visitor.context.add_cookies([cookie])
    page = visitor.open("/profiles/")
    page.set_input_files("#file", {"name": "people.csv", "mimeType": "text/csv", "buffer": ROWS.encode()})
    page.click("main form [type=submit]", no_wait_after=True)
    page.locator(".profiles-step progress:visible").wait_for()
    page.locator("a[download]").wait_for(timeout=90_000)
    assert page.locator(".profiles-step:visible").count() == 1
