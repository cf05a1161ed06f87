"""An accepted image has a giver and a fingerprint, and is the only accepted one of its bytes."""

import pytest

from tests.refusals.attacks import Attack, Book

WAITING = "UPDATE contributors_image SET {} WHERE id = {{waiting_image}}"
ACCEPTED = "state = 'accepted', accepted_at = now()"

ATTACKS = [
    (
        "an accepted image without a giver",
        "UPDATE contributors_image SET contributor_id = NULL WHERE id = {image}",
        "image_accepted_has_giver_and_fingerprint",
    ),
    (
        "an accepted image without a fingerprint",
        "UPDATE contributors_image SET fingerprint_id = NULL WHERE id = {image}",
        "image_accepted_has_giver_and_fingerprint",
    ),
    (
        "an image accepted at no moment",
        WAITING.format("state = 'accepted'"),
        "image_accepted_has_giver_and_fingerprint",
    ),
    ("two accepted images of one digest", WAITING.format(ACCEPTED), "image_accepted_once_per_digest"),
    (
        "a duplicate of nothing",
        WAITING.format("state = 'duplicate', reason = 'exact'"),
        "image_duplicate_names_its_first",
    ),
    ("an image declined for no reason", WAITING.format("state = 'declined'"), "image_turned_down_for_a_reason"),
    ("an image withdrawn at no moment", WAITING.format("state = 'withdrawn'"), "image_withdrawn_at_a_moment"),
    (
        "consent that ends before it began",
        "UPDATE contributors_consent SET withdrawn_at = granted_at",
        "consent_ends_after_it_began",
    ),
]


@pytest.mark.parametrize("attack", [Attack(told, "application", sql, name) for told, sql, name in ATTACKS], ids=str)
def test_the_database_refuses(book: Book, attack: Attack) -> None:
    book.refuses(attack)
