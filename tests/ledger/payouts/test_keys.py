"""A payout's key says month, batch and contributor, and notices a slip of the pen."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.payouts import keys

MAY = date(2026, 5, 1)
KEYS = st.builds(
    lambda month, number, contributor: keys.payout_key(month=month, number=number, contributor_id=contributor),
    month=st.dates(date(2000, 1, 1), date(2199, 12, 31)),
    number=st.integers(0, 999),
    contributor=st.integers(0, 10**10 - 1),
)


def test_a_key_says_what_it_is_of() -> None:
    key = keys.payout_key(month=MAY, number=1, contributor_id=42)
    assert key[:-1] == "202605" + "001" + "0000000042"
    assert keys.is_payout_key(key)


def test_the_check_digit_is_luhns() -> None:
    # The example of ISO/IEC 7812-1 that every text on it uses.
    assert keys.luhn("7992739871") == 3


@given(KEYS)
def test_every_key_is_twenty_digits(key: str) -> None:
    assert len(key) == 20
    assert key.isdigit()
    assert keys.is_payout_key(key)


@given(KEYS, st.integers(0, 19), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(key: str, place: int, by: int) -> None:
    wrong = str((int(key[place]) + by) % 10)
    assert not keys.is_payout_key(key[:place] + wrong + key[place + 1 :])


@given(st.integers(0, 10**10 - 1), st.integers(0, 10**10 - 1), st.integers(0, 999), st.integers(0, 999))
def test_two_payouts_never_share_a_key(ada: int, ann: int, first: int, second: int) -> None:
    one = keys.payout_key(month=MAY, number=first, contributor_id=ada)
    other = keys.payout_key(month=MAY, number=second, contributor_id=ann)
    assert (one == other) == ((ada, first) == (ann, second))


@pytest.mark.parametrize("text", ["", "2026050010000000042", "２０２６０５００１０００００００００４２", "x" * 20])
def test_other_text_is_no_key(text: str) -> None:
    assert not keys.is_payout_key(text)


@pytest.mark.parametrize(("number", "contributor_id"), [(1000, 1), (-1, 1), (1, 10**10), (1, -1)])
def test_what_does_not_fit_is_refused(number: int, contributor_id: int) -> None:
    with pytest.raises(keys.KeyDoesNotFit):
        keys.payout_key(month=MAY, number=number, contributor_id=contributor_id)
