"""The tables of what was used, what is owed, paid and told."""

from ledger.models.alarms import AlarmDecided, AlarmDecision
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
from ledger.models.declarations import CatalogueReading, DeclaredUse
from ledger.models.likenesses import Hint, Likeness, LikenessNote, LikenessSearch
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
    "AlarmDecided",
    "AlarmDecision",
    "Answer",
    "Batch",
    "BatchState",
    "CatalogueReading",
    "Closing",
    "DeclaredUse",
    "Drawer",
    "Entry",
    "EntryKind",
    "Hint",
    "Likeness",
    "LikenessNote",
    "LikenessSearch",
    "Matching",
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
    "Usage",
]
