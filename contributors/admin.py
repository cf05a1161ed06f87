"""Django's admin for who gave what: accounts and roles are kept here; all else is for looking, rooms change it."""

from collections.abc import Iterable
from typing import ClassVar

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import Model, URLField
from django.forms import BaseFormSet, Form
from django.http import HttpRequest

from contributors.models import (
    Application,
    CollectorAccount,
    CollectorWalk,
    Consent,
    Contributor,
    CreditChoice,
    Finding,
    Fingerprint,
    Guidelines,
    Image,
    Job,
    Message,
    Notice,
    Review,
    Role,
    Ruling,
    Source,
    StaffRole,
    User,
)
from contributors.web import guards


class ForLooking:
    """What is shown and neither added, changed nor deleted."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class RolesOfUser(admin.TabularInline[StaffRole, User]):
    """The roles of one account."""

    model = StaffRole
    extra = 0


@admin.register(User)
class UserPages(UserAdmin[User]):
    """Accounts, with their roles."""

    inlines: ClassVar = [RolesOfUser]


@admin.register(Contributor)
class ContributorPages(ForLooking, admin.ModelAdmin[Contributor]):
    """People who give pictures."""

    list_display = ("name", "handle", "language", "joined_at", "verified_at", "left_at")
    search_fields = ("name", "handle")


@admin.register(Image)
class ImagePages(ForLooking, admin.ModelAdmin[Image]):
    """Pictures as given. The number of all is not asked: there may be millions."""

    list_display = ("collection", "path", "contributor", "state", "reason")
    list_filter = ("state",)
    list_select_related = ("contributor",)
    search_fields = ("path", "title")
    show_full_result_count = False
    raw_id_fields = ("contributor", "source", "fingerprint", "duplicate_of", "offered_by")


@admin.register(Review)
class ReviewPages(ForLooking, admin.ModelAdmin[Review]):
    """Decisions, never changed."""

    list_display = ("image", "decision", "reason", "by", "at")
    list_select_related = ("image", "by")
    show_full_result_count = False


@admin.register(Consent)
class ConsentPages(ForLooking, admin.ModelAdmin[Consent]):
    """Who agreed to what, from when until when."""

    list_display = ("contributor", "scope", "purposes", "terms_version", "granted_at", "withdrawn_at")
    list_select_related = ("contributor",)


@admin.register(CollectorAccount)
class CollectorAccountPages(ForLooking, admin.ModelAdmin[CollectorAccount]):
    """Accounts elsewhere whose posts are collected; approved and ended on the staff's own page."""

    list_display = ("name", "platform", "outside_id", "contributor", "approved_at", "ended_at")
    list_filter = ("platform",)
    list_select_related = ("contributor",)
    search_fields = ("name", "outside_id")


@admin.register(CollectorWalk)
class CollectorWalkPages(ForLooking, admin.ModelAdmin[CollectorWalk]):
    """How far each account was walked, and what the last walk brought."""

    list_display = ("account", "collection", "outcome", "walked_at", "new", "outside", "reason")
    list_filter = ("outcome",)
    list_select_related = ("account",)


@admin.register(Source)
class SourcePages(admin.ModelAdmin[Source]):
    """Rewardless sources, written and mended by administrators; the history keeps the words before and after."""

    list_display = ("name", "licence", "address")
    search_fields = ("name",)
    formfield_overrides: ClassVar = {URLField: {"assume_scheme": "https"}}
    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _is_administrator(request)

    def has_view_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        return _is_administrator(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _is_administrator(request)

    def has_change_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        return _is_administrator(request)

    def has_delete_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        return False

    def construct_change_message(
        self, request: HttpRequest, form: Form, formsets: Iterable[BaseFormSet[Form]], add: bool = False
    ) -> list[dict[str, dict[str, list[str]]]]:
        if add:
            return [{"added": {}}]
        changes = [f"{word}: {form.initial.get(word)!r} → {form.cleaned_data[word]!r}" for word in form.changed_data]
        return [{"changed": {"fields": changes}}] if changes else []


@admin.register(Application, CreditChoice, Finding, Fingerprint, Guidelines, Job, Message, Notice, Ruling)
class OtherPages(ForLooking, admin.ModelAdmin[Model]):
    """The rest, as it stands."""

    show_full_result_count = False


def _is_administrator(request: HttpRequest) -> bool:
    user = request.user
    return isinstance(user, User) and guards.holds(user, Role.ADMIN)
