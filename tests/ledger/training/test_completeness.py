"""Which parts count, which are superseded and which are missing, by the rule in the docstring."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.training import completeness
from ledger.training.completeness import Gap, PartDisagrees, Standing
from ledger.training.manifest import Header, ResumedFrom
from tests.ledger.training import part_cast as cast


def sent(
    attempt: int,
    numbers: Iterable[int],
    *,
    ranks: Iterable[int] = (0, 1),
    world_size: int = 2,
    final: bool = False,
    resumed_from: ResumedFrom | None = None,
    stage: str = "unet-256",
) -> list[Header]:
    """Parts of these numbers from these ranks; the last is final where said."""
    listed = list(numbers)
    return [
        cast.header_over(
            attempt=attempt,
            rank=rank,
            part=part,
            world_size=world_size,
            final=final and part == listed[-1],
            resumed_from=resumed_from,
            stage=stage,
        )
        for rank in ranks
        for part in listed
    ]


def only(headers: list[Header]) -> Standing:
    (standing,) = completeness.judge(headers)
    return standing


def places(headers: Iterable[Header]) -> list[tuple[int, int, int]]:
    return [(header.attempt, header.rank, header.part) for header in headers]


def test_an_attempt_with_every_part_is_complete() -> None:
    standing = only(sent(1, [0, 1, 2], final=True))
    assert standing.complete
    assert len(standing.counted) == 6


def test_a_run_without_parts_is_not_complete() -> None:
    assert not completeness.is_complete(completeness.judge([]))


def test_a_hole_is_named() -> None:
    standing = only(sent(1, [0, 1, 2], ranks=[0], final=True) + sent(1, [0, 2], ranks=[1], final=True))
    assert standing.missing == (Gap(attempt=1, rank=1, first_part=1, last_part=1),)


def test_a_silent_rank_owes_what_the_furthest_rank_has() -> None:
    standing = only(sent(1, [0, 1, 2], ranks=[0, 2], world_size=3, final=True))
    assert standing.missing == (Gap(1, 1, 0, 2),)
    assert list(standing.missing[0].parts) == [0, 1, 2]


def test_without_a_final_part_the_next_is_missing() -> None:
    standing = only(sent(1, [0], ranks=[0]))
    assert standing.missing == (Gap(1, 0, 1, 1), Gap(1, 1, 0, 0))


def test_ranks_may_end_at_different_parts() -> None:
    headers = sent(1, [0, 1], ranks=[0], final=True) + sent(1, [0, 1, 2], ranks=[1], final=True)
    assert only(headers).complete


def test_parts_after_the_resumption_are_superseded() -> None:
    killed = sent(1, [0, 1, 2])
    resumed = sent(2, [2, 3], final=True, resumed_from=ResumedFrom(1, 1))
    standing = only(killed + resumed)
    assert standing.complete
    assert places(standing.superseded) == [(1, 0, 2), (1, 1, 2)]
    assert len(standing.counted) == 8


def test_a_resumed_attempt_may_count_from_nought_again() -> None:
    killed = sent(1, [0, 1, 2])
    resumed = sent(2, [0, 1, 2], final=True, resumed_from=ResumedFrom(1, 1))
    standing = only(killed + resumed)
    assert standing.complete
    assert places(standing.superseded) == [(1, 0, 2), (1, 1, 2)]


def test_an_older_attempt_owes_its_parts_up_to_the_resumption() -> None:
    killed = sent(1, [0, 1], ranks=[0]) + sent(1, [0], ranks=[1])
    standing = only(killed + sent(2, [2], final=True, resumed_from=ResumedFrom(1, 1)))
    assert standing.missing == (Gap(1, 1, 1, 1),)


def test_an_older_attempt_never_received_is_missing_whole() -> None:
    standing = only(sent(2, [3], final=True, resumed_from=ResumedFrom(1, 2)))
    assert standing.missing == (Gap(1, 0, 0, 2), Gap(1, 1, 0, 2))


def test_an_attempt_from_nothing_supersedes_all_before() -> None:
    standing = only(sent(1, [0, 1]) + sent(2, [0], final=True))
    assert standing.complete
    assert places(standing.superseded) == [(1, 0, 0), (1, 0, 1), (1, 1, 0), (1, 1, 1)]


def test_an_attempt_passed_over_by_a_later_one_is_superseded() -> None:
    headers = [
        *sent(1, [0, 1, 2]),
        *sent(2, [2, 3], resumed_from=ResumedFrom(1, 1)),
        *sent(3, [1, 2], final=True, resumed_from=ResumedFrom(1, 0)),
    ]
    standing = only(headers)
    assert standing.complete
    assert {attempt for attempt, _, _ in places(standing.counted)} == {1, 3}
    assert len(standing.superseded) == 8


def test_going_back_behind_where_an_attempt_began_goes_back_in_the_one_before() -> None:
    headers = [
        *sent(1, [0, 1, 2, 3]),
        *sent(2, [4], resumed_from=ResumedFrom(1, 3)),
        *sent(3, [2], final=True, resumed_from=ResumedFrom(2, 1)),
    ]
    standing = only(headers)
    assert standing.complete
    assert places(standing.counted) == [(1, 0, 0), (1, 0, 1), (1, 1, 0), (1, 1, 1), (3, 0, 2), (3, 1, 2)]


def test_the_world_may_shrink_when_an_attempt_resumes() -> None:
    killed = sent(1, [0, 1], ranks=range(4), world_size=4)
    resumed = sent(2, [2], ranks=range(2), world_size=2, final=True, resumed_from=ResumedFrom(1, 1))
    assert only(killed + resumed).complete


def test_each_stage_and_component_is_its_own_chain() -> None:
    headers = sent(1, [0], final=True) + sent(1, [0], ranks=[0], final=True, stage="unet-512")
    first, second = completeness.judge(headers)
    assert (first.stage, first.complete) == ("unet-256", True)
    assert (second.stage, second.missing) == ("unet-512", (Gap(1, 1, 0, 0),))
    assert not completeness.is_complete([first, second])


NEWCOMER = cast.header_over(attempt=2, part=1)


@pytest.mark.parametrize(
    ("newcomer", "field"),
    [
        (replace(NEWCOMER, world_size=3), "world_size"),
        (replace(NEWCOMER, resumed_from=ResumedFrom(1, 0)), "resumed_from"),
        (replace(NEWCOMER, run="shio-2"), "run"),
        (replace(NEWCOMER, count_basis="declared"), "count_basis"),
    ],
)
def test_a_header_that_contradicts_the_others_is_refused(newcomer: Header, field: str) -> None:
    with pytest.raises(PartDisagrees, match=f"attempt 2, rank 0, part 1: {field} is"):
        completeness.check(newcomer, sent(2, [0]))


def test_nothing_follows_a_final_part() -> None:
    with pytest.raises(PartDisagrees, match="part is 1, where the other parts say that 0 was"):
        completeness.check(cast.header_over(part=1), sent(1, [0], final=True))
    with pytest.raises(PartDisagrees, match="final is True, where the other parts say that this rank"):
        completeness.check(cast.header_over(part=0, final=True), sent(1, [1]))


def test_other_attempts_and_stages_do_not_contradict() -> None:
    received = sent(1, [0], final=True) + sent(2, [0], stage="unet-512", world_size=8, ranks=[7])
    completeness.check(cast.header_over(attempt=2, world_size=4, part=1), received)


@st.composite
def lives(draw: st.DrawFn) -> tuple[list[Header], set[tuple[int, int, int]]]:
    """A training with kills and resumptions as it happens: all headers, and the ones behind the weights."""
    ranks = range(draw(st.integers(1, 3)))
    headers: list[Header] = []
    behind: list[tuple[int, int]] = []
    count = draw(st.integers(1, 4))
    for attempt in range(1, count + 1):
        behind = behind[: draw(st.integers(0, len(behind)))]
        resumed_from = ResumedFrom(*behind[-1]) if behind else None
        first = resumed_from.part + 1 if resumed_from else 0
        final = attempt == count
        numbers = range(first, first + draw(st.integers(1 if final else 0, 3)))
        headers += sent(
            attempt,
            numbers,
            ranks=ranks,
            world_size=len(ranks),
            final=final,
            resumed_from=resumed_from,
        )
        behind += [(attempt, part) for part in numbers]
    return headers, {(attempt, rank, part) for attempt, part in behind for rank in ranks}


@given(life=lives())
def test_the_parts_behind_the_weights_are_the_ones_that_count(
    life: tuple[list[Header], set[tuple[int, int, int]]],
) -> None:
    headers, behind = life
    standing = only(headers)
    assert set(places(standing.counted)) == behind
    assert standing.complete


@given(life=lives(), order=st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(
    life: tuple[list[Header], set[tuple[int, int, int]]], order: Random
) -> None:
    headers, _ = life
    shuffled = list(headers)
    order.shuffle(shuffled)
    assert completeness.judge(shuffled) == completeness.judge(headers)


@given(life=lives(), taken=st.data())
def test_a_counted_part_taken_away_is_missing_and_nothing_is_lost(
    life: tuple[list[Header], set[tuple[int, int, int]]], taken: st.DataObject
) -> None:
    headers, behind = life
    newest = max(header.attempt for header in headers)
    gone = taken.draw(st.sampled_from(headers))
    left = [header for header in headers if header != gone]
    if not any(header.attempt == newest for header in left):
        return
    standing = only(left)
    assert len(standing.counted) + len(standing.superseded) == len(left)
    if (gone.attempt, gone.rank, gone.part) in behind:
        assert (gone.attempt, gone.rank, gone.part) in {
            (gap.attempt, gap.rank, part) for gap in standing.missing for part in gap.parts
        }
    else:
        assert standing.complete
