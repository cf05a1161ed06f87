"""Signed notes: readable by others, signed by us, refused when a letter changed."""

from base64 import b64decode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ledger.book import notes
from ledger.book.heads import GENESIS, Head

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OCTOBER = Head("2025-10", 8, bytes(32), GENESIS)
TEXT = notes.body("henrei.example/book", OCTOBER)
SIGNED = notes.sign(TEXT, "henrei.example", KEY)

# The note and key that the format's first documentation (Go's sumdb/note) shows.
PUBLISHED_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PUBLISHED_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PUBLISHED_NOTE = (
    PUBLISHED_TEXT + "\n\N{EM DASH} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZIn"
    "NIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_the_published_note_is_read_with_its_key() -> None:
    key = Ed25519PublicKey.from_public_bytes(b64decode(PUBLISHED_KEY.split("+", 2)[2])[1:])
    assert notes.verify(PUBLISHED_NOTE, "PeterNeumann", key) == PUBLISHED_TEXT
    assert notes.verifier_key("PeterNeumann", key) == PUBLISHED_KEY


def test_a_month_is_written_as_a_checkpoint_with_its_head() -> None:
    root = "A" * 43 + "="
    expected = f"henrei.example/book\n8\n{root}\nmonth 2025-10\nhead {OCTOBER.digest.hex()}\n"
    assert expected == TEXT


def test_our_own_note_is_read_back() -> None:
    assert notes.verify(SIGNED, "henrei.example", KEY.public_key()) == TEXT


@pytest.mark.parametrize(
    "forged",
    [SIGNED.replace("2025-10", "2025-11"), SIGNED.replace("\n8\n", "\n9\n"), SIGNED[:-4] + "\n", TEXT, ""],
)
def test_a_changed_or_unsigned_note_is_refused(forged: str) -> None:
    with pytest.raises(notes.NoteNotSigned, match=r"henrei\.example"):
        notes.verify(forged, "henrei.example", KEY.public_key())


def test_another_key_or_another_name_does_not_sign_for_us() -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    for note, name, key in [(SIGNED, "henrei.example", other), (SIGNED, "elsewhere.example", KEY)]:
        with pytest.raises(notes.NoteNotSigned):
            notes.verify(note, name, key.public_key())
