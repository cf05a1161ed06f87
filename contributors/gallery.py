"""A person's pictures as they stand: how many in each state and why, and which of them to show.

Reads only. Everything is told from the rows of one contributor; what a picture earned is the ledger's.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from contributors.models import Contributor, Image, ImageState


@dataclass(frozen=True, slots=True)
class Heap:
    """So many pictures in one state for one reason (a stable word; empty where there is none)."""

    state: ImageState
    reason: str
    pictures: int


@dataclass(frozen=True, slots=True)
class Standing:
    """All pictures of a person, in heaps."""

    heaps: Sequence[Heap]

    @property
    def given(self) -> int:
        """How many there are."""
        return sum(heap.pictures for heap in self.heaps)

    def within(self, *states: ImageState) -> int:
        """How many are in one of the states."""
        return sum(heap.pictures for heap in self.heaps if heap.state in states)


def standing(person: Contributor) -> Standing:
    """How the person's pictures stand, the largest heaps of each state first."""
    rows = person.images.values_list("state", "reason").annotate(pictures=Count("id"))
    heaps = [Heap(ImageState(state), reason, pictures) for state, reason, pictures in rows.order_by()]
    return Standing(sorted(heaps, key=lambda heap: (heap.state, -heap.pictures, heap.reason)))


def shown(person: Contributor, *, state: ImageState | None = None) -> QuerySet[Image]:
    """The person's pictures, newest first, with what a gallery says of each."""
    pictures = person.images.select_related("fingerprint", "duplicate_of").order_by("-id")
    return pictures if state is None else pictures.filter(state=state)
