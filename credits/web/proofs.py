"""The proof page: the head of every sealed month, and the script with which anyone checks a proof at home."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from credits.changes import State
from credits.web import freshness, states
from ledger import months
from ledger.book import heads, proofs, verify_proof

SCRIPT = Path(verify_proof.__file__).read_bytes()
SCRIPT_SHA256 = hashlib.sha256(SCRIPT).hexdigest()


@dataclass(frozen=True, slots=True)
class HeadRow:
    """One sealed month: how many entries and statements it holds, and its head in hex digits."""

    month: date
    leaves: int
    head: str


def script_state() -> State:
    """The script is part of the house."""
    return State((SCRIPT_SHA256,), None)


@require_safe
@freshness.page(states.seals)
def proof(request: HttpRequest) -> HttpResponse:
    """Sealed months, newest first, and how to check a proof."""
    rows = head_rows(proofs.heads_in_order())
    return render(request, "credits/proof.html", {"rows": rows, "script_sha256": SCRIPT_SHA256})


@require_safe
@freshness.file(script_state)
def script(request: HttpRequest) -> HttpResponse:
    """The stand-alone script, as a file."""
    headers = {"Content-Disposition": 'attachment; filename="verify_proof.py"'}
    return HttpResponse(SCRIPT, content_type="text/x-python; charset=utf-8", headers=headers)


def head_rows(sealed: Sequence[heads.Head]) -> list[HeadRow]:
    """The heads as the page shows them, newest first."""
    return [HeadRow(months.read(head.month), head.tree_size, head.digest.hex()) for head in reversed(sealed)]
