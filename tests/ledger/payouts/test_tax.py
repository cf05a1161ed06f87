"""What is withheld from a payment, and what must be paid for a wanted net, by the law of the day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.payouts import tax

TODAY = date(2026, 5, 1)
YEN = st.one_of(st.integers(0, 2_000_000), st.integers(0, 10**12), st.integers(990_000, 1_010_000))


def from_resident(amount_yen: int) -> int:
    return tax.withheld_yen(amount_yen, payee="resident", on=TODAY)


def for_resident(net_yen: int) -> int:
    return tax.gross_for_net(net_yen, payee="resident", on=TODAY)


@pytest.mark.parametrize(
    ("amount_yen", "withheld_yen"),
    [
        (0, 0),
        (9, 0),
        (10, 1),
        (100_000, 10_210),
        (1_000_000, 102_100),
        (1_000_001, 102_100),
        (1_333_333, 170_166),
    ],
)
def test_tax_is_withheld_from_a_resident_in_two_tiers(amount_yen: int, withheld_yen: int) -> None:
    assert from_resident(amount_yen) == withheld_yen


def test_a_wanted_net_finds_its_gross() -> None:
    assert for_resident(100_000) == 111_370
    assert from_resident(111_370) == 11_370


def test_nothing_is_withheld_from_a_company() -> None:
    assert tax.withheld_yen(1_333_333, payee="company", on=TODAY) == 0
    assert tax.gross_for_net(1_333_333, payee="company", on=TODAY) == 1_333_333


def test_a_non_resident_pays_one_rate() -> None:
    assert tax.withheld_yen(100_000, payee="non_resident", on=TODAY) == 20_420


@pytest.mark.parametrize(("rate_basis_points", "withheld_yen"), [(0, 0), (500, 5_000), (1000, 10_000)])
def test_a_treaty_lowers_the_rate_of_a_non_resident(rate_basis_points: int, withheld_yen: int) -> None:
    found = tax.withheld_yen(100_000, payee="non_resident", on=TODAY, treaty_rate_basis_points=rate_basis_points)
    assert found == withheld_yen


@pytest.mark.parametrize(
    ("payee", "rate_basis_points"),
    [("resident", 1000), ("company", 0), ("non_resident", 2043), ("non_resident", -1)],
)
def test_a_treaty_that_cannot_apply_is_refused(payee: tax.Payee, rate_basis_points: int) -> None:
    with pytest.raises(tax.TreatyDoesNotApply):
        tax.withheld_yen(1, payee=payee, on=TODAY, treaty_rate_basis_points=rate_basis_points)


@pytest.mark.parametrize("on", [date(2012, 12, 31), date(2038, 1, 1)])
def test_a_day_without_a_rule_is_refused(on: date) -> None:
    with pytest.raises(tax.NoRuleInForce):
        tax.withheld_yen(1, payee="resident", on=on)


def test_less_than_nothing_is_refused() -> None:
    with pytest.raises(tax.NegativeAmount):
        from_resident(-1)
    with pytest.raises(tax.NegativeAmount):
        for_resident(-1)


@given(YEN)
def test_a_yen_more_never_nets_less(amount_yen: int) -> None:
    net = amount_yen - from_resident(amount_yen)
    net_of_more = amount_yen + 1 - from_resident(amount_yen + 1)
    assert 0 <= net_of_more - net <= 1


@given(YEN)
def test_the_gross_for_a_net_leaves_exactly_that_net(net_yen: int) -> None:
    gross = for_resident(net_yen)
    assert gross - from_resident(gross) == net_yen
    assert gross + 1 - from_resident(gross + 1) == net_yen + 1


@given(YEN, st.integers(0, 2042))
def test_the_gross_is_exact_under_every_treaty(net_yen: int, rate_basis_points: int) -> None:
    gross = tax.gross_for_net(net_yen, payee="non_resident", on=TODAY, treaty_rate_basis_points=rate_basis_points)
    withheld = tax.withheld_yen(gross, payee="non_resident", on=TODAY, treaty_rate_basis_points=rate_basis_points)
    assert gross - withheld == net_yen


@pytest.mark.parametrize(
    ("on", "percent"),
    [
        (date(2023, 9, 30), 100),
        (date(2023, 10, 1), 80),
        (date(2026, 9, 30), 80),
        (date(2026, 10, 1), 70),
        (date(2028, 9, 30), 70),
        (date(2028, 10, 1), 50),
        (date(2030, 9, 30), 50),
        (date(2030, 10, 1), 30),
        (date(2031, 9, 30), 30),
        (date(2031, 10, 1), 0),
        (date(2099, 1, 1), 0),
    ],
)
def test_the_deductible_share_shrinks_on_its_days(on: date, percent: int) -> None:
    assert tax.deductible_percent(on) == percent


def test_before_there_was_consumption_tax_no_share_is_known() -> None:
    with pytest.raises(tax.NoRuleInForce):
        tax.deductible_percent(date(1989, 3, 31))


@pytest.mark.parametrize(("rounding", "tax_yen"), [("down", 1), ("half_up", 2), ("up", 2)])
def test_consumption_tax_is_rounded_as_the_maker_chose(rounding: tax.Rounding, tax_yen: int) -> None:
    assert tax.consumption_tax_yen(15, rate_basis_points=1000, rounding=rounding) == tax_yen


def test_consumption_tax_without_a_fraction_is_never_rounded() -> None:
    for rounding in ("down", "half_up", "up"):
        assert tax.consumption_tax_yen(20, rate_basis_points=1000, rounding=rounding) == 2


@pytest.mark.parametrize(
    ("paid_on", "due_on"),
    [
        (date(2026, 11, 25), date(2026, 12, 10)),
        (date(2026, 12, 5), date(2027, 1, 12)),
        (date(2026, 9, 30), date(2026, 10, 13)),
    ],
)
def test_withheld_tax_is_due_on_the_tenth_moved_off_days_of_rest(paid_on: date, due_on: date) -> None:
    assert tax.due_on(paid_on) == due_on


def test_the_tax_office_is_told_of_more_than_fifty_thousand() -> None:
    assert not tax.needs_payment_record(50_000)
    assert tax.needs_payment_record(50_001)


def test_a_registration_number_with_its_check_digit_is_one() -> None:
    assert tax.is_registration_number("T7000012050002")  # the National Tax Agency's own corporate number


@pytest.mark.parametrize(
    "text",
    ["7000012050002", "T700001205000", "T70000120500020", "t7000012050002", "T７000012050002", "T\n", ""],
)
def test_what_is_not_t_and_thirteen_digits_is_no_registration_number(text: str) -> None:
    assert not tax.is_registration_number(text)


@given(st.integers(0, 10**12 - 1), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_noticed_unless_nine_stands_for_nought(base: int, place: int, shift: int) -> None:
    twelve = f"{base:012d}"
    number = next(n for n in (f"T{digit}{twelve}" for digit in range(10)) if tax.is_registration_number(n))
    digit = int(number[place + 1])
    wrong = (digit + shift) % 10
    mistyped = number[: place + 1] + str(wrong) + number[place + 2 :]
    assert tax.is_registration_number(mistyped) == ({digit, wrong} == {0, 9} and place > 0)
