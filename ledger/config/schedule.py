"""What Celery's beat has workers do again and again; nothing, unless the environment says how often."""

import re
from collections.abc import Mapping
from datetime import timedelta

from ledger.config.unfit import SettingUnfit

COLLECT_EVERY = "HENREI_COLLECT_EVERY"
UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
# A round may wait a quarter of an hour for X's allowance alone; and who agreed expects to see pictures within a month.
SHORTEST, LONGEST = timedelta(minutes=15), timedelta(days=30)
WANTED = "30m, 6h or 2d, from 15m to 30d, or leave it empty"

Entry = Mapping[str, str | timedelta]


def entries(*, collect_every: str) -> Mapping[str, Entry]:
    """Celery's schedule; empty where nothing is scheduled. Raises SettingUnfit."""
    interval = _interval(collect_every.strip())
    return {"collect": {"task": "contributors.collect_all", "schedule": interval}} if interval else {}


def _interval(given: str) -> timedelta | None:
    if not given:
        return None
    read = re.fullmatch(r"([1-9][0-9]{0,4})([mhd])", given, re.ASCII)
    interval = int(read[1]) * UNITS[read[2]] if read else timedelta(0)
    if not SHORTEST <= interval <= LONGEST:
        raise SettingUnfit(COLLECT_EVERY, repr(given), WANTED)
    return interval
