"""Addresses of the API, version 1: what each app tells machines."""

from django.urls import URLResolver, include, path

urlpatterns: list[URLResolver] = [
    path("", include("contributors.api.urls")),
    path("", include("ledger.api.urls")),
    path("", include("credits.api.urls")),
]
