import re

from django.urls import path, re_path

from hubs.api import guide
from hubs.exports.files import FILES
from hubs.views import (
    account,
    cards,
    compare,
    corrections,
    decide,
    desk,
    embed,
    evidence,
    exports,
    hub,
    hubs,
    keys,
    landing,
    link,
    pages,
    questionnaire,
    results,
    shared,
    together,
)

app_name = "hubs"
EXPORTS = "|".join(map(re.escape, FILES))

urlpatterns = [
    path("", landing.landing, name="landing"),
    path("card.png", cards.site, name="card"),
    path("start/", landing.start, name="start"),
    path("basics/", questionnaire.basics, name="basics"),
    path("priorities/", questionnaire.priorities, name="priorities"),
    path("decide/", decide.decide, name="decide"),
    path("results/", results.results, name="results"),
    path("compare/", compare.compare, name="compare"),
    re_path(rf"^results/(?P<file>{EXPORTS})$", exports.results, name="export"),
    path("share/", shared.share, name="share"),
    re_path(r"^s/(?P<token>[A-Za-z0-9_-]{22})/$", shared.shared, name="shared"),
    re_path(r"^s/(?P<token>[A-Za-z0-9_-]{22})/card\.png$", cards.shared, name="shared_card"),
    re_path(rf"^s/(?P<token>[A-Za-z0-9_-]{{22}})/(?P<file>{EXPORTS})$", exports.shared, name="shared_export"),
    re_path(r"^embed/(?P<token>[A-Za-z0-9_-]{22})/$", embed.embed, name="embed"),
    path("oembed", embed.oembed, name="oembed"),
    path("api/", guide.guide, name="api"),
    path("keys/", keys.keys, name="keys"),
    path("together/", together.together, name="together"),
    re_path(r"^links/(?P<key>[A-Za-z0-9_-]{22})/$", link.link, name="link"),
    re_path(r"^links/(?P<key>[A-Za-z0-9_-]{22})/data\.json$", link.link_data, name="link_data"),
    path("account/", account.account, name="account"),
    path("account/data.json", account.data, name="account_data"),
    path("account/delete/", account.delete, name="account_delete"),
    path("desk/", desk.desk, name="desk"),
    path("desk/links.csv", desk.table, name="desk_table"),
    path("desk/compare/", desk.compare, name="desk_compare"),
    path("correct/", corrections.correct, name="correct"),
    path("corrections/", corrections.log, name="corrections"),
    re_path(r"^corrections/(?P<token>[A-Za-z0-9_-]{22})/$", corrections.correction, name="correction"),
    path("hubs/", hubs.hubs, name="hubs"),
    path("hubs/<slug:slug>/", hub.hub, name="hub"),
    path("hubs/<slug:slug>/card.png", cards.hub, name="hub_card"),
    path("hubs/<slug:slug>/<slug:criterion>/", evidence.evidence, name="evidence"),
    path("method/", pages.method, name="method"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("site.webmanifest", pages.manifest, name="manifest"),
]
