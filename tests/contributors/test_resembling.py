"""A hash without its picture points to exactly the known pictures within its narrow reach, by either means."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contributors import kin, known, resembling

WIDTHS: list[tuple[resembling.Kind, int]] = [("pdq", 32), ("phash", 8)]


def collection(pdqs: list[bytes], phashes: list[bytes]) -> known.Collection:
    """Known pictures, numbered from ten."""
    doubled = known.hashes((one + one for one in pdqs), 64)
    return known.Collection(np.arange(10, 10 + len(pdqs)), doubled, known.hashes(phashes, 8))


def bent(hashed: bytes, places: set[int]) -> bytes:
    """The hash with these bits turned."""
    turned = int.from_bytes(hashed) ^ sum(1 << place for place in places)
    return turned.to_bytes(len(hashed))


@pytest.mark.parametrize(("kind", "width"), WIDTHS)
@pytest.mark.parametrize("most_by_brute_force", [0, 10**9], ids=["join", "brute force"])
@settings(deadline=None, max_examples=50)
@given(data=st.data())
def test_every_known_picture_within_reach_is_told_nearest_first(
    kind: resembling.Kind, width: int, most_by_brute_force: int, data: st.DataObject
) -> None:
    base = data.draw(st.lists(st.binary(min_size=width, max_size=width), min_size=1, max_size=5, unique=True))
    places = st.sets(st.integers(0, width * 8 - 1), max_size=resembling.REACH_BITS[kind] + 3)
    asked = sorted({bent(data.draw(st.sampled_from(base)), data.draw(places)) for _ in range(3)})
    pdqs, phashes = (base, [bytes(8)] * len(base)) if kind == "pdq" else ([bytes(32)] * len(base), base)
    expected = sorted(
        (place, kin.distance(hashed, one), 10 + row)
        for place, hashed in enumerate(asked)
        for row, one in enumerate(base)
        if kin.distance(hashed, one) <= resembling.REACH_BITS[kind]
    )
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(resembling, "MOST_BY_BRUTE_FORCE", most_by_brute_force)
        found = [
            (one.place, one.distance_bits, one.fingerprint)
            for one in resembling.near(asked, kind, collection(pdqs, phashes))
        ]
    assert found == expected


@pytest.mark.parametrize("kind", ["pdq", "phash"])
def test_where_nothing_is_asked_or_known_nothing_is_told(kind: resembling.Kind) -> None:
    assert list(resembling.near([], kind, collection([bytes(32)], [bytes(8)]))) == []
    assert list(resembling.near([bytes(resembling.WIDTH_BYTES[kind])], kind, collection([], []))) == []
