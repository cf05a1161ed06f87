"""payouts: a month's payouts prepared, approved by another, dismissed or expired, exported and answered."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils.timezone import now

from contributors import people
from contributors.management import door
from contributors.models import Role
from ledger import months
from ledger.book import journal
from ledger.models import Batch
from ledger.payouts import banks, batches, profiles, results, tax
from ledger.payouts.files import kana, zengin


class Command(door.Door):
    """Each stage is stored and asked twice is done once."""

    help = "Prepare, approve, dismiss, expire, export a month's payouts, or record the bank's answers."
    refusals: ClassVar = (
        months.MonthUnclear,
        people.UserUnknown,
        people.RoleMissing,
        batches.MonthStillOpen,
        batches.NobodyToPay,
        batches.NoBatch,
        batches.ApprovedByPreparer,
        batches.NotApproved,
        batches.EarlierBatchOpen,
        batches.AlreadyApproved,
        batches.BatchDismissed,
        batches.ReasonMissing,
        batches.TransferDayAhead,
        batches.FileRefused,
        zengin.NotABankDay,
        zengin.AmountDoesNotFit,
        zengin.TotalDoesNotFit,
        zengin.TooManyTransfers,
        tax.NoRuleInForce,
        profiles.AccountUnreadable,
        banks.UnknownBank,
        banks.UnknownBranch,
        kana.KanaNotAllowed,
        kana.LoneVoicingMark,
        kana.NothingToSpell,
        journal.EntryRefused,
        results.AnswersUnreadable,
        results.AnswerOutOfTurn,
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The stage and what it needs."""
        super().add_arguments(parser)
        parser.add_argument("stage", choices=sorted(STAGES))
        parser.add_argument("month", help="YYYY-MM")
        parser.add_argument("--by", metavar="USER", required=True, help="treasurer; for approve, the approver")
        parser.add_argument("--transfer-on", type=door.day, help="prepare: the day the bank moves the money")
        parser.add_argument("--on", type=door.day, help="approve: effective day in the book; today if not given")
        parser.add_argument("--out", type=Path, help="export: the folder for the bank file; var/exports if not given")
        parser.add_argument("--reason", default="", help="dismiss: why, in up to 200 characters")
        parser.add_argument("--file", type=Path, help="record: CSV with the columns key, state, on, reason")

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """Do the stage."""
        return STAGES[str(options["stage"])](options)


def prepare(options: Mapping[str, object]) -> door.Words:
    """Write down who is to be paid what."""
    month = months.read(str(options["month"]))
    by = people.staff(str(options["by"]), Role.TREASURER)
    outlook = batches.outlook(month)
    batch = batches.prepare(month, transfer_on=door.given_day(options, "transfer_on"), by=by, at=now())
    return {
        **_told(batch),
        "below_minimum": outlook.below_minimum,
        "without_account": outlook.without_account,
    }


def approve(options: Mapping[str, object]) -> door.Words:
    """Approve and post the batch."""
    batch = batches.of_month(months.read(str(options["month"])))
    by = people.staff(str(options["by"]), Role.APPROVER)
    return _told(batches.approve(batch, by=by, on=door.given_day(options, "on"), at=now()))


def dismiss(options: Mapping[str, object]) -> door.Words:
    """Give up the batch that waits for approval, so that the month can be prepared anew."""
    batch = batches.of_month(months.read(str(options["month"])))
    by = people.staff(str(options["by"]), Role.TREASURER)
    return _told(batches.dismiss(batch, by=by, at=now(), reason=str(options["reason"])))


def expire(options: Mapping[str, object]) -> door.Words:
    """End a batch whose transfer day passed without approval; what it held is free again."""
    batch = batches.of_month(months.read(str(options["month"])))
    by = people.staff(str(options["by"]), Role.TREASURER)
    return _told(batches.expire(batch, by=by, at=now()))


def export(options: Mapping[str, object]) -> door.Words:
    """Write the bank file, the same bytes each time."""
    batch = batches.of_month(months.read(str(options["month"])))
    people.staff(str(options["by"]), Role.TREASURER)
    out = door.given_path(options, "out") or settings.VAR / "exports"
    out.mkdir(parents=True, exist_ok=True)
    file = batches.export(batch, at=now())
    target = out / file.name
    target.write_bytes(bytes(file.content))
    return {
        "batch": str(batch),
        "file": str(target),
        "payouts": file.payouts,
        "total": file.total_minor,
        "sha256": bytes(file.sha256).hex(),
    }


def record(options: Mapping[str, object]) -> door.Words:
    """Take the bank's answers in."""
    by = people.staff(str(options["by"]), Role.TREASURER)
    path = door.given_path(options, "file")
    if path is None or not path.is_file():
        raise CommandError("name the bank's answers with --file, a CSV with the columns key, state, on, reason")
    recorded = results.record(results.read_csv(path.read_bytes()), by=by, at=now())
    return {"new": recorded.new, "known": recorded.known, "unmatched": list(recorded.unmatched)}


def _told(batch: Batch) -> door.Words:
    payouts = list(batch.payouts.all())
    return {
        "batch": str(batch),
        "state": batch.state,
        "transfer_on": batch.transfer_on.isoformat(),
        "payouts": len(payouts),
        "gross": sum(payout.gross_minor for payout in payouts),
        "withholding": sum(payout.withholding_minor for payout in payouts),
        "net": sum(payout.net_minor for payout in payouts),
    }


STAGES: dict[str, Callable[[Mapping[str, object]], door.Words]] = {
    "prepare": prepare,
    "approve": approve,
    "dismiss": dismiss,
    "expire": expire,
    "export": export,
    "record": record,
}
