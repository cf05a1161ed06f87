"""What each public page was made from, by the words of its address; a page that is not there is 404 here."""

from django.http import Http404
from django.utils.timezone import localdate

from credits import changes, figures, roll
from credits.changes import State
from credits.models import Edition


def current() -> State:
    """The newest edition with its names and sources."""
    return changes.of_edition(roll.current()).and_of(changes.of_names()).and_of(changes.of_sources())


def edition(number: int) -> State:
    """One edition with its names, and which is the newest."""
    return changes.of_edition(numbered(number)).and_of(current())


def newest() -> State:
    """The editions, without names."""
    return changes.of_edition(roll.current())


def run(name: str) -> State:
    """One published run with its sources."""
    return changes.of_run(published(name)).and_of(changes.of_sources())


def card(name: str, form: str) -> State:
    """One published run with its names, sources and weights, in one format."""
    told = run(name).and_of(changes.of_names()).and_of(changes.of_weights())
    return told.and_of(State((form,), None))


def policies() -> State:
    """The policies, and the day on which they are in force."""
    return changes.of_policies().and_of(State((localdate().isoformat(),), None))


def seals() -> State:
    """The sealed months."""
    return changes.of_seals()


def numbered(number: int) -> Edition:
    """The edition of that number; 404 where there is none."""
    found = Edition.objects.filter(number=number).first()
    if found is None:
        raise Http404(f"there is no edition {number}")
    return found


def published(name: str) -> figures.RunFigures:
    """The figures of a published run; 404 where there is none."""
    try:
        return figures.run(name)
    except figures.RunNotPublished as refusal:
        raise Http404(str(refusal)) from refusal
