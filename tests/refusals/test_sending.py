"""Tokens stay what they were made for, uploads what they were taken as, decisions about alarms what they were about."""

import pytest

from tests.refusals.attacks import NO_RIGHT, Attack, Book, Who
from tests.refusals.writing import FIRST

TOKEN = (
    "INSERT INTO ledger_runtoken (id, run_id, ability, label, prefix, sha256, made_by_id, made_at, expires_at,"
    f" revoked_at, revoked_by_id) VALUES ({FIRST}, {{matched_run}}, 'send_parts', 'cluster', 'hrt_attack', sha256('t'),"
    " {cy}, now(), now() + interval '1 day', now(), {cy});"
)
UPLOAD = (
    "INSERT INTO ledger_partupload (id, run_id, token_id, key, file_name, sidecar, begun_at, touched_at, part_id,"
    " body_sha256, answer, taken_at)"
    f" SELECT gen_random_uuid(), run_id, {FIRST}, 'k', 'p.jsonl', '', now(), now(), min(id), sha256('b'),"
    " '{}'::jsonb, now() FROM ledger_part WHERE run_id = {matched_run} GROUP BY run_id;"
)
DECISION = (
    "INSERT INTO ledger_alarmdecision (run_id, images_sha256, exposures, decided, words, by_id, at)"
    " VALUES ({matched_run}, sha256('others'), 1, 'otherwise', 'as told', {dee}, now())"
)
OF_IT = f"WHERE id = {FIRST}"

ATTACKS: list[tuple[str, Who, str, str]] = [
    ("a token for another run", "owner", TOKEN + f"UPDATE ledger_runtoken SET run_id = {{settled_run}} {OF_IT}",
     "run_token_stays_as_made"),
    ("a token that lasts longer", "owner",
     TOKEN + f"UPDATE ledger_runtoken SET expires_at = expires_at + interval '1 year' {OF_IT}",
     "run_token_stays_as_made"),
    ("a revocation taken back", "application",
     TOKEN + f"UPDATE ledger_runtoken SET revoked_at = NULL, revoked_by_id = NULL {OF_IT}", "run_token_stays_as_made"),
    ("a token removed", "owner", TOKEN + f"DELETE FROM ledger_runtoken {OF_IT}", "run_token_stays_as_made"),
    ("another secret for a token", "application",
     TOKEN + f"UPDATE ledger_runtoken SET sha256 = sha256('mine') {OF_IT}", NO_RIGHT),
    ("another answer for an upload", "application",
     TOKEN + UPLOAD + "UPDATE ledger_partupload SET answer = '{\"state\": \"held\"}'", "part_upload_stays_as_taken"),
    ("a taken upload removed", "application", TOKEN + UPLOAD + "DELETE FROM ledger_partupload",
     "part_upload_stays_as_taken"),
    ("a decision about other pictures", "application", DECISION, "decision_is_of_what_stands"),
]  # fmt: skip


@pytest.mark.parametrize("attack", [Attack(*attack) for attack in ATTACKS], ids=str)
def test_the_book_refuses(book: Book, attack: Attack) -> None:
    book.refuses(attack)
