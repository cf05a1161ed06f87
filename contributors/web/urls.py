"""Addresses of signing in, of a contributor's pictures, and of the review queue."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
