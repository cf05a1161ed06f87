"""Which received parts of a run count, which were superseded, and which are still missing.

Takes the headers received so far and gives one `Standing` per chain, a chain being what one
(stage, component) went through; raises `PartDisagrees` for a header that cannot stand beside the
others. Reads no file and no database. Whether a person waives what is missing is left to the room.

The rule, for each chain by itself:

1. The attempt with the highest number is in effect. If it says `resumed_from {attempt A, part P}`,
   attempt A is in effect too, up to and including part P; and so on back, until an attempt says
   `null`: it began from nothing. Every other part received is superseded: kept, shown, not counted.
2. A resumed attempt goes on counting parts where it took over, from P + 1 (as our recorder does), or
   starts again at 0: at 0 when any of its parts received so far has a number <= P.
3. The chain is complete when every rank 0..world_size-1 of every attempt in effect has each of its
   parts: an older attempt from its start up to P (where a rank was final before P, up to there), the
   newest from its start without a gap up to the part that rank calls `final`.

A run is complete when it has parts and every chain is. Examples, with two ranks:

- attempt 1 parts 0, 1, 2 (final) from both: complete.
- attempt 1 parts 0, 1, 2 from both, killed; attempt 2, resumed from part 1 of attempt 1, parts 2, 3
  (final) from both: part 2 of attempt 1 is superseded on both ranks; complete.
- the same, but rank 1 has not sent part 1 of attempt 1: missing (attempt 1, rank 1, part 1).
- attempt 2 resumed from nothing: all of attempt 1 is superseded.
- attempt 1, rank 0 has sent part 0, not final, and rank 1 nothing: missing are part 1 of rank 0 and
  part 0 of rank 1; what lies beyond the furthest rank is not known yet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ledger.training.manifest import Component, Header, ResumedFrom


class PartDisagrees(Exception):
    """A header cannot stand beside the ones received: which field, what it says, what they say."""

    def __init__(self, header: Header, field: str, says: object, others_say: object) -> None:
        super().__init__(header, field, says, others_say)
        self.header = header
        self.field = field
        self.says = says
        self.others_say = others_say

    def __str__(self) -> str:
        return (
            f"attempt {self.header.attempt}, rank {self.header.rank}, part {self.header.part}: "
            f"{self.field} is {self.says}, where the other parts say {self.others_say}"
        )


@dataclass(frozen=True)
class Gap:
    """Parts of one rank that are missing, from `first_part` to `last_part`, both included."""

    attempt: int
    rank: int
    first_part: int
    last_part: int

    @property
    def parts(self) -> range:
        """The missing numbers."""
        return range(self.first_part, self.last_part + 1)


@dataclass(frozen=True)
class Standing:
    """Where one chain stands. `counted` and `superseded` together are all headers received for it."""

    stage: str
    component: Component
    counted: tuple[Header, ...]
    superseded: tuple[Header, ...]
    missing: tuple[Gap, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


@dataclass(frozen=True)
class _Span:
    """One attempt in effect: the parts each of its ranks owes. `last` is None for the newest."""

    attempt: int
    world_size: int
    first: int
    last: int | None


def judge(headers: Iterable[Header]) -> tuple[Standing, ...]:
    """One standing per chain, ordered by (stage, component). The headers are of one run."""
    chains: dict[tuple[str, Component], list[Header]] = defaultdict(list)
    for header in headers:
        chains[header.stage, header.component].append(header)
    return tuple(_standing(stage, component, chain) for (stage, component), chain in sorted(chains.items()))


def is_complete(standings: Sequence[Standing]) -> bool:
    """Whether a run with these standings may settle without a waiver."""
    return bool(standings) and all(standing.complete for standing in standings)


def check(header: Header, received: Iterable[Header]) -> None:
    """Raise `PartDisagrees` when the header contradicts one received for the same chain.

    Parts of one attempt agree on world size and on what they resumed from; a rank sends nothing
    after its final part; all parts of a chain agree on the run and on the basis of their counts.
    """
    chain = (header.stage, header.component)
    for other in received:
        if (other.stage, other.component) != chain:
            continue
        _check_field(header, "run", header.run, other.run)
        _check_field(header, "count_basis", header.count_basis, other.count_basis)
        if other.attempt == header.attempt:
            _check_field(header, "world_size", header.world_size, other.world_size)
            _check_field(header, "resumed_from", header.resumed_from, other.resumed_from)
            _check_final(header, other)


def _check_field(header: Header, field: str, says: object, others_say: object) -> None:
    if says != others_say:
        raise PartDisagrees(header, field, says, others_say)


def _check_final(header: Header, other: Header) -> None:
    if header.rank != other.rank:
        return
    if other.final and header.part > other.part:
        raise PartDisagrees(header, "part", header.part, f"that {other.part} was this rank's final part")
    if header.final and other.part > header.part:
        raise PartDisagrees(header, "final", True, f"that this rank also has part {other.part}")


def _standing(stage: str, component: Component, chain: Sequence[Header]) -> Standing:
    by_attempt: dict[int, list[Header]] = defaultdict(list)
    for header in sorted(chain, key=lambda header: (header.attempt, header.rank, header.part)):
        by_attempt[header.attempt].append(header)
    counted: list[Header] = []
    gaps: list[Gap] = []
    for span in _spans(by_attempt):
        inside = [header for header in by_attempt.get(span.attempt, []) if _owed(header, span)]
        counted += inside
        gaps += _gaps(span, inside)
    kept = set(counted)
    superseded = tuple(header for header in chain if header not in kept)
    return Standing(stage, component, _in_order(counted), _in_order(superseded), tuple(gaps))


def _spans(by_attempt: dict[int, list[Header]]) -> list[_Span]:
    """The attempts in effect, oldest first."""
    spans: list[_Span] = []
    attempt, last = max(by_attempt), None
    world_size = 1
    while True:
        received = by_attempt.get(attempt, [])
        world_size = received[0].world_size if received else world_size
        resumed_from = received[0].resumed_from if received else None
        first = _first_part(received, resumed_from)
        spans.insert(0, _Span(attempt, world_size, first, last))
        if resumed_from is None:
            return spans
        went_back = last is not None and last < first - 1 == resumed_from.part
        attempt, last = resumed_from.attempt, last if went_back else resumed_from.part


def _first_part(received: Sequence[Header], resumed_from: ResumedFrom | None) -> int:
    if resumed_from is None or any(header.part <= resumed_from.part for header in received):
        return 0
    return resumed_from.part + 1


def _owed(header: Header, span: _Span) -> bool:
    return header.part >= span.first and (span.last is None or header.part <= span.last)


def _gaps(span: _Span, inside: Sequence[Header]) -> Iterator[Gap]:
    by_rank: dict[int, list[Header]] = defaultdict(list)
    for header in inside:
        by_rank[header.rank].append(header)
    furthest = max((header.part for header in inside), default=span.first)
    for rank in range(span.world_size):
        received = by_rank.get(rank, [])
        last = _last_part(span, received, furthest)
        yield from _holes(span, rank, [header.part for header in received], last)


def _last_part(span: _Span, received: Sequence[Header], furthest: int) -> int:
    """The last part a rank owes, as far as the headers tell."""
    newest = received[-1] if received else None
    if newest is not None and newest.final:
        return newest.part
    if span.last is not None:
        return span.last
    return furthest if newest is None or newest.part < furthest else newest.part + 1


def _holes(span: _Span, rank: int, present: Sequence[int], last: int) -> Iterator[Gap]:
    expected = span.first
    for part in [*present, last + 1]:
        if part > expected:
            yield Gap(span.attempt, rank, expected, part - 1)
        expected = part + 1


def _in_order(headers: Iterable[Header]) -> tuple[Header, ...]:
    return tuple(sorted(headers, key=lambda header: (header.attempt, header.rank, header.part)))
