"""A refusal in a person's words: what happened, what did not, what to do.

Takes what the rooms raise, gives one paragraph in the reader's language. ``REFUSALS`` are those that a page may
meet; anything else is a fault of ours and is not caught.
"""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ledger.book import journal, money, periods
from ledger.payouts import banks, batches, keys, profiles, results, tax
from ledger.payouts.files import kana, zengin
from ledger.rewards import accrual, bounds, policies
from ledger.training import usage
from ledger.web import jobs, refused_corrections

UNWRITTEN = (
    banks.UnknownBank,
    banks.UnknownBranch,
    kana.KanaNotAllowed,
    kana.LoneVoicingMark,
    kana.NothingToSpell,
    keys.KeyDoesNotFit,
    profiles.AccountUnreadable,
    tax.NoRuleInForce,
    zengin.BadAccountKind,
    zengin.BadAccountNumber,
    zengin.BadCode,
    zengin.DuplicateKey,
    zengin.NoTransfers,
    zengin.TooManyTransfers,
    zengin.TotalDoesNotFit,
)


class NotAgreed(Exception):
    """A step that cannot be taken back needs its form whole and its box ticked."""

    def __init__(self) -> None:
        super().__init__("the step was not confirmed: fill in the form and tick its box")


class DayUnfit(Exception):
    """A transfer day lies in the future and is written as a day."""

    def __init__(self) -> None:
        super().__init__("the transfer day is no day from today on: choose one")


class MatchedBefore(Exception):
    """A run is settled from the usage of all its parts."""

    def __init__(self) -> None:
        super().__init__("parts came after the run was matched: match it again before settling")


class FileMissing(Exception):
    """Answers come as a file of up to five megabytes."""

    def __init__(self) -> None:
        super().__init__("no file of answers came, or it is larger than 5 MB: choose the bank's file")


REFUSALS = (
    *UNWRITTEN,
    DayUnfit,
    FileMissing,
    MatchedBefore,
    NotAgreed,
    jobs.WorkersOutOfReach,
    accrual.RunNotMatched,
    accrual.SettledOtherwise,
    accrual.WithdrawnInside,
    *refused_corrections.REFUSALS,
    batches.AlreadyApproved,
    batches.ApprovedByPreparer,
    batches.BatchDismissed,
    batches.EarlierBatchOpen,
    batches.FileRefused,
    batches.MonthStillOpen,
    batches.NobodyToPay,
    batches.NoBatch,
    batches.NotApproved,
    batches.ReasonMissing,
    bounds.PoolTooSmall,
    journal.EntryRefused,
    journal.SameKeyOtherBody,
    money.AmountDoesNotFit,
    money.NothingToShare,
    periods.EarlierPeriodOpen,
    periods.NothingInPeriod,
    periods.PeriodNotOver,
    policies.PolicyUnknown,
    results.AnswerOutOfTurn,
    results.AnswersUnreadable,
    usage.RunIncomplete,
    zengin.AmountDoesNotFit,
    zengin.NotABankDay,
)


def told(refusal: Exception) -> str:
    """The refusal as a paragraph."""
    tellers = (refused_corrections.told, _of_the_form, _of_a_run, _of_a_month, _of_payouts, _of_the_book)
    return next(filter(None, (tell(refusal) for tell in tellers)))


def _of_the_form(refusal: Exception) -> str:
    match refusal:
        case NotAgreed():
            return _("The step was not confirmed. Nothing was done. Fill in the form and tick the box beside it.")
        case DayUnfit():
            return _(
                "The transfer day is missing or lies in the past. Nothing was prepared. Choose a day from today on."
            )
        case FileMissing():
            return _(
                "No file came, or it is larger than 5 MB. Nothing was recorded. Choose the bank's file and"
                " send it again."
            )
        case jobs.WorkersOutOfReach():
            return _(
                "No worker could be reached. The work was not begun. Tell the administrator, then ask for it again."
            )
    return ""


def _of_a_run(refusal: Exception) -> str:
    match refusal:
        case accrual.RunNotMatched():
            return _("This run has no usage yet. Nothing was settled. Match it first, then look at the preview.")
        case MatchedBefore():
            return _(
                "Parts came after this run was matched. Nothing was settled. Match it again, then look at the preview."
            )
        case usage.PartsHeld():
            return _(
                "Two parts of this run say they are the same part, and differ. Nothing was matched. A person"
                " decides which of them counts, on the run's page."
            )
        case usage.RunIncomplete():
            return _(
                "Parts of this run are missing. Nothing was matched. Wait for the parts named below, or ask"
                " the training team for them."
            )
        case accrual.SettledOtherwise(settlement=settled):
            return _(
                "This run was settled under %(policy)s before. Nothing was posted a second time. Correct it"
                " by an adjustment."
            ) % {"policy": settled.policy}
        case accrual.WithdrawnInside(exposures=shown):
            return _(
                "The run used pictures that had been withdrawn or blocked before it was frozen, %(shown)s"
                " times. Nothing was settled. Resolve the alarm on the run's page first."
            ) % {"shown": f"{shown:,}"}
        case bounds.PoolTooSmall(amount_minor=amount, minimum_minor=minimum, people=people):
            return _(
                "The least that the policy gives each contributor (%(minimum)s) times %(people)s contributors is more"
                " than its pool of %(amount)s. Nothing was posted. Choose another policy."
            ) % {"minimum": f"{minimum:,}", "people": f"{people:,}", "amount": f"{amount:,}"}
        case money.NothingToShare():
            return _(
                "No picture of this run counts for a reward under this policy. Nothing was posted. Choose"
                " another policy."
            )
        case money.AmountDoesNotFit():
            return _("The rewards add up to more than the book can hold. Nothing was posted. Choose another policy.")
        case policies.PolicyUnknown(name=name):
            return _(
                "The policy %(name)s is not in force on that day. Nothing was posted. Choose another policy"
                " or a later day."
            ) % {"name": name}
    return ""


