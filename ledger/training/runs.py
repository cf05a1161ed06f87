"""Registering a run: its name, what it is for, and the moment its picture set was frozen."""

import re
from datetime import datetime

from ledger.models import Run

_NAME = re.compile(r"[A-Za-z0-9_-]{1,100}")
_RECORDED = re.compile(r"[^\x00-\x1f\x7f]{1,100}")


class RunUnknown(Exception):
    """No run is registered under that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no run is named {name[:100]!r}: register it first with register_run")
        self.name = name


class RunNameUnfit(ValueError):
    """A run's name stands in addresses, and what its manifests call it in their first line."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name[:60]!r} {reason}")
        self.name = name


class RunRegisteredOtherwise(Exception):
    """The name belongs to a run frozen at another moment or for another purpose."""

    def __init__(self, run: Run) -> None:
        super().__init__(
            f"run {run.name} is registered already, frozen at {run.frozen_at.isoformat()} for {run.purpose},"
            f" recorded as {run.recorded_as}: give another name"
        )
        self.run = run


def register(name: str, *, recorded_as: str, purpose: str, frozen_at: datetime, at: datetime) -> Run:
    """Register a run; ``recorded_as`` is how its manifests name it. Asked twice, done once.

    Raises RunNameUnfit, RunRegisteredOtherwise.
    """
    refuse_unfit(name, recorded_as)
    run, _is_new = Run.objects.get_or_create(
        name=name,
        defaults={"recorded_as": recorded_as, "purpose": purpose, "frozen_at": frozen_at, "registered_at": at},
    )
    if (run.recorded_as, run.purpose, run.frozen_at) != (recorded_as, purpose, frozen_at):
        raise RunRegisteredOtherwise(run)
    return run


def refuse_unfit(name: str, recorded_as: str) -> None:
    """Raise RunNameUnfit where no run can be called so."""
    if not _NAME.fullmatch(name):
        raise RunNameUnfit(name, "is no run name: give up to 100 letters, digits, - and _")
    if not _RECORDED.fullmatch(recorded_as):
        raise RunNameUnfit(recorded_as, "stands in no manifest: give 1 to 100 characters")


def named(name: str) -> Run:
    """The run of that name. Raises RunUnknown."""
    run = Run.objects.filter(name=name).first()
    if run is None:
        raise RunUnknown(name)
    return run
