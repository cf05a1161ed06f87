"""The tables of what was used, what is owed, paid and told."""

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
from ledger.models.sending import Ability, PartUpload, RunToken
from ledger.models.statements import Statement, StatementPaper
from ledger.models.training import Drawer, Matching, Part, PartState, Run, Usage

__all__ = [
    "Ability",
    "Account",
    "AccountKind",
    "Answer",
    "Batch",
    "BatchState",
    "Closing",
    "Drawer",
    "Entry",
    "EntryKind",
    "Matching",
    "Part",
    "PartState",
    "PartUpload",
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
    "RunToken",
    "Seal",
    "SealLeaf",
    "Settlement",
    "Statement",
    "StatementPaper",
    "Usage",
]
