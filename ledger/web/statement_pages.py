"""Statements: a contributor's own, each paper to its owner only, and the proof that anyone with its address may check.

A proof says where a statement stands under its month's seal; it names nobody.
"""

from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contributors.models import Contributor
from contributors.web import guards
from ledger.book import merkle, proofs
from ledger.models import SealLeaf, Statement
from ledger.statements import drawing
from ledger.web import money_words, telling
from ledger.web.money_words import Amount

PAGE = 24


@dataclass(frozen=True, slots=True)
class Told:
    """One statement of the list."""

    number: int
    month: str
    opening: Amount
    rewarded: Amount
    adjusted: Amount
    paid_out: Amount
    closing: Amount
    paper_url: str
    proof_url: str


@require_safe
@guards.payee
def statements(request: HttpRequest, person: Contributor) -> HttpResponse:
    """The person's statements, newest first, a page at a time."""
    page = Paginator(_of(person), PAGE).get_page(request.GET.get("page"))
    address = reverse("statements")
    context = {
        "has_left": person.left_at is not None,
        "statements": [_told(statement) for statement in page],
        "previous_url": f"{address}?page={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"{address}?page={page.next_page_number()}" if page.has_next() else "",
        "place": _("Page %(page)s of %(pages)s") % {"page": page.number, "pages": page.paginator.num_pages},
    }
    return render(request, "ledger/me/statements.html", context)


@require_safe
@guards.payee
def paper(request: HttpRequest, person: Contributor, token: UUID) -> HttpResponse:
    """The PDF of one of the person's own statements; whoever else's is not found."""
    statement = get_object_or_404(_of(person).filter(paper__isnull=False), token=token)
    response = HttpResponse(drawing.content_of(statement), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{drawing.file_name(statement)}"'
    return response


@require_safe
def proof(request: HttpRequest, token: UUID) -> HttpResponse:
    """Where a statement stands under its seal."""
    leaf = _leaf(get_object_or_404(Statement, token=token))
    context = {
        "month": telling.month(leaf.seal.closing_id),
        "seal_day": f"{localdate(leaf.seal.sealed_at):%Y.%m.%d}",
        "seal_day_iso": f"{localdate(leaf.seal.sealed_at):%Y-%m-%d}",
        "seal_hash": bytes(leaf.seal.head).hex()[:8],
        "head": bytes(leaf.seal.head).hex(),
        "root": bytes(leaf.seal.root).hex(),
        "leaf": merkle.leaf_hash(bytes(leaf.canonical)).hex(),
        "place": f"{leaf.index + 1:,}",
        "tree_size": f"{leaf.seal.tree_size:,}",
        "file_url": reverse("proof-file", kwargs={"token": token}),
        "file_name": _file_name(leaf),
    }
    return _unlisted(render(request, "ledger/statement_proof.html", context))


@require_safe
def proof_file(request: HttpRequest, token: UUID) -> HttpResponse:
    """The proof as a file that is checked without us."""
    statement = get_object_or_404(Statement, token=token)
    name = _file_name(_leaf(statement))
    response = HttpResponse(proofs.proof_of_statement(statement), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return _unlisted(response)


def newest(person: Contributor, count: int) -> list[Told]:
    """The person's newest statements."""
    return [_told(statement) for statement in _of(person)[:count]]


def _of(person: Contributor) -> QuerySet[Statement]:
    return person.statements.select_related("paper").order_by("-closing_id", "-number")


def _told(statement: Statement) -> Told:
    def amount(minor: int) -> Amount:
        return money_words.amount(minor, statement.commodity)

    key = {"token": statement.token}
    return Told(
        number=statement.number,
        month=telling.month(statement.closing_id),
        opening=amount(statement.opening_minor),
        rewarded=amount(statement.rewarded_minor),
        adjusted=amount(statement.adjusted_minor),
        paid_out=amount(statement.paid_out_minor),
        closing=amount(statement.closing_minor),
        paper_url=reverse("statement-paper", kwargs=key) if hasattr(statement, "paper") else "",
        proof_url=reverse("statement-proof", kwargs=key),
    )


def _leaf(statement: Statement) -> SealLeaf:
    leaf = SealLeaf.objects.select_related("seal").filter(kind="statement", subject_id=statement.pk).first()
    if leaf is None:
        raise Http404(str(proofs.NotSealed(f"statement {statement.number}")))
    return leaf


def _file_name(leaf: SealLeaf) -> str:
    return f"henrei-proof-{leaf.seal.closing_id:%Y-%m}-{leaf.index + 1}.json"


def _unlisted(response: HttpResponse) -> HttpResponse:
    """Whoever has the address may look; search engines need not find it."""
    response["X-Robots-Tag"] = "noindex"
    return response
