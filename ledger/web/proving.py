"""Proving on demand: every invariant asked, every seal computed again, and what does not hold named.

It reads and changes nothing, so that it may be asked by a link as often as anybody likes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from contributors.models import User
from contributors.web import guards
from ledger import proving
from ledger.book import heads, proofs
from ledger.models import Entry, Posting

MOST_TOLD = 20

SENTENCES: dict[str, str | Promise] = {
    "01_entries_balance": _("Every entry adds up to zero in each currency."),
    "02_entries_have_their_legs": _("Every entry has the postings it was entered with."),
    "03_payables_not_overdrawn": _("Nobody was paid more than was owed to them."),
    "04_drawers_add_up": _("Credited, source and refused add up to what the training recorded."),
    "05_no_withdrawn_image_used": _("No run holds withdrawn pictures that nobody has decided about."),
    "06_rewards_add_up": _("Rewards are the sum of their reasons, to the unit."),
    "07_rewards_are_in_the_book": _("Every reward stands in the book."),
    "08_payouts_are_in_the_book": _("Every payout stands in the book."),
    "09_files_hold_their_batch": _("Every bank file holds its batch, and the same total."),
    "10_statements_follow_the_book": _("Every statement says what the book says."),
    "11_statement_numbers_have_no_gap": _("The numbers of the statements have no gap."),
    "12_closed_months_stay": _("Closed months stay as they were closed."),
    "13_month_balances_carry_on": _("Every month begins with the balances that the month before ended with."),
    "14_holds_end_as_their_batch": _("What is held for a payout is its amount, and ends as its batch does."),
    "15_tallies_add_up": _("Sums kept to answer faster are the sums of their postings."),
    "reward_lines_follow_usage": _("Every reward counts the pictures that its run used."),
    "adjustments_are_in_the_book": _("Every correction of a settlement stands in the book, line by line."),
    "rewards_follow_their_policy": _("Every reward, computed again from its lines, is what its policy gives."),
}


@dataclass(frozen=True, slots=True)
class Proof:
    """What was asked, and what came of it."""

    broken: Sequence[proving.Broken]
    entries: int
    postings: int
    months: Sequence[heads.Head]

    @property
    def head(self) -> heads.Head | None:
        """The newest head."""
        return self.months[-1] if self.months else None


@require_safe
@guards.staff()
def prove(request: HttpRequest, user: User) -> HttpResponse:
    """What is asked, and the answer where it was asked for."""
    proof = _proven() if "now" in request.GET else None
    questions = [SENTENCES.get(name, name) for name in proving.names()]
    return render(request, "ledger/staff/prove.html", {"proof": proof, "questions": questions})


def _proven() -> Proof:
    return Proof(
        broken=list(islice(proving.broken(), MOST_TOLD)),
        entries=Entry.objects.count(),
        postings=Posting.objects.count(),
        months=proofs.heads_in_order(),
    )
