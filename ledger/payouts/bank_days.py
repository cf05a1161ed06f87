"""Days on which Japanese banks move money: not at weekends, on national holidays, or from 12/31 to 1/3.

Takes days and gives days; the holidays come from jpholiday, which only this module imports.
When the bank must have a file (two days before, by noon, ...) is an agreement with the bank and not decided
here.
"""

from datetime import date, timedelta

import jpholiday

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


def is_bank_day(day: date) -> bool:
    """Whether banks settle transfers on that day (Banking Act, enforcement order, article 5)."""
    return not (_is_weekend(day) or _is_year_end(day) or jpholiday.is_holiday(day))


def on_or_after(day: date) -> date:
    """That day if it is a bank day, otherwise the next one."""
    while not is_bank_day(day):
        day += _ONE_DAY
    return day


def on_or_before(day: date) -> date:
    """That day if it is a bank day, otherwise the last one before."""
    while not is_bank_day(day):
        day -= _ONE_DAY
    return day


def _is_weekend(day: date) -> bool:
    return day.weekday() >= _SATURDAY


def _is_year_end(day: date) -> bool:
    return (day.month, day.day) in {(12, 31), (1, 1), (1, 2), (1, 3)}
