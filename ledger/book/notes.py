"""Signed notes: a month's head as lines of text with an Ed25519 signature that others can keep and compare.

Takes a text and a key, gives a note in the C2SP signed-note format (the one of Go's checksum database);
the body of a head is a C2SP checkpoint (origin, tree size, root in base64) with the month and the head as
two further lines. Where the key comes from and where notes are published is left to the doors.
"""

from base64 import b64decode, b64encode
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ledger.book.heads import Head

ED25519 = b"\x01"


class NoteNotSigned(Exception):
    """A note does not carry a good signature of the named key."""

    def __init__(self, signer: str) -> None:
        super().__init__(f"the note has no good signature of {signer}; fetch it again or ask for its key")
        self.signer = signer


def body(origin: str, sealed: Head) -> str:
    """The text that is signed for one month; `origin` names the log and has no line break."""
    root = b64encode(sealed.root).decode()
    lines = (origin, str(sealed.tree_size), root, f"month {sealed.month}", f"head {sealed.digest.hex()}")
    return "".join(f"{line}\n" for line in lines)


def sign(text: str, signer: str, key: Ed25519PrivateKey) -> str:
    """`text` (ended by LF) with an empty line and a signature line below; `signer` has no space or plus."""
    stamped = _key_hash(signer, key.public_key()) + key.sign(text.encode())
    return f"{text}\n\N{EM DASH} {signer} {b64encode(stamped).decode()}\n"


def verify(note: str, signer: str, key: Ed25519PublicKey) -> str:
    """The text of a note that this key signed; raises `NoteNotSigned`."""
    text, _, signatures = note.rpartition("\n\n")
    wanted = f"\N{EM DASH} {signer} "
    stamps = [line.removeprefix(wanted) for line in signatures.split("\n") if line.startswith(wanted)]
    if not any(_is_good(stamp, f"{text}\n", signer, key) for stamp in stamps):
        raise NoteNotSigned(signer)
    return f"{text}\n"


def verifier_key(signer: str, key: Ed25519PublicKey) -> str:
    """The public key as one line that other readers of signed notes take."""
    return f"{signer}+{_key_hash(signer, key).hex()}+{b64encode(ED25519 + key.public_bytes_raw()).decode()}"


def _is_good(stamp: str, text: str, signer: str, key: Ed25519PublicKey) -> bool:
    try:
        stamped = b64decode(stamp, validate=True)
        key.verify(stamped[4:], text.encode())
    except (ValueError, InvalidSignature):
        return False
    return stamped[:4] == _key_hash(signer, key)


def _key_hash(signer: str, key: Ed25519PublicKey) -> bytes:
    return sha256(f"{signer}\n".encode() + ED25519 + key.public_bytes_raw()).digest()[:4]
