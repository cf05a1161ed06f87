"""register_run: name a training run and the moment its picture set was frozen."""

from collections.abc import Mapping
from typing import ClassVar

from django.core.management.base import CommandParser

from contributors.management import door
from contributors.models import Purpose
from ledger.rewards import policies
from ledger.training import runs


class Command(door.Door):
    """Consents and acceptances of the run are judged as of --frozen-at, for --purpose."""

    help = "Register a training run before its manifest parts arrive."
    refusals: ClassVar = (runs.RunNameUnfit, runs.RunRegisteredOtherwise, policies.PolicyUnknown)

    def add_arguments(self, parser: CommandParser) -> None:
        """The run's name, moment and purpose."""
        super().add_arguments(parser)
        parser.add_argument("name", help="a short name: letters, digits, - and _")
        parser.add_argument("--frozen-at", required=True, type=door.moment, help="ISO 8601 moment")
        parser.add_argument("--recorded-as", help="how its manifests name it; the same name where not given")
        parser.add_argument("--purpose", choices=Purpose.values, default=Purpose.OPEN_MODEL.value)
        parser.add_argument("--policy", help="the reward policy; refused now where no such policy is in force")

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """Register it."""
        frozen_at = door.given_moment(options, "frozen_at")
        if options["policy"]:
            policies.in_force(str(options["policy"]), on=frozen_at.date())
        run = runs.register(
            str(options["name"]),
            recorded_as=str(options["recorded_as"] or options["name"]),
            purpose=str(options["purpose"]),
            frozen_at=frozen_at,
            at=door.given_moment(options, "at"),
        )
        return {"run": run.name, "frozen_at": run.frozen_at.isoformat(), "purpose": run.purpose}
