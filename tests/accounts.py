"""People with an account, and what is sent to them."""

import re

from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client

PASSWORD = "a-long-Secret-7"


def make_account(name="ana", **values):
    """Somebody who has confirmed their address."""
    address = f"{name}@example.org"
    user = User.objects.create_user(name, address, PASSWORD, **values)
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    return user


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def say_password(client, password=PASSWORD, **more):
    """What is asked for once more before what matters is changed."""
    return client.post("/account/reauthenticate/", {"password": password, **more})


def sign_in(client, name, password=PASSWORD, **more):
    return client.post("/account/login/", {"login": name, "password": password}, **more)


def link_in_mail():
    """The path of the only address of the last mail that leads further than the site itself."""
    return re.findall(r"http://testserver(/\S+)", mail.outbox[-1].body)[0]
