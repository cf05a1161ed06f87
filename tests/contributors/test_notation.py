"""What was read on one machine is the very same value on another."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contributors import notation, recognition
from contributors.claims import Claims, Wish
from contributors.fingerprints import Fingerprint, Reading
from contributors.notation import NotationUnknown
from contributors.recognition import Unread
from tests.contributors import archive_scene

# Any text at all: zero bytes and halves of letters too, which a database takes for none.
TEXTS = st.text(st.characters(codec=None), max_size=20)
NUMBERS = st.integers(min_value=0, max_value=2**62)
WISHES = st.builds(Wish, TEXTS, st.sampled_from(["allowed", "notAllowed", "constrained"]), TEXTS, st.booleans())
READINGS = st.builds(
    Reading,
    st.builds(
        Fingerprint,
        load_rule=TEXTS, sha256=st.binary(), pixels_sha256=st.binary(), phash=st.binary(), pdq=st.binary(),
        pdq_quality=NUMBERS, trimmed_pdq=st.binary(), colours=st.binary(), look=st.binary(), width=NUMBERS,
        height=NUMBERS, frames=NUMBERS, mode=TEXTS, format=TEXTS, size_bytes=NUMBERS,
        windows=st.lists(st.binary(), max_size=3).map(tuple),
    ),
    orientations=st.lists(st.binary(), max_size=8).map(tuple),
    traces=st.lists(st.tuples(TEXTS, TEXTS), max_size=3).map(tuple),
    claims=st.builds(
        Claims,
        st.sampled_from(["none", "unreadable", "invalid", "valid"]),
        st.lists(TEXTS, max_size=3).map(tuple),
        st.lists(TEXTS, max_size=3).map(tuple),
        st.lists(WISHES, max_size=3).map(tuple),
    ),
)  # fmt: skip


@given(READINGS)
def test_every_reading_is_read_back_as_it_was(reading: Reading) -> None:
    assert notation.read(notation.write(reading)) == reading


@given(st.builds(Unread, TEXTS, TEXTS))
def test_every_refusal_is_read_back_as_it_was(unread: Unread) -> None:
    assert notation.read(notation.write(unread)) == unread


def test_a_real_picture_is_read_back_with_all_that_was_found() -> None:
    reading = recognition.answer(archive_scene.png(archive_scene.WAVE, note="Steps: 20"))
    assert isinstance(reading, Reading)
    assert reading.traces
    assert reading.fingerprint.windows
    assert notation.read(notation.write(reading)) == reading


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"no JSON",
        b"[]",
        b"{}",
        b'{"version":0,"kind":"unread","code":"","told":""}',
        b'{"version":1,"kind":"unread","code":1,"told":""}',
        b'{"version":1,"kind":"reading"}',
        b'{"version":1,"kind":"reading","fingerprint":{},"orientations":[],"traces":[],"claims":{}}',
    ],
)
def test_what_is_written_in_another_way_is_refused(written: bytes) -> None:
    with pytest.raises(NotationUnknown, match="read the file again"):
        notation.read(written)


@pytest.mark.parametrize(
    ("ours", "other"), [(b'"none"', b'"signed"'), (b'"notAllowed"', b'"forbidden"')], ids=["state", "use"]
)
def test_a_word_that_is_not_known_is_refused(ours: bytes, other: bytes) -> None:
    reading = recognition.answer(archive_scene.png(archive_scene.WAVE))
    assert isinstance(reading, Reading)
    written = notation.write(replace(reading, claims=Claims(wishes=(Wish("ai_training", "notAllowed"),))))
    assert ours in written
    with pytest.raises(NotationUnknown):
        notation.read(written.replace(ours, other))
