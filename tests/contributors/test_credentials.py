"""Content credentials are told as plain facts; what is broken or hostile is told as unreadable, and never raised."""

import random

import pytest

from contributors import credentials, recognition
from contributors.claims import NONE, UNREADABLE, Wish
from contributors.fingerprints import Reading
from tests.contributors import credentials_scene as scene
from tests.contributors.archive_scene import painted

BEGINS = b"jumdc2pa"


def test_an_ordinary_file_has_none() -> None:
    assert credentials.read(scene.written(painted("plain"))) is NONE
    assert credentials.read(b"") is NONE


@pytest.mark.parametrize("kind", sorted(scene.MEDIA))
def test_every_format_that_carries_credentials_is_read(kind: str) -> None:
    told = credentials.read(scene.signed([scene.made_as("trainedAlgorithmicMedia")], kind=kind))
    assert (told.state, told.source_types) == ("valid", ("trainedAlgorithmicMedia",))
    assert told.generators == ("Invented painter 1.0",)


@pytest.mark.parametrize("house", ["c2pa", "cawg"])
def test_both_assertions_of_training_and_mining_are_read(house: str) -> None:
    wish = scene.wish({"ai_training": "notAllowed", "data_mining": "allowed"}, house=house)
    told = credentials.read(scene.signed([scene.made_as("digitalCreation"), wish]))
    assert told.wishes == (Wish("ai_training", "notAllowed"), Wish("data_mining", "allowed"))


def test_a_constraint_comes_with_its_terms() -> None:
    wish = scene.wish({"ai_training": "constrained"}, terms="ask Ada")
    told = credentials.read(scene.signed([scene.made_as("digitalCreation"), wish]))
    assert told.wishes == (Wish("ai_training", "constrained", "ask Ada"),)


def test_what_went_into_a_picture_is_told_as_of_a_part() -> None:
    refused = scene.wish({"ai_training": "notAllowed"})
    part = scene.signed([scene.made_as("trainedAlgorithmicMedia"), refused], seed="part")
    told = credentials.read(scene.signed([scene.made_as("digitalCreation")], seed="whole", part=part))
    assert told.wishes == (Wish("ai_training", "notAllowed", is_of_whole=False),)
    assert "trainedAlgorithmicMedia" in told.source_types


def test_a_picture_changed_after_signing_is_invalid_and_still_tells() -> None:
    signed = bytearray(scene.signed([scene.made_as("trainedAlgorithmicMedia")], kind="JPEG"))
    signed[-100] ^= 1
    told = credentials.read(bytes(signed))
    assert (told.state, told.source_types) == ("invalid", ("trainedAlgorithmicMedia",))


def test_a_word_that_is_no_use_is_no_wish() -> None:
    wish = scene.wish({"ai_training": "perhaps"})
    assert credentials.read(scene.signed([scene.made_as("digitalCreation"), wish])).wishes == ()


def test_a_store_cut_off_announced_too_large_or_packed_is_unreadable() -> None:
    signed = scene.signed([scene.made_as("digitalCreation")])
    at = signed.find(BEGINS)
    vast = signed[: at - 12] + b"\x7f\xff\xff\xff" + signed[at - 8 :]
    packed = signed[: at + 100] + b"brob" + signed[at + 104 :]
    for broken in (signed[: at + 40], vast, packed, b"\x89PNG" + BEGINS * 1000, b"BM" + BEGINS):
        assert credentials.read(broken) is UNREADABLE


def test_hostile_bytes_end_in_a_word_and_no_error() -> None:
    chance = random.Random("credentials")
    signed = [scene.signed([scene.made_as("digitalCreation")], kind=kind) for kind in ("JPEG", "PNG", "WEBP", "TIFF")]
    states = set()
    for place in range(600):
        broken = bytearray(signed[place % len(signed)])
        store_at = broken.find(BEGINS)
        for _ in range(chance.choice([1, 3, 30])):
            broken[chance.randrange(store_at - 12, min(len(broken), store_at + 4_000))] = chance.randrange(256)
        if place % 5 == 0:
            del broken[chance.randrange(store_at, len(broken)) :]
        states.add(credentials.read(bytes(broken)).state)
    assert states <= {"none", "unreadable", "invalid", "valid"}
    assert "unreadable" in states


@pytest.mark.parametrize(
    "nested", [b"\x81", b"\xa1\x61a", b"\xd8\x20", b"\x9f"], ids=["lists", "maps", "tags", "endless"]
)
def test_an_assertion_nested_a_hundred_thousand_deep_ends_in_a_word(nested: bytes) -> None:
    padded = {"label": "org.invented.padding", "data": {"padding": "A" * 200_000}}
    signed = scene.signed([scene.made_as("digitalCreation"), padded])
    begins = signed.rfind(b"cbor", 0, signed.find(b"A" * 1_000)) + 4
    deep = nested * (200_000 // len(nested))
    told = credentials.read(signed[:begins] + deep + signed[begins + len(deep) :])
    assert told.state in ("unreadable", "invalid")


def test_names_in_credentials_are_bounded_and_hold_no_zero_byte() -> None:
    told = credentials.read(scene.signed([scene.made_as("x" * 5_000), scene.wish({"y\0" * 900: "allowed"})]))
    assert all(len(word) <= 200 for word in told.source_types)
    assert all("\0" not in wish.entry and len(wish.entry) <= 200 for wish in told.wishes)


def test_recognition_tells_claims_beside_a_fingerprint_that_does_not_know_them() -> None:
    signed = scene.signed([scene.made_as("trainedAlgorithmicMedia")])
    plain = scene.written(painted("signed"))
    with recognition.readers(count=2) as readers:
        told, bare = list(readers.read([signed, plain]))
    assert isinstance(told, Reading)
    assert isinstance(bare, Reading)
    assert (told.claims.state, bare.claims) == ("valid", NONE)
    assert (told.fingerprint.pdq, told.fingerprint.phash) == (bare.fingerprint.pdq, bare.fingerprint.phash)
