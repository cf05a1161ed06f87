"""The tree under a seal, against the published reference vectors and its own definition."""

from hashlib import sha256
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.book import merkle

# Eight leaves and the roots over the first 1 to 8 of them: the reference vectors of Certificate Transparency.
INPUTS = "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
REFERENCE = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in INPUTS]

leaves = st.lists(st.binary(max_size=4).map(merkle.leaf_hash), min_size=1, max_size=70)


def defined_root(hashes: list[bytes]) -> bytes:
    """MTH as RFC 6962 writes it down: split at the largest power of two below the size."""
    if len(hashes) == 1:
        return hashes[0]
    split = max(2**power for power in range(20) if 2**power < len(hashes))
    return sha256(b"\x01" + defined_root(hashes[:split]) + defined_root(hashes[split:])).digest()


@pytest.mark.parametrize(("size", "root"), list(enumerate(ROOTS, 1)))
def test_the_roots_are_those_of_the_reference_vectors(size: int, root: str) -> None:
    assert merkle.root(REFERENCE[:size]).hex() == root


def test_the_root_of_no_leaves_is_the_hash_of_nothing() -> None:
    assert merkle.root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_an_inclusion_proof_is_the_siblings_from_the_leaf_up() -> None:
    left, right = merkle.root(REFERENCE[:4]), merkle.root(REFERENCE[4:6])
    assert merkle.inclusion_proof(6, REFERENCE[:7]) == (right, left)
    assert merkle.inclusion_proof(0, REFERENCE[:1]) == ()


def test_a_consistency_proof_names_the_subtrees_of_the_rfcs_drawing() -> None:
    nodes = {name: merkle.root(REFERENCE[start:end]) for name, start, end in [("c", 2, 3), ("d", 3, 4)]}
    whole = {name: merkle.root(REFERENCE[start:end]) for name, start, end in [("g", 0, 2), ("l", 4, 7)]}
    assert merkle.consistency_proof(3, REFERENCE[:7]) == (nodes["c"], nodes["d"], whole["g"], whole["l"])
    assert merkle.consistency_proof(4, REFERENCE[:7]) == (whole["l"],)
    assert merkle.consistency_proof(7, REFERENCE[:7]) == ()


@pytest.mark.parametrize("index", [-1, 8])
def test_a_leaf_outside_the_tree_has_no_proof(index: int) -> None:
    with pytest.raises(merkle.NoSuchLeaf, match=f"8 leaves; {index} is not in it"):
        merkle.inclusion_proof(index, REFERENCE)


@pytest.mark.parametrize("size", [0, 9])
def test_a_size_outside_the_tree_has_no_consistency_proof(size: int) -> None:
    with pytest.raises(merkle.NoSuchLeaf):
        merkle.consistency_proof(size, REFERENCE)


@settings(deadline=None)
@given(leaves)
def test_the_root_is_the_one_the_definition_gives(hashes: list[bytes]) -> None:
    assert merkle.root(hashes) == defined_root(hashes)


@settings(deadline=None)
@given(leaves, st.randoms(use_true_random=False))
def test_every_leaf_is_proven_at_its_own_place_only(hashes: list[bytes], dice: Random) -> None:
    tree, index = merkle.grow(hashes), dice.randrange(len(hashes))
    path, leaf = tree.inclusion_proof(index), hashes[index]
    proven = [
        place
        for place in range(-1, len(hashes) + 1)
        if merkle.verify_inclusion(leaf, place, len(hashes), path, tree.root())
    ]
    assert index in proven
    assert {hashes[place] for place in proven} == {leaf}


@settings(deadline=None)
@given(leaves, st.randoms(use_true_random=False), st.integers(0, 255))
def test_a_changed_leaf_path_or_root_is_not_proven(hashes: list[bytes], dice: Random, bit: int) -> None:
    tree, index = merkle.grow(hashes), dice.randrange(len(hashes))
    parts = [hashes[index], tree.root(), *tree.inclusion_proof(index)]
    changed = dice.randrange(len(parts))
    parts[changed] = (int.from_bytes(parts[changed]) ^ (1 << bit)).to_bytes(32)
    leaf, root, *path = parts
    assert not merkle.verify_inclusion(leaf, index, len(hashes), path, root)


@settings(deadline=None)
@given(leaves, st.randoms(use_true_random=False))
def test_a_path_cut_short_or_drawn_out_is_not_proven(hashes: list[bytes], dice: Random) -> None:
    tree, index = merkle.grow(hashes), dice.randrange(len(hashes))
    path, leaf = tree.inclusion_proof(index), hashes[index]
    longer = (*path, leaf)
    assert not merkle.verify_inclusion(leaf, index, len(hashes), longer, tree.root())
    assert not path or not merkle.verify_inclusion(leaf, index, len(hashes), path[:-1], tree.root())


def test_two_siblings_joined_into_one_long_step_prove_nothing() -> None:
    left, right = (merkle.root(half) for half in (REFERENCE[:4], REFERENCE[4:]))
    assert not merkle.verify_inclusion(b"", 0, 2, [left + right], merkle.root(REFERENCE))


@settings(deadline=None)
@given(leaves, st.randoms(use_true_random=False))
def test_a_tree_that_grew_is_consistent_with_what_it_was(hashes: list[bytes], dice: Random) -> None:
    old_size = dice.randint(1, len(hashes))
    old, new = merkle.root(hashes[:old_size]), merkle.root(hashes)
    path = merkle.consistency_proof(old_size, hashes)
    assert merkle.verify_consistency(old_size, len(hashes), old, new, path)
    assert not merkle.verify_consistency(old_size, len(hashes), old, new, (*path, old))
    assert not path or not merkle.verify_consistency(old_size, len(hashes), old, new, path[:-1])


@settings(deadline=None)
@given(leaves, st.randoms(use_true_random=False))
def test_a_rewritten_past_is_not_consistent(hashes: list[bytes], dice: Random) -> None:
    old_size = dice.randint(1, len(hashes))
    rewritten = [*hashes]
    rewritten[dice.randrange(old_size)] = merkle.leaf_hash(b"rewritten")
    old, new = merkle.root(hashes[:old_size]), merkle.root(rewritten)
    path = merkle.consistency_proof(old_size, rewritten)
    assert not merkle.verify_consistency(old_size, len(hashes), old, new, path)


def test_nothing_is_consistent_with_a_larger_or_an_empty_past() -> None:
    root = merkle.root(REFERENCE)
    assert not merkle.verify_consistency(9, 8, root, root, ())
    assert not merkle.verify_consistency(0, 8, root, root, ())
    assert not merkle.verify_consistency(3, 8, root, root, ())
