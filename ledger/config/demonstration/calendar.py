"""The days of a demonstration: one month for each data set, closed months never touched again."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.timezone import get_current_timezone, localtime, make_aware

from ledger.book import periods
from ledger.models import Closing, Run
from ledger.payouts import bank_days

FIRST_MONTH = date(2026, 4, 1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """When what happens in the demonstration of one run."""

    month: date

    @property
    def cleared_at(self) -> datetime:
        """The archive was cleared as the month began."""
        return _moment(self.month)

    @property
    def frozen_at(self) -> datetime:
        """The run's picture set was frozen in the middle of the month."""
        return _moment(self.month.replace(day=15))

    @property
    def settled_on(self) -> date:
        """Rewards are entered on the month's 28th."""
        return self.month.replace(day=28)

    @property
    def approved_on(self) -> date:
        """Payouts are approved on the 20th of the following month."""
        return periods.month_after(self.month).replace(day=20)

    @property
    def transfer_on(self) -> date:
        """The bank moves the money on the last bank day up to the 28th of the following month."""
        return bank_days.on_or_before(periods.month_after(self.month).replace(day=28))


def of_run(name: str) -> Calendar:
    """The run's month where it was demonstrated before; else the first month that is still open."""
    known = Run.objects.filter(name=name).first()
    if known is not None:
        return Calendar(periods.month_of(localtime(known.frozen_at).date()))
    last = Closing.objects.order_by("-period_id").first()
    return Calendar(FIRST_MONTH if last is None else periods.month_after(last.period_id))


def _moment(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min), get_current_timezone())
