"""Addresses of the API of who is thanked."""

from django.urls import URLPattern, path

from credits.api import views

urlpatterns: list[URLPattern] = [
    path("editions/", views.Editions.as_view(), name="api-editions"),
    path("editions/<int:number>/", views.OneEdition.as_view(), name="api-edition"),
    path("runs/", views.Runs.as_view(), name="api-runs"),
    path("runs/<slug:name>/", views.OneRun.as_view(), name="api-run"),
]
