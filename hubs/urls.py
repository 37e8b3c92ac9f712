import re

from django.urls import path, re_path

from hubs.views import cards, catalogue, compare, decide, exports, pages, questionnaire, results, sharing

app_name = "hubs"
EXPORTS = "|".join(map(re.escape, exports.WRITERS))

urlpatterns = [
    path("", questionnaire.landing, name="landing"),
    path("card.png", cards.site, name="card"),
    path("start/", questionnaire.start, name="start"),
    path("basics/", questionnaire.basics, name="basics"),
    path("priorities/", questionnaire.priorities, name="priorities"),
    path("decide/", decide.decide, name="decide"),
    path("results/", results.results, name="results"),
    path("compare/", compare.compare, name="compare"),
    re_path(rf"^results/(?P<file>{EXPORTS})$", exports.results, name="export"),
    path("share/", sharing.share, name="share"),
    re_path(r"^s/(?P<token>[A-Za-z0-9_-]{22})/$", sharing.shared, name="shared"),
    re_path(r"^s/(?P<token>[A-Za-z0-9_-]{22})/card\.png$", cards.shared, name="shared_card"),
    re_path(rf"^s/(?P<token>[A-Za-z0-9_-]{{22}})/(?P<file>{EXPORTS})$", exports.shared, name="shared_export"),
    path("hubs/", catalogue.hubs, name="hubs"),
    path("hubs/<slug:slug>/", catalogue.hub, name="hub"),
    path("hubs/<slug:slug>/card.png", cards.hub, name="hub_card"),
    path("hubs/<slug:slug>/<slug:criterion>/", catalogue.evidence, name="evidence"),
    path("method/", pages.method, name="method"),
    path("privacy/", pages.privacy, name="privacy"),
]
