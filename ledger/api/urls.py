"""Addresses of the API's doors to what was used, owed and paid."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
