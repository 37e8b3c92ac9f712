"""All hubs, narrowed down and sorted."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import replace_url

from hubs.answers.hubs import HubsForm
from hubs.catalogue.frozen import Catalogue
from hubs.explanations.hubs import HubList, hub_list
from hubs.web.page_cache import for_everybody
from hubs.web.published import HtmxRequest, with_catalogue
from hubs.web.robots import unlisted_with_answers


@require_safe
@for_everybody
@unlisted_with_answers
@vary_on_headers("HX-Request")
@with_catalogue
def hubs(request: HtmxRequest, catalogue: Catalogue) -> HttpResponse:
    """One page of the hubs; htmx asks for the list alone. Each list has one address, to which others lead."""
    form = HubsForm(request.GET, catalogue)
    wanted = form.wanted
    shown = hub_list(catalogue, wanted)
    status = 400 if form.errors else 404 if wanted.page > shown.pages else 200
    address = f"{reverse('hubs:hubs')}?{form.query}".removesuffix("?")
    if status == 200 and not request.htmx and request.GET.urlencode() != form.query:
        return redirect(address)
    if status == 404:
        form.add_error("page", _too_far(shown))
    loosen = [
        (form.label_of(each.name), form.query_with(page=1, **{each.name: ""}), each.hubs) for each in shown.loosen
    ]
    around = {"previous": form.query_with(page=shown.page - 1), "next": form.query_with(page=shown.page + 1)}
    context = {"catalogue": catalogue, "form": form, "shown": shown, "loosen": loosen} | around
    template = "hubs/hubs.html#listed" if request.htmx else "hubs/hubs.html"
    response = render(request, template, context, status=status)
    return replace_url(response, address) if request.htmx and status == 200 else response


def _too_far(shown: HubList) -> str:
    message = ngettext("There is only %(pages)d page.", "There are only %(pages)d pages.", shown.pages)
    return message % {"pages": shown.pages}
