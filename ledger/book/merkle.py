"""The Merkle tree under a seal, as RFC 6962 section 2.1 and RFC 9162 section 2.1 define it (SHA-256).

Takes leaf hashes (32 bytes each, from `leaf_hash`) in their sealed order; gives roots, inclusion proofs and
consistency proofs, and checks proofs that others bring. Which bytes are leaves is the periods' business.
A `Tree` is grown once and then gives each proof in O(log n).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256


class NoSuchLeaf(Exception):
    """A proof was asked for a leaf or a size that this tree does not have."""

    def __init__(self, asked: int, tree_size: int) -> None:
        super().__init__(f"the tree has {tree_size} leaves; {asked} is not in it: ask again within its size")
        self.asked = asked
        self.tree_size = tree_size


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of one leaf's bytes: SHA-256 over 0x00 and the bytes (RFC 6962, 2.1)."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees: SHA-256 over 0x01, left and right (RFC 6962, 2.1)."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Tree:
    """All levels of a tree, leaves first: `levels[k][i]` covers leaf i * 2**k and on, at most 2**k."""

    levels: tuple[tuple[bytes, ...], ...]

    @property
    def size(self) -> int:
        return len(self.levels[0])

    def root(self) -> bytes:
        """The hash over all leaves; of no leaves, SHA-256 of nothing."""
        return self.levels[-1][0] if self.size else sha256().digest()

    def inclusion_proof(self, index: int) -> tuple[bytes, ...]:
        """The siblings from leaf `index` up to the root; raises `NoSuchLeaf`."""
        if not 0 <= index < self.size:
            raise NoSuchLeaf(index, self.size)
        places = ((level, (index >> k) ^ 1) for k, level in enumerate(self.levels))
        return tuple(level[place] for level, place in places if place < len(level))

    def consistency_proof(self, old_size: int) -> tuple[bytes, ...]:
        """What shows that the first `old_size` (>= 1) leaves are what they were; raises `NoSuchLeaf`."""
        if not 1 <= old_size <= self.size:
            raise NoSuchLeaf(old_size, self.size)
        return tuple(self._subproof(old_size, 0, self.size, whole=True))

    def _subproof(self, old_end: int, start: int, end: int, *, whole: bool) -> list[bytes]:
        if old_end == end:
            return [] if whole else [self._subtree(start, end)]
        split = start + (1 << ((end - start - 1).bit_length() - 1))
        if old_end <= split:
            return [*self._subproof(old_end, start, split, whole=whole), self._subtree(split, end)]
        return [*self._subproof(old_end, split, end, whole=False), self._subtree(start, split)]

    def _subtree(self, start: int, end: int) -> bytes:
        height = (end - start - 1).bit_length()
        return self.levels[height][start >> height]


def grow(leaves: Sequence[bytes]) -> Tree:
    """The tree over leaf hashes; an odd node at a level's end is carried up as it is."""
    levels = [tuple(leaves)]
    while len(level := levels[-1]) > 1:
        pairs = map(node_hash, level[::2], level[1::2])
        levels.append((*pairs, *level[len(level) & ~1 :]))
    return Tree(tuple(levels))


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes."""
    return grow(leaves).root()


def inclusion_proof(index: int, leaves: Sequence[bytes]) -> tuple[bytes, ...]:
    """One inclusion proof; grow a `Tree` once where many are needed."""
    return grow(leaves).inclusion_proof(index)


def consistency_proof(old_size: int, leaves: Sequence[bytes]) -> tuple[bytes, ...]:
    """One consistency proof from the first `old_size` leaves to all of them."""
    return grow(leaves).consistency_proof(old_size)


def verify_inclusion(leaf: bytes, index: int, tree_size: int, path: Sequence[bytes], sealed_root: bytes) -> bool:
    """Whether `leaf` (a leaf hash) is number `index` (from 0) of the tree with that root.

    As in the RFC, a proof alone does not fix the tree's size: the month's head does.
    """
    if not 0 <= index < tree_size:
        return False
    return _climb(index, tree_size - 1, leaf, leaf, path)[1:] == (sealed_root, True)


def verify_consistency(old_size: int, new_size: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the tree of `new_size` leaves (and `new_root`) still begins with the tree of `old_size`."""
    if old_size == new_size or not 1 <= old_size < new_size:
        return 1 <= old_size == new_size and not path and old_root == new_root
    below = (old_size & -old_size).bit_length() - 1
    known = [old_root, *path] if old_size == 1 << below else list(path)
    place, last = (old_size - 1) >> below, (new_size - 1) >> below
    return bool(known) and _climb(place, last, known[0], known[0], known[1:]) == (old_root, new_root, True)


def _climb(place: int, last: int, old: bytes, new: bytes, path: Sequence[bytes]) -> tuple[bytes, bytes, bool]:
    """RFC 9162, 2.1.3.2 and 2.1.4.2: up from `place` of 0..`last`; `old` takes only what stands left."""
    for sibling in path:
        if last == 0 or len(sibling) != len(new):
            return old, new, False
        if place & 1 or place == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            below = (place & -place).bit_length() - 1 if place else last.bit_length()
            place, last = place >> below, last >> below
        else:
            new = node_hash(new, sibling)
        place, last = place >> 1, last >> 1
    return old, new, last == 0
