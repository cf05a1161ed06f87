"""What people said after looking at likenesses: a digest is that picture in another file, or is not.

A note is kept with who and when, and shown wherever its digest comes up again. Nobody is credited by it.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from contributors.models import User
from ledger.models import Likeness, LikenessNote, Run

MOST_WORDS_CHARACTERS = 500


class NotALikeness(Exception):
    """Nothing was found that says so."""

    def __init__(self, run: Run) -> None:
        super().__init__(f"run {run.name} has no such likeness: search it anew and look at what is found")
        self.run = run


def about(run: Run, found: Sequence[Likeness]) -> dict[tuple[bytes, int], LikenessNote]:
    """The newest note about each of these pairs, whichever run it was written at."""
    about = LikenessNote.objects.filter(
        sha256__in={bytes(one.sha256) for one in found}, image__in={one.image_id for one in found}
    )
    return {(bytes(note.sha256), note.image_id): note for note in about.select_related("by", "run").order_by("id")}


@transaction.atomic
def write(run: Run, pk: int, *, is_same: bool, words: str, by: User, at: datetime) -> LikenessNote:
    """Keep what somebody says after looking. Asked twice, done once. Raises NotALikeness."""
    found = Likeness.objects.filter(run=run, pk=pk).first()
    if found is None:
        raise NotALikeness(run)
    words = words.strip()[:MOST_WORDS_CHARACTERS]
    said = LikenessNote.objects.filter(sha256=found.sha256, image=found.image_id).order_by("-id").first()
    if said is not None and (said.is_same, said.words, said.by_id) == (is_same, words, by.pk):
        return said
    return LikenessNote.objects.create(
        run=run, sha256=found.sha256, image_id=found.image_id, is_same=is_same, words=words, by=by, at=at
    )
