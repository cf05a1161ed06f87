"""Addresses of the API of who gave what."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
