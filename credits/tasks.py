"""Long work that Celery's workers do for this app: publishing an edition.

A door: it reads who publishes, calls the room, and keeps the job's row up to date. Asked twice, done once.
"""

from collections.abc import Iterator

from celery import shared_task
from django.utils.timezone import now

from contributors import jobs, people
from contributors.models import Role, User
from credits import publish

PUBLISH = "publish"


@shared_task(name="credits.publish_edition", acks_late=True)
def publish_edition(username: str) -> None:
    """Publish the credits as they stand, on behalf of the administrator of that name."""
    by = people.staff(username, Role.ADMIN)
    jobs.carried_out(_published(by), kind=PUBLISH, key="credits", total=1)


def _published(by: User) -> Iterator[int]:
    publish.publish(by=by, at=now())
    yield 1
