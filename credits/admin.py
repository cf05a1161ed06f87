"""Django's admin for editions and credits: to be looked at by administrators; editions come from publishing."""

from django.contrib import admin

from credits.models import Credit, Edition
from ledger.admin import ReadOnly


@admin.register(Edition)
class EditionPages(ReadOnly):
    """Editions, newest first."""

    list_display = ("number", "published_at", "published_by")
    list_select_related = ("published_by",)
    ordering = ("-number",)


@admin.register(Credit)
class CreditPages(ReadOnly):
    """Who is thanked for which run."""

    list_display = ("edition", "run", "contributor", "source", "images", "exposures")
    list_select_related = ("edition", "run", "contributor", "source")
    list_filter = ("edition", "run")
    ordering = ("-edition__number", "run", "id")
