"""Django's admin for editions and credits: to look at, never to change."""

from typing import ClassVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from credits.models import Credit, Edition


class ReadOnly(admin.ModelAdmin[Model]):
    """Nothing is added, changed or deleted here: editions come from publishing."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Edition)
class EditionAdmin(ReadOnly):
    """Editions, newest first."""

    list_display: ClassVar = ["number", "published_at", "published_by"]
    list_select_related = ("published_by",)
    ordering = ("-number",)


@admin.register(Credit)
class CreditAdmin(ReadOnly):
    """Who is thanked for which run."""

    list_display: ClassVar = ["edition", "run", "contributor", "source", "images", "exposures"]
    list_select_related = ("edition", "run", "contributor", "source")
    list_filter: ClassVar = ["edition", "run"]
    ordering = ("-edition__number", "run", "id")
