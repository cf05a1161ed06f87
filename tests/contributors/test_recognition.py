"""Many pictures are read at once; each answer comes in the order of its question, refusals too."""

import subprocess
import sys

import pytest

from contributors import fingerprints, recognition
from tests.contributors import archive_scene

WAVE = archive_scene.png(archive_scene.painted("wave"))


def test_answers_come_in_the_order_of_their_questions() -> None:
    contents = [archive_scene.png(archive_scene.painted(f"{n}")) for n in range(9)]
    with recognition.readers(count=1_000) as readers:
        answers = list(readers.read(contents))
    assert answers == [fingerprints.read(content, with_windows=True) for content in contents]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"words", "not_a_picture"),
        (WAVE[:-2_000], "truncated_picture"),
        (archive_scene.vast(), "too_many_pixels"),
    ],
)
def test_what_cannot_be_read_is_an_answer_too_and_stops_nobody(content: bytes, code: str) -> None:
    with recognition.readers(count=1_000) as readers:
        before, refused, after = readers.read([WAVE, content, WAVE])
    assert isinstance(refused, recognition.Unread)
    assert (refused.code, bool(refused.told)) == (code, True)
    assert before == after == fingerprints.read(WAVE, with_windows=True)


def test_nothing_asked_is_nothing_answered() -> None:
    with recognition.readers(count=1_000) as readers:
        assert list(readers.read([])) == []


def test_a_reader_needs_no_django() -> None:
    asked = "import sys; sys.modules['django'] = None; import contributors.recognition"
    ended = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
