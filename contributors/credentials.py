"""Credentials: the bytes of a picture file in; what its content credentials (C2PA) say out, as `claims.Claims`.

The only importer of c2pa. Nothing is fetched: no manifest from elsewhere, no certificate's state, no identity. Whom
to trust is not asked, so a valid signature says that nothing was changed, not that it is true. Whatever the library
cannot read is answered with "unreadable", never raised. Sources: C2PA Technical Specification 2.2, "Embedding
manifests" and "Actions"; CAWG Training and Data Mining Assertion 1.1; IPTC NewsCodes "digitalsourcetype".
"""

import io
import json
from collections.abc import Iterator, Mapping

import c2pa

from contributors.claims import NONE, UNREADABLE, Claims, State, Use, Wish

# A manifest store opens with a JUMBF description box whose type begins so (C2PA 2.2, "JUMBF"), in every container.
STORE_BEGINS = b"jumdc2pa"
BOX_HEADER_BYTES = 12
MOST_STORE_BYTES = 16_000_000
MOST_TOLD_CHARACTERS = 4_000_000
# A manifest packed with Brotli (C2PA 2.2, "Compressed manifests") may unpack to anything; nobody has to read it.
PACKED = b"brob"
MOST_WORDS, MOST_WORD_CHARACTERS = 20, 200
READING = {
    "core": {"decode_identity_assertions": False, "allowed_network_hosts": []},
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_trust": False},
}
KINDS = (
    (b"\xff\xd8", "image/jpeg"),
    (b"\x89PNG", "image/png"),
    (b"RIFF", "image/webp"),
    (b"GIF8", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
)
TRAINING_MINING = ("c2pa.training-mining", "cawg.training-mining")
USES: Mapping[str, Use] = {"allowed": "allowed", "notAllowed": "notAllowed", "constrained": "constrained"}
STATES: Mapping[str, State] = {"Invalid": "invalid", "Valid": "valid", "Trusted": "valid"}


def read(content: bytes) -> Claims:
    """What the file's content credentials say. Without any, this is one search through the bytes."""
    store_at = content.find(STORE_BEGINS)
    if store_at < 0:
        return NONE
    kind, store_bytes = _kind(content), _store_bytes(content, store_at)
    if not kind or store_bytes > MOST_STORE_BYTES or 0 <= content.find(PACKED, store_at) < store_at + store_bytes:
        return UNREADABLE
    try:
        return _claims(_told(content, kind))
    except Exception:  # the library is given hostile bytes and may raise anything; each means the same
        return UNREADABLE


def _kind(content: bytes) -> str:
    """The media type by the file's first bytes, for names lie; empty where such a file carries no credentials."""
    if content[4:12] in (b"ftypavif", b"ftypavis"):
        return "image/avif"
    return next((kind for begins, kind in KINDS if content.startswith(begins)), "")


def _store_bytes(content: bytes, store_at: int) -> int:
    """The length that the store's own box announces, in the four bytes before "jumb"."""
    return int.from_bytes(content[max(0, store_at - BOX_HEADER_BYTES) : max(0, store_at - BOX_HEADER_BYTES + 4)])


def _told(content: bytes, kind: str) -> object:
    with (
        c2pa.Context.from_dict(READING) as context,
        io.BytesIO(content) as stream,
        c2pa.Reader(kind, stream, context=context) as reader,
    ):
        told: str = reader.json()
    if len(told) > MOST_TOLD_CHARACTERS:
        raise ValueError("the manifests tell more than a picture's can need")
    return json.loads(told)


def _claims(told: object) -> Claims:
    whole, manifests = _word(_inside(told, "active_manifest")), _inside(told, "manifests")
    if not isinstance(manifests, dict) or not manifests:
        return UNREADABLE
    wishes = {wish for label, one in manifests.items() for wish in _wishes(one, is_of_whole=label == whole)}
    return Claims(
        state=STATES.get(_word(_inside(told, "validation_state")), "invalid"),
        generators=_few({name for one in manifests.values() for name in _generators(one)}),
        source_types=_few({word for one in manifests.values() for word in _source_types(one)}),
        wishes=tuple(sorted(wishes, key=lambda wish: (not wish.is_of_whole, wish.entry, wish.use))[:MOST_WORDS]),
    )


def _generators(manifest: object) -> Iterator[str]:
    """Older manifests name the program in one text, newer ones in a list of names and versions."""
    yield _word(_inside(manifest, "claim_generator"))
    named = _inside(manifest, "claim_generator_info")
    for one in named if isinstance(named, list) else ():
        yield f"{_word(_inside(one, 'name'))} {_word(_inside(one, 'version'))}".strip()


def _source_types(manifest: object) -> Iterator[str]:
    """Wherever one is told: in actions, ingredients, and metadata that a manifest carries."""
    for name, value in _every_name(manifest):
        if name.rpartition(":")[2].replace("_", "").lower() == "digitalsourcetype" and isinstance(value, str):
            yield _word(value.rstrip("/").rpartition("/")[2])


def _wishes(manifest: object, *, is_of_whole: bool) -> Iterator[Wish]:
    assertions = _inside(manifest, "assertions")
    for assertion in assertions if isinstance(assertions, list) else ():
        entries = _inside(_inside(assertion, "data"), "entries")
        if _word(_inside(assertion, "label")).startswith(TRAINING_MINING) and isinstance(entries, dict):
            yield from (wish for name, entry in entries.items() if (wish := _wish(name, entry, is_of_whole)))


def _wish(name: str, entry: object, is_of_whole: bool) -> Wish | None:
    use = USES.get(_word(_inside(entry, "use")))
    short = _word(name).removeprefix("c2pa.").removeprefix("cawg.")
    return Wish(short, use, _word(_inside(entry, "constraint_info")), is_of_whole) if use else None


def _every_name(told: object) -> Iterator[tuple[str, object]]:
    """Every name with its value, however deep, without recursion."""
    left = [told]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            yield from one.items()
            left.extend(one.values())
        elif isinstance(one, list):
            left.extend(one)


def _inside(told: object, name: str) -> object:
    return told.get(name) if isinstance(told, dict) else None


def _word(told: object) -> str:
    """A short text that PostgreSQL takes; empty where it is none."""
    word = told.replace("\0", "")[:MOST_WORD_CHARACTERS] if isinstance(told, str) else ""
    return word.encode("utf-8", "replace").decode()


def _few(words: set[str]) -> tuple[str, ...]:
    return tuple(sorted(words - {""})[:MOST_WORDS])
