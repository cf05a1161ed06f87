"""Addresses of the API's doors to what was used, owed and paid."""

from django.urls import URLPattern, path

from ledger.api import parts

urlpatterns: list[URLPattern] = [
    path("runs/<slug:name>", parts.RunDoor.as_view(), name="api-run-standing"),
    path("runs/<slug:name>/parts", parts.Parts.as_view(), name="api-parts"),
    path("runs/<slug:name>/parts/uploads/<uuid:pk>", parts.Upload.as_view(), name="api-part-upload"),
]
