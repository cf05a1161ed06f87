"""statements: draw a closed month's statements as PDFs."""

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from django.core.management.base import CommandError, CommandParser
from django.utils.timezone import now

from contributors import jobs
from contributors.management import door
from ledger import months
from ledger.models import Statement
from ledger.statements import drawing


class Command(door.Door):
    """What is drawn stays as it was drawn; --out copies the month's papers into a folder."""

    help = "Draw the statements of a closed month; --out DIR writes the PDFs there."
    refusals: ClassVar = (months.MonthUnclear,)

    def add_arguments(self, parser: CommandParser) -> None:
        """The month, and where copies go."""
        super().add_arguments(parser)
        parser.add_argument("month", help="YYYY-MM")
        parser.add_argument("--out", type=Path, help="write a copy of each PDF into this folder")

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """Draw what is not drawn yet."""
        month = months.read(str(options["month"]))
        stated = Statement.objects.filter(closing_id=month)
        if not stated.exists():
            raise CommandError(f"{month:%Y-%m} has no statements: close the month first")
        out = door.given_path(options, "out")
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
        left = drawing.undrawn(month).count()
        jobs.carried_out(drawing.draw(month, at=now()), kind="statements", key=f"{month:%Y-%m}", total=left)
        told: dict[str, door.Value] = {"month": f"{month:%Y-%m}", "count": stated.count(), "drawn_now": left}
        if out is not None:
            total = stated.count()
            jobs.carried_out(drawing.copies(month, out), kind="copy statements", key=f"{month:%Y-%m}", total=total)
            told["folder"] = str(out)
        return told
