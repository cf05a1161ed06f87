"""A contributor's first page: what the newest month brought in one sentence, then every figure with its reason.

Reads through `overview` and `gallery`; the words are `telling`'s, the figures `account_figures`'.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from contributors import gallery, rulebook
from contributors.models import Contributor, ImageState
from contributors.web import guards
from ledger.statements import overview
from ledger.web import account_figures, statement_pages, telling, what_next

NEWEST_STATEMENTS = 3


@require_safe
@guards.payee
def dashboard(request: HttpRequest, person: Contributor) -> HttpResponse:
    """The account as it stands today; who has left is led to what is still theirs."""
    if person.left_at is not None:
        return redirect("statements")
    standing, settings = gallery.standing(person), rulebook.in_force()
    not_accepted = [heap for heap in standing.heaps if heap.state != ImageState.ACCEPTED]
    earned = overview.rewards(person)
    newest = overview.latest(person, earned)
    made = overview.payouts(person)
    paying = overview.payment_of(newest, made) if newest else None
    balances = overview.balances(person)
    ending = overview.account_ending(person)
    lost = overview.came_back(made)
    context = {
        "lead": telling.lead(newest, paying, standing, today=localdate()),
        "lost": what_next.came_back(lost) if lost else "",
        "figures": account_figures.of_pictures(standing),
        "reasons": [account_figures.reason_of(heap, settings) for heap in not_accepted],
        "rewards": [account_figures.of_reward(reward) for reward in earned],
        "balances": [account_figures.of_balance(balance) for balance in balances],
        "payouts": [account_figures.of_payout(payout) for payout in made],
        "statements": statement_pages.newest(person, NEWEST_STATEMENTS),
        "nexts": [
            *what_next.of_runs(overview.unsettled(person), newest),
            *what_next.of_money(balances, made, ending),
            *what_next.of_pictures(standing),
        ],
    }
    return render(request, "ledger/me/dashboard.html", context)
