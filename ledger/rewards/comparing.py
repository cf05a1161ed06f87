"""What a settlement to be changes against the last one of its commodity, and what made the change.

Takes a preview and the settlement before it; gives figures and names no words: the usage is computed under the last
policy too, so that what another policy changes and what other pictures change stand apart. Writes nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ledger.book import money
from ledger.models import Settlement
from ledger.rewards import accrual, bounds, calculation, policies
from ledger.rewards.calculation import Rule

MOST_MOVED = 10

Term = str | int | None


@dataclass(frozen=True, slots=True)
class TermChanged:
    """One term of a policy: what it said then, what it says now; ``word`` is the category or stage that it weighs."""

    term: str
    then: Term
    now: Term
    word: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """One contributor's units and amount, then and now."""

    contributor_id: int
    units_then: int
    units_now: int
    then_minor: int
    now_minor: int

    @property
    def by_minor(self) -> int:
        """How much more the contributor gets now."""
        return self.now_minor - self.then_minor


@dataclass(frozen=True, slots=True)
class Difference:
    """``by_usage_minor`` is what other pictures change under the last policy, ``by_policy_minor`` what this one adds.

    Both are None where the last policy cannot be applied to these pictures.
    """

    last: Settlement
    then_minor: int
    now_minor: int
    by_usage_minor: int | None
    by_policy_minor: int | None
    terms: Sequence[TermChanged]
    contributors_then: int
    contributors_now: int
    joined: int
    gone: int
    images_then: int
    images_now: int
    moved: Sequence[Moved]


def against_last(seen: accrual.Preview, rule: Rule) -> Difference | None:
    """Compare a preview under ``rule`` with the last settlement of its commodity; None where there is none."""
    settled = Settlement.objects.filter(policy__commodity=seen.commodity).select_related("policy", "run")
    last = settled.order_by("-settled_at", "-id").first()
    return None if last is None else _difference(last, seen, rule)


def _difference(last: Settlement, seen: accrual.Preview, rule: Rule) -> Difference:
    before = {reward.contributor_id: reward for reward in last.rewards.all()}
    after = {reward.contributor_id: reward for reward in seen.rewards}
    paid_then = {key for key, reward in before.items() if reward.amount_minor}
    paid_now = {key for key, reward in after.items() if reward.amount_minor}
    old_rule = policies.read(last.policy)
    same_policy = _total_under(old_rule, seen)
    return Difference(
        last=last,
        then_minor=last.total_minor,
        now_minor=seen.total_minor,
        by_usage_minor=None if same_policy is None else same_policy - last.total_minor,
        by_policy_minor=None if same_policy is None else seen.total_minor - same_policy,
        terms=list(_changed(old_rule, rule)),
        contributors_then=len(paid_then),
        contributors_now=len(paid_now),
        joined=len(paid_now - paid_then),
        gone=len(paid_then - paid_now),
        images_then=sum(reward.images for reward in before.values()),
        images_now=sum(reward.images for reward in after.values()),
        moved=_moved(
            {key: (reward.units, reward.amount_minor) for key, reward in before.items()},
            {key: (reward.units, reward.amount_minor) for key, reward in after.items()},
        ),
    )


def _total_under(rule: Rule, seen: accrual.Preview) -> int | None:
    """What these pictures would have earned under the last policy."""
    try:
        return sum(reward.amount_minor for reward in calculation.rewards(seen.used, rule))
    except (money.NothingToShare, bounds.PoolTooSmall):
        return None


def _changed(then: Rule, now: Rule) -> Iterator[TermChanged]:
    before, after = _terms(then), _terms(now)
    for term, word in sorted({*before, *after}):
        if before.get((term, word)) != after.get((term, word)):
            yield TermChanged(term, before.get((term, word)), after.get((term, word)), word)


def _terms(rule: Rule) -> dict[tuple[str, str], Term]:
    """All that a rule says, by term, and by word where it weighs one."""
    said: dict[tuple[str, str], Term] = {
        ("mode", ""): rule.mode,
        ("counting", ""): rule.counting,
        ("amount_minor", ""): rule.amount_minor,
        ("minimum_minor", ""): rule.minimum_minor,
        ("cap_minor", ""): rule.cap_minor,
        ("run_cap_minor", ""): rule.run_cap_minor,
    }
    said |= {("category", word): weight for word, weight in rule.category_weights.items()}
    return said | {("stage", word): weight for word, weight in rule.stage_weights.items()}


def _moved(then: Mapping[int, tuple[int, int]], now: Mapping[int, tuple[int, int]]) -> list[Moved]:
    """Whose amounts differ most, the largest difference first."""
    nothing = (0, 0)
    both = (Moved(key, *_pairs(then.get(key, nothing), now.get(key, nothing))) for key in {*then, *now})
    changed = [one for one in both if one.by_minor]
    return sorted(changed, key=lambda one: (-abs(one.by_minor), one.contributor_id))[:MOST_MOVED]


def _pairs(then: tuple[int, int], now: tuple[int, int]) -> tuple[int, int, int, int]:
    return then[0], now[0], then[1], now[1]
