"""Registering a run: its name, what it is for, and the moment its picture set was frozen."""

from datetime import datetime

from ledger.models import Run


class RunUnknown(Exception):
    """No run is registered under that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no run is named {name!r}: register it first with register_run")
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

    Raises RunRegisteredOtherwise.
    """
    run, _is_new = Run.objects.get_or_create(
        name=name,
        defaults={"recorded_as": recorded_as, "purpose": purpose, "frozen_at": frozen_at, "registered_at": at},
    )
    if (run.recorded_as, run.purpose, run.frozen_at) != (recorded_as, purpose, frozen_at):
        raise RunRegisteredOtherwise(run)
    return run


def named(name: str) -> Run:
    """The run of that name. Raises RunUnknown."""
    run = Run.objects.filter(name=name).first()
    if run is None:
        raise RunUnknown(name)
    return run
