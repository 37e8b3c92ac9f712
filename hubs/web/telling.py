"""Letters to those who have an account. A letter that cannot be sent is noted, and nobody waits for it."""

import logging

from django.conf import settings
from django.core.mail import send_mail
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.utils import translation
from django.utils.translation import gettext as _

from hubs.models import Invitation

log = logging.getLogger(__name__)


def lead_to_our_port(request: HttpRequest) -> None:
    """Forget the port that a request names before a letter leads there: behind it may be somebody else.

    Where the site answers at another port than https has, CSRF_TRUSTED_ORIGINS says so.
    """
    host = request.get_host()
    if settings.SECURE_SSL_REDIRECT and f"https://{host}" not in settings.CSRF_TRUSTED_ORIGINS:
        request.META["HTTP_HOST"], _port = split_domain_port(host)


def tell_of_a_reply(request: HttpRequest, invitation: Invitation) -> None:
    """Tell the owner, if they want, that somebody has answered; e-mail carries no name and no answer."""
    if not (invitation.told_by_email and invitation.owner.email):
        return
    lead_to_our_port(request)
    with translation.override(invitation.language):
        subject = _("An answer to: %(title)s") % {"title": " ".join(invitation.title.split())}
        address = request.build_absolute_uri(invitation.get_absolute_url())
        said = _(
            "Somebody has answered your invitation “%(title)s”. The answer is not in this message: sign in to read it."
        )
        text = f"{said % {'title': invitation.title}}\n\n{address}\n"
    try:
        send_mail(subject, text, None, [invitation.owner.email])
    except Exception as problem:  # whatever a mail server answers, the reply is kept
        log.warning("an owner was not told of a reply: %r", type(problem))
