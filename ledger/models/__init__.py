"""The tables of what was used, what is owed, paid and told."""

from ledger.models.alarms import AlarmDecided, AlarmDecision
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
from ledger.models.counts import UsageCount
from ledger.models.declarations import CatalogueReading, DeclaredUse
from ledger.models.holds import Hold, HoldEnd, HoldOutcome
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
from ledger.models.rewards import (
    Adjustment,
    AdjustmentLine,
    AdjustmentReason,
    Counting,
    HeldAt,
    Policy,
    PolicyMode,
    PolicyWeight,
    Reward,
    RewardLine,
    Settlement,
)
from ledger.models.sending import Ability, PartUpload, RunToken
from ledger.models.statements import Statement, StatementPaper
from ledger.models.training import Drawer, Matching, Part, PartState, Run, Usage
from ledger.models.weights import WeightComparison, WeightPart

__all__ = [
    "Ability",
    "Account",
    "AccountKind",
    "Adjustment",
    "AdjustmentLine",
    "AdjustmentReason",
    "AlarmDecided",
    "AlarmDecision",
    "Answer",
    "Batch",
    "BatchState",
    "CatalogueReading",
    "Closing",
    "Counting",
    "DeclaredUse",
    "Drawer",
    "Entry",
    "EntryKind",
    "HeldAt",
    "Hint",
    "Hold",
    "HoldEnd",
    "HoldOutcome",
    "Likeness",
    "LikenessNote",
    "LikenessSearch",
    "Matching",
    "MonthBalance",
    "Part",
    "PartState",
    "PartUpload",
    "Payout",
    "PayoutFile",
    "PayoutProfile",
    "PayoutState",
    "Period",
    "Policy",
    "PolicyMode",
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
    "Tallied",
    "Tally",
    "Usage",
    "UsageCount",
    "WeightComparison",
    "WeightPart",
]
