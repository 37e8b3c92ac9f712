from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from hubs.api.openapi import openapi
from hubs.api.v1 import api
from hubs.views import pages

handler400 = "hubs.views.pages.refused"
handler403 = "hubs.views.pages.forbidden"
handler404 = "hubs.views.pages.missing"
handler500 = "hubs.views.pages.failed"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("robots.txt", pages.robots),
    path(".well-known/security.txt", pages.security),
    path("sitemap.xml", pages.sitemap, name="sitemap"),
    path("sitemap-<int:part>.xml", pages.sitemap, name="sitemap_part"),
    path("favicon.ico", pages.icon, {"file": "mark.svg"}),
    path("apple-touch-icon.png", pages.icon, {"file": "touch-icon.png"}),
    path("api/v1/", RedirectView.as_view(pattern_name="hubs:api")),
    path("api/v1/openapi.json", openapi, name="openapi"),
    path("api/v1/", api.urls),
    *i18n_patterns(
        path("account/", include("relocate.signing_in")),
        path("", include("hubs.urls")),
        prefix_default_language=False,
    ),
]
