"""Counting in memory: how often each sample was consumed since the last part.

Takes ids and digests batch by batch, at about the price of a dictionary, and gives rows for a part. What no part could
carry is refused when it is first seen, so that a training does not find out at its checkpoint. Standard library only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import islice

from ledger.training.manifest import Row, UnfitValue, check_sample_id, parse_digest


class Exposures:
    """How often each (sample, digest) came. Digests are counted as they are spelt; `rows` adds the spellings up."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, bytes | str]] = Counter()

    def add(self, sample_ids: Iterable[str], sha256s: Iterable[bytes | str]) -> None:
        """Count each pair once more. Raises `UnfitValue` for the first that no part could carry; it is not counted."""
        known = len(self._counts)
        try:
            self._counts.update(zip(sample_ids, sha256s, strict=True))
        finally:
            if len(self._counts) > known:
                self._check_new(len(self._counts) - known)

    def rows(self) -> list[Row]:
        """The counts by sample and digest, however the digest was spelt, in the order of `rows_sha256`."""
        added: Counter[tuple[str, bytes]] = Counter()
        for (sample_id, sha256), exposures in self._counts.items():
            added[sample_id, sha256 if isinstance(sha256, bytes) else parse_digest(sha256)] += exposures
        return [Row(sample_id, sha256, exposures) for (sample_id, sha256), exposures in sorted(added.items())]

    def _check_new(self, count: int) -> None:
        """Check the samples that were counted for the first time; those that are unfit are taken out again."""
        new = reversed(list(islice(reversed(self._counts), count)))
        unfit = [(sample, reason) for sample in new if (reason := _unfit(*sample)) is not None]
        for sample, _ in unfit:
            del self._counts[sample]
        for _, reason in unfit:
            raise UnfitValue(reason)


def _unfit(sample_id: object, sha256: object) -> str | None:
    """Why no part could carry this sample; None where one can. Numbers and tensors are told apart from text here."""
    if not isinstance(sample_id, str):
        return f"sample_id must be text, not {type(sample_id).__name__}"
    if not isinstance(sha256, bytes | str):
        return f"sha256 must be 32 bytes or 64 hex digits, not {type(sha256).__name__}"
    if isinstance(sha256, bytes) and len(sha256) != 32:
        return f"sha256 must be 32 bytes, not {len(sha256)}"
    try:
        check_sample_id(sample_id)
        if isinstance(sha256, str):
            parse_digest(sha256)
    except UnfitValue as unfit:
        return unfit.reason
    return None
