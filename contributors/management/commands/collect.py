"""collect: fetch what approved accounts posted on X and Discord, as far as their consents go."""

import random
import time
from collections.abc import Mapping
from dataclasses import asdict
from typing import ClassVar

from django.core.management.base import CommandError, CommandParser
from django.utils.timezone import now

from contributors import jobs, outside, rounds, turns, walks, weighing
from contributors.collectors import rates
from contributors.management import door
from contributors.models import Platform


class Command(door.Door):
    """Asked twice, fetched once. Killed or stopped in between, the next call goes on from there."""

    help = "Collect the pictures that approved accounts posted on X and Discord, then recognise and check them."
    refusals: ClassVar = rounds.REFUSALS

    def add_arguments(self, parser: CommandParser) -> None:
        """Where, and whose."""
        super().add_arguments(parser)
        parser.add_argument(
            "platform", nargs="?", choices=Platform.values, help="all that have a token where not given"
        )
        parser.add_argument("--account", default="", metavar="NAME", help="this account alone")

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """Walk each platform; one that stops keeps no other from being walked."""
        told: dict[str, door.Value] = {}
        refused: list[str] = []
        for platform in _platforms(options):
            try:
                told[platform.value] = _collected(platform, str(options["account"]))
            except rounds.REFUSALS as refusal:
                refused.append(str(refusal))
        weighed = _weighed()
        if refused:
            raise CommandError("; ".join(refused))
        return {**told, "weighed": weighed}


def _platforms(options: Mapping[str, object]) -> list[Platform]:
    """Those asked for, or all that can be asked; where none can, the first says what is missing."""
    if options["platform"]:
        return [Platform(str(options["platform"]))]
    if options["account"]:
        raise CommandError(f"say where the account is: collect {' or collect '.join(Platform.values)}")
    return list(outside.ready()) or [Platform.X]


def _weighed() -> int:
    with turns.taken(weighing.JOB, weighing.UPLOADS):
        left = weighing.unweighed().count()
        steps, key = weighing.weigh(now), weighing.UPLOADS
        return jobs.carried_out(steps, kind=weighing.JOB, key=key, total=left) if left else 0


def _collected(platform: Platform, name: str) -> door.Words:
    pace, begun_at = rates.Pace(clock=now, sleep=time.sleep, jitter=random.random), now()
    outside.house(platform)
    with rounds.alone(platform):
        around = rounds.due(platform, clock=now, name=name)
        steps, total = rounds.walk(around, pace=pace), len(around.places)
        jobs.carried_out(steps, kind=rounds.JOB, key=rounds.key(platform, name), total=total)
    return asdict(walks.brought((place.collection for place in around.places), since_at=begun_at))
