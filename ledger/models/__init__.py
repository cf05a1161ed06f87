"""The tables of what was used, what is owed, paid and told."""

from ledger.models.balances import MonthBalance, Tallied, Tally
from ledger.models.book import (
    Account,
    AccountKind,
    Closing,
    Entry,
    EntryKind,
    Period,
    Posting,
    Seal,
    SealLeaf,
)
from ledger.models.holds import Hold, HoldEnd, HoldOutcome
from ledger.models.payouts import (
    Answer,
    Batch,
    BatchState,
    Payout,
    PayoutFile,
    PayoutProfile,
    PayoutState,
)
from ledger.models.rewards import Policy, PolicyWeight, Reward, RewardLine, Settlement
from ledger.models.statements import Statement, StatementPaper
from ledger.models.training import Drawer, Matching, Part, PartState, Run, Usage

__all__ = [
    "Account",
    "AccountKind",
    "Answer",
    "Batch",
    "BatchState",
    "Closing",
    "Drawer",
    "Entry",
    "EntryKind",
    "Hold",
    "HoldEnd",
    "HoldOutcome",
    "Matching",
    "MonthBalance",
    "Part",
    "PartState",
    "Payout",
    "PayoutFile",
    "PayoutProfile",
    "PayoutState",
    "Period",
    "Policy",
    "PolicyWeight",
    "Posting",
    "Reward",
    "RewardLine",
    "Run",
    "Seal",
    "SealLeaf",
    "Settlement",
    "Statement",
    "StatementPaper",
    "Tallied",
    "Tally",
    "Usage",
]
