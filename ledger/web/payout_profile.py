"""Where a contributor's money goes: a Japanese bank account, looked at once more before it is stored.

The first sending shows the names behind the codes and the holder as the bank will see it; the second, confirmed,
stores it. What is stored is shown by its last three digits and nothing else.
"""

import unicodedata
from dataclasses import dataclass
from typing import TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from contributors.models import Contributor
from contributors.web import guards
from ledger.models import PayoutProfile
from ledger.payouts import banks, batches, profiles
from ledger.payouts.files import kana

Found = TypeVar("Found", banks.Bank, banks.Branch)
CANDIDATES = 6

KINDS: dict[str, str | Promise] = {
    "ordinary": gettext_lazy("ordinary account (普通)"),
    "current": gettext_lazy("current account (当座)"),
    "savings": gettext_lazy("savings account (貯蓄)"),
}

LOSSES: dict[kana.Loss, str | Promise] = {
    "small kana": gettext_lazy("Small kana stand large."),
    "long mark": gettext_lazy("Long marks stand as hyphens."),
    "lower case": gettext_lazy("Small letters stand as capitals."),
    "old kana": gettext_lazy("ヰ and ヱ stand as イ and エ."),
    "cut": gettext_lazy("The name is longer than 30 signs; the rest is cut off."),
}


@dataclass(frozen=True, slots=True)
class Looked:
    """An account looked up: the names behind its codes, and the holder as the bank will see it."""

    account: profiles.BankAccount
    bank: banks.Bank
    branch: banks.Branch
    kind: str
    holder_seen: str
    losses: list[str]


class AccountForm(forms.Form):
    """A bank account as its holder types it; bank and branch by code or by name."""

    bank = forms.CharField(
        label=gettext_lazy("Bank"),
        max_length=60,
        help_text=gettext_lazy("Its code of four digits, or its name. Japan Post Bank is 9900."),
    )
    branch = forms.CharField(
        label=gettext_lazy("Branch"),
        max_length=60,
        help_text=gettext_lazy("Its code of three digits, or its name. At Japan Post Bank the one for transfers."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind of account"), choices=list(KINDS.items()))
    number = forms.RegexField(
        r"^[0-9０-９]{1,7}$",
        label=gettext_lazy("Account number"),
        max_length=7,
        help_text=gettext_lazy("Up to seven digits, as the card or the passbook shows it."),
        error_messages={"invalid": gettext_lazy("An account number has up to seven digits and nothing else.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    holder = forms.CharField(
        label=gettext_lazy("Holder in kana"),
        max_length=100,
        help_text=gettext_lazy("As the passbook shows it: kana, Latin letters and digits."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_bank(self) -> banks.Bank:
        """The bank of that code, or the one of that name."""
        typed = _digits(self.cleaned_data["bank"])
        found = banks.search(typed, limit=CANDIDATES)
        return _the_one(typed, found)

    def clean_branch(self) -> banks.Branch | None:
        """The branch of that code or name, at the bank already found."""
        bank = self.cleaned_data.get("bank")
        if not isinstance(bank, banks.Bank):
            return None
        typed = _digits(self.cleaned_data["branch"])
        found = banks.search_branches(bank.code, typed, limit=CANDIDATES)
        return _the_one(typed, found)

    def clean_number(self) -> str:
        """Seven digits, zeros in front."""
        return _digits(self.cleaned_data["number"]).zfill(7)

    def clean_holder(self) -> str:
        """A name that a bank file can carry."""
        holder = str(self.cleaned_data["holder"])
        try:
            kana.spell(holder, kind="party name", width=profiles.HOLDER_WIDTH)
        except kana.KanaNotAllowed as refusal:
            raise ValidationError(
                _("%(sign)s cannot stand in a bank's file. Write the name in kana, Latin letters or digits.")
                % {"sign": refusal.character}
            ) from refusal
        except kana.LoneVoicingMark as refusal:
            raise ValidationError(_("A voicing mark follows no kana that takes one.")) from refusal
        except kana.NothingToSpell as refusal:
            raise ValidationError(_("The name is empty.")) from refusal
        return holder


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@guards.payee
def payout_profile(request: HttpRequest, person: Contributor) -> HttpResponse:
    """What is on file, and the form that replaces it in two steps."""
    known = PayoutProfile.objects.filter(contributor=person).first()
    told = {"known": known, "has_left": person.left_at is not None}
    if request.method != "POST":
        return render(request, "ledger/me/payout_profile.html", {"form": AccountForm(), **told})
    form = AccountForm(request.POST)
    if not form.is_valid() or "correct" in request.POST:
        return render(request, "ledger/me/payout_profile.html", {"form": form, **told})
    looked = _looked(form)
    if "confirmed" not in request.POST:
        return render(request, "ledger/me/payout_account.html", {"looked": looked, **told})
    payee = batches.PAYEES[known.payee_status] if known else "resident"
    profiles.write(person, looked.account, payee_status=payee, at=now())
    messages.success(request, _("The account is stored. Every bank file written from now on uses it."))
    return redirect("payout-profile")


def _looked(form: AccountForm) -> Looked:
    typed = form.cleaned_data
    bank, branch, holder = typed["bank"], typed["branch"], typed["holder"]
    spelling = kana.spell(holder, kind="party name", width=profiles.HOLDER_WIDTH)
    return Looked(
        account=profiles.BankAccount(bank.code, branch.code, profiles.KINDS[typed["kind"]], typed["number"], holder),
        bank=bank,
        branch=branch,
        kind=str(KINDS[typed["kind"]]),
        holder_seen=spelling.content.decode("cp932"),
        losses=[str(LOSSES[loss]) for loss in spelling.losses],
    )


def _the_one(typed: str, found: tuple[Found, ...]) -> Found:
    """The only one found, or the one named exactly so; otherwise the error names those it may be."""
    exact = [one for one in found if typed in (one.code, one.name)]
    if len(exact) == 1 or len(found) == 1:
        return (exact or list(found))[0]
    if not found:
        raise ValidationError(_("Nothing is known by that code or name. Look at the card or the passbook."))
    named = ", ".join(f"{one.code} {one.name}" for one in found)
    raise ValidationError(_("There is more than one. Give the code: %(named)s.") % {"named": named})


def _digits(typed: str) -> str:
    """Full-width digits and letters as plain ones."""
    return unicodedata.normalize("NFKC", typed).strip()
