"""Announcing: what a decision on a page has workers do afterwards."""

from functools import partial

from django.db import transaction

from contributors import notices, tasks

# A little after the letter is due, so that the worker finds it so.
LETTERS_AFTER_SECONDS = notices.QUIET.total_seconds() + 5


def letters() -> None:
    """Let letters go once the reviewer has been quiet for a while, where anything is to be told.

    Where no worker can be reached the decision stands, and the letter goes with the next.
    """
    if notices.standing().exists():
        send = partial(tasks.send_letters.apply_async, countdown=LETTERS_AFTER_SECONDS)
        transaction.on_commit(send, robust=True)
