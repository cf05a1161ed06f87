"""Who gave a picture first: every new picture against all that stand, and what follows.

Equal files or pixels are duplicates. A near-duplicate by the same person earns nothing and says of what; by
another person it waits for a reviewer, and so does all that is weaker. A hash accuses nobody.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from contributors import fingerprints, kin
from contributors.models import Image, ImageState

Outcome = Literal["new", "duplicate", "look"]


@dataclass(frozen=True, slots=True)
class Standing:
    """A picture that was given before: the row, whose it is, and what it is recognised by."""

    image_id: int
    contributor_id: int | None
    path: str
    fingerprint: fingerprints.Fingerprint


@dataclass(frozen=True, slots=True)
class Kinship:
    """What became of a picture's search: nothing found, a duplicate, or something for a person to look at."""

    outcome: Outcome
    reason: str = ""
    facts: str = ""
    first_id: int | None = None


NEW = Kinship("new")


class Roll:
    """All standing pictures in order of giving, searchable by digest and by hash; grows as pictures are added."""

    def __init__(self) -> None:
        """Start from what the database holds."""
        self._standing: list[Standing] = []
        self._by_digest: dict[bytes, Standing] = {}
        self._hashes = np.empty((0, 64), np.uint8)
        self._room = 0
        states = [ImageState.ACCEPTED, ImageState.WAITING]
        rows = Image.objects.filter(state__in=states, fingerprint__load_rule=fingerprints.LOAD_RULE)
        for image in rows.select_related("fingerprint").order_by("id").iterator(chunk_size=5_000):
            self.add(standing(image))

    def add(self, picture: Standing) -> None:
        """Let later pictures be compared with this one."""
        known = picture.fingerprint
        if len(self._standing) == self._room:
            self._room = max(1024, self._room * 2)
            grown = np.zeros((self._room, 64), np.uint8)
            grown[: len(self._standing)] = self._hashes
            self._hashes = grown
        self._hashes[len(self._standing)] = np.frombuffer(known.pdq + known.trimmed_pdq, np.uint8)
        self._standing.append(picture)
        self._by_digest.setdefault(known.sha256, picture)
        self._by_digest.setdefault(known.pixels_sha256, picture)

    def search(self, reading: fingerprints.Reading, *, contributor_id: int | None) -> Kinship:
        """Find the strongest kin of a picture among all that stand, the first giver before later ones."""
        asked = reading.fingerprint
        same = self._by_digest.get(asked.sha256) or self._by_digest.get(asked.pixels_sha256)
        if same is not None:
            verdict = kin.judge(asked, same.fingerprint)
            return Kinship("duplicate", verdict.tier, same.path, same.image_id)
        found = [(place, self._judged(reading, place)) for place in self._near(reading)]
        kindred = [(place, verdict) for place, verdict in found if verdict.tier != "none"]
        if not kindred:
            return NEW
        place, verdict = min(kindred, key=lambda one: (one[1].tier != "near_duplicate", one[0]))
        return _follows(self._standing[place], verdict, contributor_id)

    def _judged(self, reading: fingerprints.Reading, place: int) -> kin.Verdict:
        return kin.judge(
            reading.fingerprint, self._standing[place].fingerprint, orientations=reading.orientations
        )

    def _near(self, reading: fingerprints.Reading) -> list[int]:
        """Places whose PDQ or trimmed PDQ is within reach of the picture in any orientation."""
        ours = [*reading.orientations, reading.fingerprint.pdq, reading.fingerprint.trimmed_pdq]
        asked = np.frombuffer(b"".join(ours), np.uint8).reshape(-1, 32)
        standing = np.ascontiguousarray(self._hashes[: len(self._standing)]).reshape(-1, 32)
        found = kin.between(asked, standing, kin.PHASH_PDQ_BITS)
        return sorted({int(place) // 2 for place in found[:, 1]})


def standing(image: Image) -> Standing:
    """An image row as a standing picture."""
    if image.fingerprint is None:
        raise ValueError(f"image {image.pk} has no fingerprint")
    kept = image.fingerprint
    return Standing(
        image_id=image.pk,
        contributor_id=image.contributor_id,
        path=image.path,
        fingerprint=fingerprints.Fingerprint(
            load_rule=kept.load_rule,
            sha256=bytes(kept.sha256),
            pixels_sha256=bytes(kept.pixels_sha256),
            phash=bytes(kept.phash),
            pdq=bytes(kept.pdq),
            pdq_quality=kept.pdq_quality,
            trimmed_pdq=bytes(kept.trimmed_pdq),
            colours=bytes(kept.colours),
            width=kept.width_px,
            height=kept.height_px,
            frames=kept.frames,
            mode=kept.mode,
            format=kept.format,
            size_bytes=kept.size_bytes,
        ),
    )


def _follows(first: Standing, verdict: kin.Verdict, contributor_id: int | None) -> Kinship:
    facts = f"{first.path} ({verdict.distance_bits} bits, {verdict.reason or verdict.tier})"
    if verdict.tier == "near_duplicate" and first.contributor_id == contributor_id:
        return Kinship("duplicate", "near_duplicate", facts, first.image_id)
    reason = "possibly_reposted" if verdict.tier == "near_duplicate" else f"possibly_{verdict.reason}"
    return Kinship("look", reason, facts, first.image_id)
