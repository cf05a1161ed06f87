"""Who gave a picture first: every new picture against all that stand and all that are blocked, and what follows.

Equal files or pixels are duplicates. A near-duplicate by the same person earns nothing and says of what; by
another person it waits for a reviewer, and so does all that is weaker, and whatever resembles a blocked picture.
A hash accuses nobody: only a blocked picture's own file or pixels are declined at once.
"""

from dataclasses import dataclass
from typing import Literal

from contributors import fingerprints, known
from contributors.models import Block, Image, ImageState
from contributors.shelf import Kin, Shelf, Standing

Outcome = Literal["new", "duplicate", "look", "blocked"]


@dataclass(frozen=True, slots=True)
class Kinship:
    """What became of a picture's search: nothing found, a duplicate, something to look at, or a blocked picture."""

    outcome: Outcome
    reason: str = ""
    facts: str = ""
    first_id: int | None = None


NEW = Kinship("new")


class Roll:
    """All standing pictures in order of giving, and beside them all that are blocked; grows as pictures are added."""

    def __init__(self) -> None:
        """Start from what the database holds."""
        self._given, self._blocked = Shelf(), Shelf()
        states = [ImageState.ACCEPTED, ImageState.WAITING]
        rows = Image.objects.filter(state__in=states, fingerprint__load_rule=fingerprints.LOAD_RULE)
        for image in rows.select_related("fingerprint").order_by("id").iterator(chunk_size=1_000):
            self.add(standing(image))
        blocks = Block.objects.filter(lifted_at__isnull=True).select_related("fingerprint").order_by("id")
        for block in blocks.iterator(chunk_size=1_000):
            self.block(blocked(block))

    def add(self, picture: Standing) -> None:
        """Let later pictures be compared with this one."""
        self._given.add(picture)

    def block(self, picture: Standing) -> None:
        """Let later pictures be held or declined that are kin to this one."""
        self._blocked.add(picture)

    def search(self, reading: fingerprints.Reading, *, contributor_id: int | None) -> Kinship:
        """Find the strongest kin of a picture among all that stand, the first giver before later ones.

        What a person let stand is no less a duplicate for resembling a blocked picture; else the block is told.
        """
        if found := self._blocked.same(reading.fingerprint):
            return Kinship("blocked", "blocked", _facts(found))
        if found := self._given.same(reading.fingerprint):
            return Kinship("duplicate", found.verdict.tier, found.picture.path, found.picture.image_id)
        if found := self._blocked.nearest(reading):
            return Kinship("look", "possibly_blocked", _facts(found))
        if found := self._given.nearest(reading):
            return _follows(found, contributor_id)
        return NEW


def standing(image: Image) -> Standing:
    """An image row as a standing picture."""
    if image.fingerprint is None:
        raise ValueError(f"image {image.pk} has no fingerprint")
    return Standing(image.pk, image.contributor_id, image.path, known.fingerprint(image.fingerprint))


def blocked(block: Block) -> Standing:
    """A blocked picture as a standing one, named by the image it was given as, or else by its digest."""
    image = block.fingerprint.images.order_by("id").first()
    return Standing(None, None, image.path if image else str(block.fingerprint), known.fingerprint(block.fingerprint))


def _follows(found: Kin, contributor_id: int | None) -> Kinship:
    first, verdict = found.picture, found.verdict
    if verdict.tier == "near_duplicate" and first.contributor_id == contributor_id:
        return Kinship("duplicate", "near_duplicate", _facts(found), first.image_id)
    reason = "possibly_reposted" if verdict.tier == "near_duplicate" else f"possibly_{verdict.reason}"
    return Kinship("look", reason, _facts(found), first.image_id)


def _facts(found: Kin) -> str:
    return f"{found.picture.path} ({found.verdict.distance_bits} bits, {found.verdict.reason or found.verdict.tier})"
