"""Tax on payouts in whole yen: what is withheld, which gross leaves a wanted net, consumption tax.

Takes amounts, who is paid and the day of payment; gives integers. Every rate is a row with the days it is in
force: when the law changes a row is added, none is edited. Whether income is a royalty at all is a setting
elsewhere.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ledger.payouts import bank_days

Payee = Literal["resident", "company", "non_resident"]
Rounding = Literal["down", "half_up", "up"]

WHOLE = 10_000  # basis points in one


class NoRuleInForce(LookupError):
    """Cannot be computed, because no row of the table covers the day."""

    def __init__(self, table: str, on: date) -> None:
        self.table, self.on = table, on
        super().__init__(f"no {table} is known for {on}: add a row with the days it is in force")


class NegativeAmount(ValueError):
    """Cannot be computed, because tax is taken from what is paid, and less than nothing was given."""

    def __init__(self, amount_yen: int) -> None:
        self.amount_yen = amount_yen
        super().__init__(f"{amount_yen} yen is less than nothing: post a correction instead of a payment")


class TreatyDoesNotApply(ValueError):
    """Cannot be computed, because a treaty rate does not fit the payee or exceeds the law's."""

    def __init__(self, payee: Payee, rate_basis_points: int) -> None:
        self.payee, self.rate_basis_points = payee, rate_basis_points
        super().__init__(
            f"a treaty rate of {rate_basis_points} basis points cannot apply to a payee who is {payee}: "
            "treaties lower the rate of non-residents, to nothing at the least"
        )


@dataclass(frozen=True)
class WithholdingRule:
    """Rates in basis points, both income taxes together, in force on from_on <= day < until_on.

    Residents pay the lower rate up to the threshold in yen, per payment, and the upper rate on the rest.
    """

    from_on: date
    until_on: date
    threshold_yen: int
    lower_basis_points: int
    upper_basis_points: int
    non_resident_basis_points: int


@dataclass(frozen=True)
class Share:
    """A share in percent, in force from a day until the next row's."""

    from_on: date
    percent: int


# Income Tax Act, articles 204, 205, 212 and 213, with the special reconstruction tax of 2.1% until 2037.
WITHHOLDING: tuple[WithholdingRule, ...] = (
    WithholdingRule(
        from_on=date(2013, 1, 1),
        until_on=date(2038, 1, 1),
        threshold_yen=1_000_000,
        lower_basis_points=1021,
        upper_basis_points=2042,
        non_resident_basis_points=2042,
    ),
)

# What a buyer may deduct of the tax in a purchase from a payee without a registration number.
DEDUCTIBLE_SHARES: tuple[Share, ...] = (
    Share(date(1989, 4, 1), 100),
    Share(date(2023, 10, 1), 80),
    Share(date(2026, 10, 1), 70),
    Share(date(2028, 10, 1), 50),
    Share(date(2030, 10, 1), 30),
    Share(date(2031, 10, 1), 0),
)

PAYMENT_RECORD_ABOVE_YEN = 50_000  # a year's total per payee above which the tax office is told (支払調書)

_REGISTRATION_NUMBER = re.compile(r"T([0-9])([0-9]{12})")


@dataclass(frozen=True)
class _Scale:
    """Two rates as they bear on one payment; a single rate is a scale whose rates are equal."""

    threshold_yen: int
    lower_basis_points: int
    upper_basis_points: int


def withheld_yen(amount_yen: int, *, payee: Payee, on: date, treaty_rate_basis_points: int | None = None) -> int:
    """Yen withheld from one payment, floored once; `amount_yen` is without consumption tax shown apart.

    A treaty rate replaces the law's for a non-resident whose treaty form is in force on the day.
    Raises NegativeAmount, NoRuleInForce, TreatyDoesNotApply.
    """
    _refuse_negative(amount_yen)
    scale = _scale(payee, on, treaty_rate_basis_points)
    below = min(amount_yen, scale.threshold_yen)
    above = amount_yen - below
    return (below * scale.lower_basis_points + above * scale.upper_basis_points) // WHOLE


