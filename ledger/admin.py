"""The book in Django's admin: to be looked at by administrators, never to be changed there."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from contributors.models import Role, User
from contributors.web import guards
from ledger.models import (
    Account,
    AlarmDecision,
    Answer,
    Batch,
    CatalogueReading,
    Closing,
    DeclaredUse,
    Entry,
    LikenessNote,
    LikenessSearch,
    Matching,
    Part,
    PartUpload,
    Payout,
    PayoutFile,
    Period,
    Policy,
    PolicyWeight,
    Posting,
    Reward,
    RewardLine,
    Run,
    RunToken,
    Seal,
    SealLeaf,
    Settlement,
    Statement,
    StatementPaper,
    Usage,
    UsageCount,
    WeightComparison,
    WeightPart,
)

SHOWN: dict[type[Model], tuple[str, ...]] = {
    Account: ("code", "commodity", "kind"),
    AlarmDecision: ("run", "exposures", "decided", "words", "by", "at"),
    Answer: ("payout", "state", "answered_on", "reason"),
    Batch: ("month", "number", "commodity", "state", "transfer_on", "prepared_by", "approved_by"),
    CatalogueReading: ("run", "name", "kind", "samples", "seen", "unknown", "read_at"),
    Closing: ("period", "entries", "closed_at", "closed_by"),
    DeclaredUse: ("run", "trainer", "folder", "stage", "pictures", "repeats", "epochs", "measured"),
    Entry: ("id", "kind", "scope", "key", "effective_on", "recorded_at", "by"),
    LikenessNote: ("run", "image", "is_same", "words", "by", "at"),
    LikenessSearch: ("run", "unknown", "searched", "left_out", "found", "searched_at"),
    Matching: ("run", "exposures", "credited", "source", "refused", "withdrawn_inside"),
    Part: ("file_name", "run", "attempt", "stage", "component", "rank", "part", "state"),
    PartUpload: ("file_name", "run", "token", "key", "begun_at", "taken_at"),
    Payout: ("key", "batch", "contributor", "gross_minor", "withholding_minor", "net_minor", "state"),
    PayoutFile: ("name", "batch", "payouts", "total_minor", "written_at"),
    Period: ("month",),
    Policy: ("name", "version", "effective_from", "commodity", "mode", "counting", "amount_minor"),
    PolicyWeight: ("policy", "of", "word", "basis_points"),
    Posting: ("entry", "leg", "account", "commodity", "amount_minor"),
    Reward: ("settlement", "contributor", "images", "units", "amount_minor"),
    RewardLine: ("reward", "category", "stage", "images", "counted", "units", "amount_minor"),
    Run: ("name", "recorded_as", "purpose", "frozen_at"),
    RunToken: ("label", "prefix", "run", "made_by", "made_at", "expires_at", "revoked_at", "last_used_at"),
    Seal: ("closing", "tree_size", "sealed_at"),
    SealLeaf: ("seal", "index", "kind", "subject_id"),
    Settlement: ("run", "policy", "total_minor", "settled_at", "settled_by"),
    Statement: ("number", "closing", "contributor", "commodity", "closing_minor"),
    StatementPaper: ("statement", "language", "size_bytes", "drawn_at"),
    Usage: ("run", "stage", "component", "samples", "exposures", "drawer", "reason"),
    UsageCount: ("run", "drawer", "reason", "contributor", "source", "images", "samples", "exposures"),
    WeightComparison: ("first_name", "second_name", "label", "run", "compared_at", "compared_by"),
    WeightPart: ("comparison", "part", "tensors", "numbers", "cosine"),
}


class ReadOnly(admin.ModelAdmin[Model]):
    """Rows are looked at by administrators; nobody adds, changes or deletes here, whatever permission they hold."""

    show_full_result_count = False
    list_per_page = 50
    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _is_administrator(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return _is_administrator(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def _is_administrator(request: HttpRequest) -> bool:
    user = request.user
    return isinstance(user, User) and guards.holds(user, Role.ADMIN)


for _model, _columns in SHOWN.items():
    admin.site.register(_model, ReadOnly, list_display=_columns, list_select_related=True)
