"""A real diffusion training, killed and resumed: what it recorded is what its loop consumed.

The training runs on the training machine, which has no Django; what it left is judged here, by the ledger's rules.
"""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from ledger.models import Part
from ledger.training import completeness, grouping, ingestion, parts, runs
from ledger.training.manifest import Header
from tests import story
from tests.ledger.training.diffusion import judged
from tests.ledger.training.diffusion.plan import RUN, Plan
from tests.training_machine import TrainingMachine

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("training-machine")]

PICTURES, RANKS, EPOCHS = 240, 2, 2
# The first rank has written its first part when the second dies; later the first dies with both parts written and
# the weights not yet.
KILLS = ("1:10:step", "0:20:part")


@dataclass(frozen=True)
class Trained:
    """What a training left, and what it said of itself."""

    plan: Plan
    said: dict[str, float]

    @property
    def files(self) -> dict[Header, Path]:
        """Every part, read whole and checked."""
        return {parts.verify(file): file for file in parts.part_files(self.plan.parts)}


@pytest.fixture(scope="module")
def trained(machine: TrainingMachine) -> Trained:
    plan = Plan(
        folder=machine.desk / "training",
        pictures=machine.desk / "training" / "pictures",
        ranks=RANKS,
        epochs=EPOCHS,
        batch=8,
        checkpoint_every=10,
        side=16,
        channels=8,
        workers=1,
    )
    kills = [word for kill in KILLS for word in ("--kill", kill)]
    said = machine.run("-m", "tests.ledger.training.diffusion", *plan.arguments, "--drawn", str(PICTURES), *kills)
    return Trained(plan, json.loads(said))


def test_a_killed_and_resumed_training_recorded_what_its_loop_consumed(trained: Trained) -> None:
    (standing,) = completeness.judge(trained.files)
    counted = list(grouping.by_sample([trained.files[header] for header in standing.counted]))
    drawn = sorted((trained.plan.folder / "pictures").iterdir())
    consumed = {drawn[number].name: times for number, times in judged.surviving(trained.plan).items()}
    assert standing.complete
    assert {count.sample_id: count.exposures for count in counted} == consumed
    assert {count.sample_id: count.sha256 for count in counted} == {path.name: story.digest(path) for path in drawn}


def test_the_outcome_is_that_of_a_training_that_was_never_killed(trained: Trained) -> None:
    assert judged.surviving(trained.plan) == Counter(dict.fromkeys(range(PICTURES), EPOCHS))


def test_parts_without_weights_behind_them_are_superseded(trained: Trained) -> None:
    (standing,) = completeness.judge(trained.files)
    assert [(header.attempt, header.rank, header.part) for header in standing.superseded] == [
        (1, 0, 0),
        (2, 0, 1),
        (2, 1, 1),
    ]


def test_the_training_says_the_same_of_itself(trained: Trained) -> None:
    told = {name: trained.said[name] for name in ("recorded", "consumed", "equal", "complete", "attempts")}
    whole = PICTURES * EPOCHS
    assert told == {"recorded": whole, "consumed": whole, "equal": True, "complete": True, "attempts": len(KILLS) + 1}


def test_the_ledger_takes_every_part_of_it(db: None, trained: Trained) -> None:
    run = runs.register(RUN, recorded_as=RUN, purpose="research", frozen_at=story.FROZEN_AT, at=story.NOON)
    assert story.taken_in(run, trained.plan.parts) == ingestion.Taken(new=len(trained.files), known=0, held=0)
    assert Part.objects.filter(run=run, final=True).count() == RANKS


def test_what_recording_costs_is_told_with_what_it_was_measured_on(machine: TrainingMachine) -> None:
    asked = ("overhead", "--overhead", "--drawn", "8", "--batch", "2", "--side", "8", "--channels", "8")
    told = json.loads(
        machine.run("-m", "tests.ledger.training.diffusion", *asked, "--blocks", "2", "--steps-per-block", "2")
    )
    assert (told["batch"], told["side"], told["steps"]) == (2, 8, 8)
    assert told["paired_low"] <= told["paired_percent"] <= told["paired_high"]
