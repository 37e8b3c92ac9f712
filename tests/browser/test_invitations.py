"""Answers for several people, in a browser: nothing that axe objects to, nothing that runs off, all by keyboard."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import expect

from hubs.models import Invitation, Reply
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_everyone import OF_COLOURS, SMALL, complaints_of_axe, running_off

ANA, BO = "cost=3&family=2&specialty=fintech&must=safety", "safety=3&climate=2&climate_to=warm&community=1"


def share(answers, sender):
    sent = Client().post("/share/", {"answers": answers, "sender": sender})
    page = Client().get(sent["Location"]).content.decode()
    return re.search(r"/s/([\w-]{22})/", page)[1]


def sign_in(visitor, user):
    client = Client()
    client.force_login(user)
    cookie = client.cookies["sessionid"].value
    visitor.context.add_cookies([{"name": "sessionid", "value": cookie, "url": visitor.origin}])


@pytest.fixture
def invitation(visit):
    """Two named answers to it, and one without a name."""
    owner = User.objects.create_user("owner")
    made = Invitation.objects.create(owner=owner, sender="Acme", title="Our next office", message="Tell us, please.")
    for answers, name in ((ANA, "Ana"), (BO, "Bo"), ("traffic=3", "")):
        made.receive(answers=answers, shows="everything", name=name)
    return made


def places(invitation):
    own, token = f"/invitations/{invitation.key}/", invitation.token
    return {
        "together": f"/together/?shared={share(ANA, 'Ana')}&shared={share(BO, 'Bo')}",
        "list": "/invitations/",
        "new": "/invitations/new/",
        "one": own,
        "edit": f"{own}edit/",
        "team": f"{own}team/",
        "profiles": "/profiles/",
        "invited": f"/i/{token}/",
        "results": f"/results/?{ANA}&invitation={token}",
        "send": f"/i/{token}/send/?{ANA}&household=couple&home=lima&invitation={token}",
        "sent": Reply.objects.first().get_absolute_url(),
    }


@pytest.mark.parametrize("prefix", ["", "/es", "/pt-br", "/fr"])
def test_no_page_troubles_axe_or_runs_off_a_small_screen(visit, invitation, prefix):
    visitor = visit(PHONE, reduced_motion="reduce")
    sign_in(visitor, invitation.owner)
    page, wrong = visitor.open("/"), {}
    for name, path in places(invitation).items():
        page.goto(visitor.origin + prefix + path)
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        for scheme, options in {"light": {}, "dark": OF_COLOURS}.items() if not prefix else [("light", {})]:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            if report := complaints_of_axe(page, **options):
                wrong[name, scheme] = report
        page.set_viewport_size(SMALL)
        wrong |= {(name, how): off for how, off in running_off(page)}
        page.set_viewport_size(PHONE)
    assert not wrong, "\n".join(f"{name}: {report}" for name, report in wrong.items())


@pytest.mark.parametrize("script", [True, False])
def test_a_candidate_answers_and_takes_it_back_by_keyboard_with_and_without_scripts(visit, invitation, script):
    page = visit(DESKTOP, java_script_enabled=script).open(f"/i/{invitation.token}/")
    page.locator("main a.button.primary").press("Enter")
    expect(page).to_have_url(re.compile(f"/basics/.*{invitation.token}"))
    page.locator("form.basics button.primary").press("Enter")
    expect(page).to_have_url(re.compile(f"/priorities/.*{invitation.token}"))
    page.locator("input[name=cost][value='3']").press("Space")
    page.locator("#answers button.primary").press("Enter")
    expect(page).to_have_url(re.compile(f"/results/.*{invitation.token}"))
    page.locator(".invited-now a").press("Enter")
    page.locator("[name=agrees]").press("Space")
    page.locator("main form button[type=submit]").press("Enter")
    expect(page.locator("h1")).to_have_text("It has been sent")
    assert Reply.objects.filter(answers="cost=3", withdrawn_at=None).count() == 1
    page.locator("main form button[type=submit]").press("Enter")
    expect(page.locator("h1")).to_have_text("You have taken it back")
    assert not Reply.objects.filter(answers="cost=3").exists()
