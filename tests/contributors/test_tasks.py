"""Long work of the contributors' app runs where Celery runs it: in a process that may have no children."""

import io
import sys
from multiprocessing import get_context

from PIL import Image as Picture

from contributors import fingerprints, recognition


def picture() -> bytes:
    """A small picture that can be read."""
    written = io.BytesIO()
    Picture.linear_gradient("L").convert("RGB").save(written, "PNG")
    return written.getvalue()


def read_or_fail(content: bytes) -> None:
    """Read one picture and one that is none; end with 0 where both are answered."""
    with recognition.readers(count=1_000) as readers:
        read, refused = readers.read([content, b"none"])
    sys.exit(0 if isinstance(read, fingerprints.Reading) and isinstance(refused, recognition.Unread) else 3)


def test_a_workers_process_reads_pictures_by_itself() -> None:
    worker = get_context("spawn").Process(target=read_or_fail, args=(picture(),), daemon=True)
    worker.start()
    worker.join(120)
    assert worker.exitcode == 0
