"""The addresses of the whole site: what each audience opens, and the API."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("credits.web.urls")),
    path("", include("contributors.web.urls")),
    path("", include("ledger.web.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("api/v1/", include("ledger.config.api_urls")),
    path("admin/", admin.site.urls),
]