def gross_for_net(net_yen: int, *, payee: Payee, on: date, treaty_rate_basis_points: int | None = None) -> int:
    """The payment that leaves exactly `net_yen`; where two do, the larger, as floor(net / 0.8979).

    With t(g) floored, g - t(g) = ceil((kept rate) x g), so the largest g whose kept share is <= net leaves
    net itself. Raises as withheld_yen does.
    """
    _refuse_negative(net_yen)
    scale = _scale(payee, on, treaty_rate_basis_points)
    lower_keeps, upper_keeps = WHOLE - scale.lower_basis_points, WHOLE - scale.upper_basis_points
    if net_yen * WHOLE <= scale.threshold_yen * lower_keeps:
        return net_yen * WHOLE // lower_keeps
    relief = scale.threshold_yen * (scale.upper_basis_points - scale.lower_basis_points)
    return (net_yen * WHOLE - relief) // upper_keeps


def due_on(paid_on: date) -> date:
    """The day by which tax withheld is paid on: the 10th of the next month, moved off days of rest."""
    years, month = divmod(paid_on.month, 12)
    return bank_days.on_or_after(date(paid_on.year + years, month + 1, 10))


def needs_payment_record(year_total_yen: int) -> bool:
    """Whether a calendar year's total for one payee is reported to the tax office by 31 January."""
    return year_total_yen > PAYMENT_RECORD_ABOVE_YEN


def deductible_percent(on: date) -> int:
    """Percent of the consumption tax a buyer may deduct when the payee has no registration number."""
    return _in_force(DEDUCTIBLE_SHARES, on, "deductible share")


def consumption_tax_yen(base_yen: int, *, rate_basis_points: int, rounding: Rounding) -> int:
    """Yen of consumption tax on a document's total for one rate: once per document, never per line."""
    _refuse_negative(base_yen)
    added: dict[Rounding, int] = {"down": 0, "half_up": WHOLE // 2, "up": WHOLE - 1}
    return (base_yen * rate_basis_points + added[rounding]) // WHOLE


def is_registration_number(text: str) -> bool:
    """Whether `text` is T and 13 digits whose first is the check digit of the other twelve.

    The check digit is the corporate number's: nine less the remainder by nine of the weighted sum, weights 1
    and 2 in turn from the right (ordinance on corporate numbers, article 2).
    """
    found = _REGISTRATION_NUMBER.fullmatch(text)
    return found is not None and int(found[1]) == _check_digit(found[2])


def _check_digit(twelve_digits: str) -> int:
    weighted = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(twelve_digits)))
    return 9 - sum(weighted) % 9


def _scale(payee: Payee, on: date, treaty_rate_basis_points: int | None) -> _Scale:
    rule = _rule(on)
    if treaty_rate_basis_points is not None:
        return _treaty_scale(rule, payee, treaty_rate_basis_points)
    match payee:
        case "resident":
            return _Scale(rule.threshold_yen, rule.lower_basis_points, rule.upper_basis_points)
        case "company":
            return _flat(0)
        case "non_resident":
            return _flat(rule.non_resident_basis_points)


def _treaty_scale(rule: WithholdingRule, payee: Payee, rate_basis_points: int) -> _Scale:
    if payee != "non_resident" or not 0 <= rate_basis_points <= rule.non_resident_basis_points:
        raise TreatyDoesNotApply(payee, rate_basis_points)
    return _flat(rate_basis_points)


def _flat(rate_basis_points: int) -> _Scale:
    return _Scale(0, rate_basis_points, rate_basis_points)


def _rule(on: date) -> WithholdingRule:
    for rule in WITHHOLDING:
        if rule.from_on <= on < rule.until_on:
            return rule
    raise NoRuleInForce("withholding rule", on)


def _in_force(shares: Sequence[Share], on: date, table: str) -> int:
    percent = next((share.percent for share in reversed(shares) if share.from_on <= on), None)
    if percent is None:
        raise NoRuleInForce(table, on)
    return percent


def _refuse_negative(amount_yen: int) -> None:
    if amount_yen < 0:
        raise NegativeAmount(amount_yen)