def _of_a_month(refusal: Exception) -> str:
    match refusal:
        case periods.PeriodNotOver(month=month):
            over_on = date_format(periods.month_after(month))
            return _("The month is not over yet. It was not closed. Close it on %(day)s or later.") % {"day": over_on}
        case periods.EarlierPeriodOpen():
            return _("A month before this one is still open. This month was not closed. Close the earlier one first.")
        case periods.NothingInPeriod():
            return _("Nothing was entered in this month. It was not closed. There is nothing to do here.")
        case batches.MonthStillOpen():
            return _("The month is not closed. No payouts were prepared. Close the month first.")
    return ""


def _of_payouts(refusal: Exception) -> str:
    match refusal:
        case batches.NobodyToPay():
            return _(
                "Nobody is owed the minimum and has a bank account on file. No payouts were prepared. What is"
                " owed is carried forward."
            )
        case batches.NoBatch():
            return _("No payouts are prepared for this month. Nothing was done. Prepare them first.")
        case batches.EarlierBatchOpen(batch=batch):
            return _(
                "The payouts of %(month)s still wait for approval. Nothing was prepared. Have them approved or"
                " dismissed first."
            ) % {"month": f"{batch.month:%Y-%m}"}
        case batches.AlreadyApproved():
            return _("The batch is approved and stands in the book. It was not dismissed.")
        case batches.BatchDismissed(batch=batch):
            return _(
                "The batch was dismissed: %(reason)s. Nothing was done. Prepare the payouts of the month again."
            ) % {"reason": batch.dismissed_because}
        case batches.ReasonMissing():
            return _(
                "No reason was given, or one longer than %(most)s characters. The batch was not dismissed. Say"
                " why it is."
            ) % {"most": batches.MOST_REASON_CHARACTERS}
        case batches.ApprovedByPreparer():
            return _(
                "You prepared this batch yourself. It was not approved. Somebody else with the role of"
                " approver must do it."
            )
        case batches.NotApproved():
            return _("The batch is not approved yet. No file was written. Have another person approve it.")
        case batches.FileRefused(faults=faults):
            return _(
                "The bank file did not pass its own check: %(fault)s. No file was kept. Tell the administrator."
            ) % {"fault": faults[0]}
        case zengin.NotABankDay(day=day, next_on=next_on):
            days = {"day": date_format(day), "next": date_format(next_on)}
            return _("Banks move no money on %(day)s. Nothing was prepared. The next bank day is %(next)s.") % days
        case zengin.AmountDoesNotFit(amount_yen=amount):
            return _(
                "A transfer of %(amount)s yen does not fit into a bank file. No file was written. Tell the"
                " administrator."
            ) % {"amount": f"{amount:,}"}
        case _ if isinstance(refusal, UNWRITTEN):
            return _(
                "The payouts cannot be written: %(why)s. Nothing was kept. Correct what is named and try again."
            ) % {"why": refusal}
        case results.AnswersUnreadable(line=line, reason=reason):
            return _(
                "Line %(line)s of the file cannot be read: %(reason)s. Nothing was recorded. Correct the file"
                " and send it again."
            ) % {"line": line, "reason": reason}
        case results.AnswerOutOfTurn(payout=payout):
            return _(
                "Payout %(key)s is %(state)s and cannot become what the file says. Nothing was recorded."
                " Compare the file with the bank's own list."
            ) % {"key": payout.key, "state": payout.get_state_display()}
    return ""


def _of_the_book(refusal: Exception) -> str:
    match refusal:
        case journal.EntryRefused(constraint="period_closed"):
            return _(
                "The month of that day is closed and takes no further entry. Nothing was posted. Choose a day"
                " in an open month."
            )
        case journal.EntryRefused(constraint="payable_not_overdrawn"):
            return _(
                "Somebody would be paid more than is owed to them. Nothing was posted. Look at what changed"
                " since the batch was prepared."
            )
        case journal.SameKeyOtherBody():
            return _(
                "This fact is in the book already, with other figures. Nothing was posted. Look at the entry"
                " that stands there."
            )
    return _("The book refused this step. Nothing was posted. Tell the administrator: %(why)s") % {"why": refusal}
