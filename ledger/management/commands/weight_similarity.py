"""weight_similarity: how alike two weight files are, as evidence that a run began from scratch."""

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from django.core.management.base import CommandError, CommandParser
from django.utils.timezone import now

from contributors import jobs, people
from contributors.management import door
from contributors.models import Role, User
from ledger.training import evidence, runs, similarity
from ledger.training.weights import BadWeights


class Command(door.Door):
    """Recorded where a run or a label is named; with neither it is only told."""

    help = "Compare two .safetensors files: cosine similarity of each part (VAE, U-Net, text encoder) and in all."
    refusals: ClassVar = (
        BadWeights,
        evidence.LabelUnfit,
        runs.RunUnknown,
        people.UserUnknown,
        people.RoleMissing,
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The files, and where to record what comes of them."""
        super().add_arguments(parser)
        parser.add_argument("first", type=Path, help="a weight file, such as the run's own")
        parser.add_argument("second", type=Path, help="the weight file it is compared with")
        parser.add_argument("--run", help="record it with this run, as evidence of its own weights")
        parser.add_argument(
            "--as",
            dest="label",
            default="",
            metavar="LABEL",
            help="record it as a known fine-tune, to be set beside the run's (beside every run's without --run)",
        )
        parser.add_argument("--by", metavar="USER", help="the administrator who records it")

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """See who records what first, for comparing may take long; then compare, record and tell."""
        label = str(options["label"])
        evidence.refuse_unfit(label)
        run = runs.named(str(options["run"])) if options["run"] else None
        by = _recorder(options, wanted=run is not None or bool(label))
        first, second = Path(str(options["first"])), Path(str(options["second"]))
        with jobs.watched("numbers") as step:
            seen = similarity.compare(first, second, seen=step)
        told = _told(first, second, seen)
        if by is None:
            return told
        recorded = evidence.record(
            seen, first_name=first.name, second_name=second.name, run=run, label=label, by=by, at=now()
        )
        return {**told, "recorded": recorded.comparison.pk, "new": recorded.is_new}


def _recorder(options: Mapping[str, object], *, wanted: bool) -> User | None:
    if not wanted:
        return None
    if not options["by"]:
        raise CommandError("say with --by who records it; without --run and --as it is compared and not recorded")
    return people.staff(str(options["by"]), Role.ADMIN)


def _told(first: Path, second: Path, seen: similarity.Comparison) -> dict[str, door.Value]:
    """Cosines as text with nine places, so that nobody rounds them twice."""
    return {
        "first": first.name,
        "first_sha256": seen.first_sha256.hex(),
        "second": second.name,
        "second_sha256": seen.second_sha256.hex(),
        "cosine": {one.part: "none" if one.cosine is None else f"{one.cosine:.9f}" for one in seen.parts},
        "tensors": {one.part: one.tensors for one in seen.parts},
        "only_in_first": seen.only_in_first,
        "only_in_second": seen.only_in_second,
        "other_shape": seen.other_shape,
        "not_weights": seen.not_weights,
    }
