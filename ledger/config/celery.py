"""The Celery application. One machine needs no broker server: messages lie in a folder."""

import os

from celery import Celery, bootsteps
from celery.worker import WorkController

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledger.config.settings")
# Workers share the processors already; threads inside matrix libraries would fight over them (five times the work for
# one picture, measured). It must stand before NumPy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


class GoOn(bootsteps.StartStopStep):
    """A worker that starts asks for what killed workers left behind to be taken up again."""

    requires = ("celery.worker.components:Pool",)

    def start(self, parent: WorkController) -> None:
        """Only ask: whichever worker is free does it."""
        parent.app.send_task("contributors.go_on")


application = Celery("henrei")
application.config_from_object("django.conf:settings", namespace="CELERY")
application.autodiscover_tasks()
application.steps["worker"].add(GoOn)
# Celery keeps its current application per thread; a web server's threads find this one too.
application.set_default()
