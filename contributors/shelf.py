"""A shelf of pictures in memory: each new one is compared with all that stand on it, and may be put beside them.

Takes readings and pictures as they were given; gives the strongest kin. Whose it is and what follows is
`duplicates`'; one picture against a whole database is `search`'s.
"""

from dataclasses import dataclass, replace

import numpy as np

from contributors import fingerprints, kin, known, scan

FIRST_ROOM = 1024
WORD_BYTES = 8


@dataclass(frozen=True, slots=True)
class Standing:
    """A picture that was given or blocked before: its image, whose it is, and what it is recognised by."""

    image_id: int | None
    contributor_id: int | None
    path: str
    fingerprint: fingerprints.Fingerprint


@dataclass(frozen=True, slots=True)
class Kin:
    """A picture of the shelf that an asking one is kin to."""

    picture: Standing
    verdict: kin.Verdict


class Stack:
    """Hashes of one width that grow in number, kept in one array; room is doubled when it is full."""

    def __init__(self, width_bytes: int = known.PDQ_BYTES) -> None:
        """Start empty."""
        self._kept = np.empty((0, width_bytes // WORD_BYTES), np.uint64)
        self._owners = np.empty(0, np.int64)
        self._count = 0

    def add(self, hashed: bytes, owner: int) -> None:
        """Put hashes, one after the other, on top, all of one owner."""
        rows = np.frombuffer(hashed, np.uint64).reshape(-1, self._kept.shape[1])
        end = self._count + len(rows)
        if end > len(self._kept):
            self._grow(max(FIRST_ROOM, 2 * end))
        self._kept[self._count : end] = rows
        self._owners[self._count : end] = owner
        self._count = end

    def near(self, asked: kin.Hashes, radius_bits: int) -> set[int]:
        """The owners of whatever is so near to any of the asking hashes."""
        near = scan.near(asked.view(np.uint64), self._kept[: self._count], radius_bits)
        return set(self._owners[near].tolist())

    def of(self, owner: int) -> tuple[bytes, ...]:
        """What one owner put on."""
        first, end = np.searchsorted(self._owners[: self._count], [owner, owner + 1])
        return known.split(self._kept[first:end].tobytes())

    def _grow(self, room: int) -> None:
        kept, owners = self._kept, self._owners
        self._kept, self._owners = np.zeros((room, kept.shape[1]), np.uint64), np.zeros(room, np.int64)
        self._kept[: self._count], self._owners[: self._count] = kept[: self._count], owners[: self._count]


class Shelf:
    """Pictures in order, searchable by digest, by hash and by their sub-windows; grows as pictures are added."""

    def __init__(self) -> None:
        """Start empty."""
        self._pictures: list[Standing] = []
        self._by_digest: dict[bytes, Standing] = {}
        self._hashes, self._phashes, self._windows = Stack(), Stack(known.PHASH_BYTES), Stack()

    def add(self, picture: Standing) -> None:
        """Let later pictures be compared with this one. Under another load rule only its file is known again."""
        one, place = picture.fingerprint, len(self._pictures)
        picture = replace(picture, fingerprint=replace(one, windows=()))
        self._pictures.append(picture)
        self._by_digest.setdefault(one.sha256, picture)
        if one.load_rule != fingerprints.LOAD_RULE:
            return
        self._by_digest.setdefault(one.pixels_sha256, picture)
        if one.pdq_quality >= kin.LOOK_QUALITY:
            self._hashes.add(one.pdq + one.trimmed_pdq, place)
            self._phashes.add(one.phash, place)
        if one.pdq_quality >= kin.LEAST_QUALITY:
            self._windows.add(b"".join(one.windows), place)

    def same(self, asked: fingerprints.Fingerprint) -> Kin | None:
        """The first picture of the same file, or of the same pixels."""
        found = self._by_digest.get(asked.sha256) or self._by_digest.get(asked.pixels_sha256)
        return Kin(found, kin.judge(asked, found.fingerprint)) if found else None

    def nearest(self, reading: fingerprints.Reading) -> Kin | None:
        """The strongest kin of a picture: a near-duplicate before what is only possible, then the first of them."""
        if reading.fingerprint.pdq_quality < kin.LOOK_QUALITY:
            return None
        judged = ((place, self._judged(reading, place)) for place in sorted(self._candidates(reading)))
        kindred = [(place, verdict) for place, verdict in judged if verdict.tier != "none"]
        if not kindred:
            return None
        place, verdict = min(kindred, key=lambda one: (one[1].tier != "near_duplicate", one[0]))
        return Kin(self._pictures[place], verdict)

    def _candidates(self, reading: fingerprints.Reading) -> set[int]:
        """Places within reach of the picture in any orientation, or of which it may be a cropping."""
        asked = reading.fingerprint
        ours = {asked.pdq, asked.trimmed_pdq, *reading.orientations}
        near = self._hashes.near(known.hashes(ours, known.PDQ_BYTES), kin.REACH_BITS)
        near |= self._phashes.near(known.hashes([asked.phash], known.PHASH_BYTES), kin.PHASH_BITS)
        if asked.pdq_quality < kin.LEAST_QUALITY:
            return near
        return near | self._windows.near(known.hashes([asked.pdq], known.PDQ_BYTES), kin.CROPPED_BITS)

    def _judged(self, reading: fingerprints.Reading, place: int) -> kin.Verdict:
        return kin.judge(
            reading.fingerprint,
            self._pictures[place].fingerprint,
            orientations=reading.orientations,
            windows=self._windows.of(place),
        )
