"""examine: put the pictures that wait through the guidelines in force, where they were examined under others."""

from collections.abc import Mapping

from contributors import examining, jobs, rulebook, turns
from contributors.guidelines import edition
from contributors.management import door


class Command(door.Door):
    """What is decided keeps its examination. Asked twice, done once."""

    help = "Run the checks again on waiting pictures that were examined under another version of the guidelines."

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """Go through all that is outdated, and say what is left: what has no original kept, or no readable one."""
        settings = rulebook.in_force()
        name = edition.name(settings)
        with turns.taken(examining.JOB, name):
            total = examining.outdated(settings).count()
            jobs.carried_out(examining.examine_again(settings), kind=examining.JOB, key=name, total=total)
        return {"guidelines": name, "looked_at": total, "left": examining.outdated(settings).count()}
