"""Who bends a reward so that the book still agrees with it is found, for the policy does not."""

from django.db import connection

from ledger import proving
from ledger.models import Reward, RewardLine, Settlement
from ledger.rewards import recomputing
from tests.ledger.april import April


def found() -> list[str]:
    return [f"{broken.invariant}: {broken.subject}" for broken in recomputing.broken()]


def behind_the_guards(statement: str, *about: int) -> None:
    """What the owner of the tables can do, who takes the guards down first."""
    table = statement.split()[2 if statement.startswith("DELETE") else 1]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, about)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_a_settlement_as_it_was_posted_is_found_whole(owners_april: April) -> None:
    owners_april.settled()
    assert list(proving.broken()) == []


def test_a_yen_moved_from_one_to_another_is_named_though_every_sum_agrees(owners_april: April) -> None:
    owners_april.settled()
    for person, by in ((owners_april.ada, -1), (owners_april.ann, 1)):
        reward = Reward.objects.get(contributor=person)
        behind_the_guards("UPDATE ledger_reward SET amount_minor = amount_minor + %s WHERE id = %s", by, reward.pk)
        behind_the_guards(
            "UPDATE ledger_rewardline SET amount_minor = amount_minor + %s WHERE id = %s", by, line(reward)
        )
        behind_the_guards(
            "UPDATE ledger_posting SET amount_minor = amount_minor - %s"
            " WHERE account_id IN (SELECT id FROM ledger_account WHERE contributor_id = %s)",
            by,
            person.pk,
        )
    rewards = Reward.objects.order_by("contributor_id").values_list("pk", flat=True)
    assert found() == [f"rewards_follow_their_policy: reward {pk}" for pk in rewards]


def test_a_line_that_counts_a_picture_too_many_is_named(owners_april: April) -> None:
    owners_april.settled()
    reward = Reward.objects.get(contributor=owners_april.ada)
    behind_the_guards(
        "UPDATE ledger_rewardline SET images = images + 1, counted = counted + 1, units = units + 100000000"
        " WHERE id = %s",
        line(reward),
    )
    assert found()[0] == f"reward_lines_follow_usage: reward {reward.pk} stage base"


def test_usage_taken_away_after_settling_is_named(owners_april: April) -> None:
    settlement = owners_april.settled()
    behind_the_guards("DELETE FROM ledger_usage WHERE image_id = %s", owners_april.images[0].pk)
    reward = Settlement.objects.get(pk=settlement.pk).rewards.get(contributor=owners_april.ada)
    assert found() == [f"reward_lines_follow_usage: reward {reward.pk} stage base"]


def line(reward: Reward) -> int:
    return RewardLine.objects.get(reward=reward).pk
