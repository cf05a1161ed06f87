"""Why a reward is what it is, in two sentences: what was counted, and how that became an amount.

Plain: takes a `Why` and a language, gives text. The dashboard, the API and the paper all say it with these words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ledger.rewards.calculation import UNITS_OF_ONE
from ledger.rewards.why import Why
from ledger.statements import wording
from ledger.statements.sheet import Language


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of one language, each whole, and how two of them are joined."""

    one_picture: str
    pictures: str
    per_stage: str
    shown: str
    pool: str
    bounded_pool: str
    capped_run: str
    minimum: str
    cap: str
    rate: str
    joined: str


ENGLISH = Sentences(
    one_picture="{images} picture of yours, counted once, makes {units} units.",
    pictures="{images} pictures of yours, each counted once, make {units} units.",
    per_stage="Your pictures, each counted once per stage, count {counted} times and make {units} units.",
    shown="Your pictures were shown {counted} times and count {units} units.",
    pool="All pictures of the run make {all_units}; your share of the pool of {rule} is {amount}.",
    bounded_pool=(
        "Of the pool of {rule}, {shared} are shared by {shared_units} units among those whom no minimum or cap of the"
        " policy holds; your share is {amount}."
    ),
    capped_run=(
        "At {rule} for one unit the run would give more than it may; {shared} are shared by {shared_units} units, and"
        " your share is {amount}."
    ),
    minimum="The policy gives at least {amount} for a run, and your units make no more than that.",
    cap="The policy gives at most {amount} for a run, and your units make no less than that.",
    rate="At {rule} for one unit that is {amount}.",
    joined="{first} {second}",
)

JAPANESE = Sentences(
    one_picture="画像 {images} 点を 1 回ずつ数えて、{units} 単位になります。",
    pictures="画像 {images} 点を 1 回ずつ数えて、{units} 単位になります。",
    per_stage="画像 1 点を段階ごとに 1 回と数えて {counted} 回、{units} 単位になります。",
    shown="ご提供いただいた画像は {counted} 回使われ、{units} 単位になります。",
    pool="学習全体では {all_units} 単位で、総額 {rule}のうち {amount}があなたの分です。",
    bounded_pool=(
        "総額 {rule}のうち、下限額・上限額にかからない方で {shared}を {shared_units} 単位で分け合い、"
        "{amount}があなたの分です。"
    ),
    capped_run=(
        "1 単位につき {rule}では 1 回の学習の上限を超えるため、{shared}を {shared_units} 単位で分け合い、"
        "{amount}があなたの分です。"
    ),
    minimum="規程により、1 回の学習につき少なくとも {amount}をお贈りします。単位数による額は、これを超えません。",
    cap="規程により、1 回の学習につきお贈りするのは {amount}までです。単位数による額は、これを下回りません。",
    rate="1 単位につき {rule}で、{amount}になります。",
    joined="{first}{second}",
)


def why(reason: Why, language: Language) -> str:
    """Both sentences, one after the other."""
    said = JAPANESE if language == "ja" else ENGLISH
    facts = _facts(reason, language)
    return said.joined.format(first=_counted(reason, said).format(**facts), second=_made(reason, said).format(**facts))


def _counted(reason: Why, said: Sentences) -> str:
    if reason.counting == "exposures":
        return said.shown
    if reason.stages > 1:
        return said.per_stage
    return said.one_picture if reason.images == 1 else said.pictures


def _made(reason: Why, said: Sentences) -> str:
    if reason.held_at:
        return said.minimum if reason.held_at == "minimum" else said.cap
    if reason.is_capped_run:
        return said.capped_run
    if reason.mode == "per_unit":
        return said.rate
    return said.pool if reason.shared_units == reason.all_units else said.bounded_pool


def _facts(reason: Why, language: Language) -> Mapping[str, str]:
    words = wording.of(language)
    return {
        "images": f"{reason.images:,}",
        "counted": f"{reason.counted:,}",
        "units": units(reason.units),
        "all_units": units(reason.all_units),
        "shared_units": units(reason.shared_units),
        "rule": words.money(reason.rule_minor, reason.commodity),
        "shared": words.money(reason.shared_minor, reason.commodity),
        "amount": words.money(reason.amount_minor, reason.commodity),
    }


def units(raw: int) -> str:
    """Units as people read them: whole images at full weight."""
    return wording.decimal(Decimal(raw) / UNITS_OF_ONE)
