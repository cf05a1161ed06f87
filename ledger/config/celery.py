"""The Celery application. One machine needs no broker server: messages lie in a folder."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledger.config.settings")

application = Celery("henrei")
application.config_from_object("django.conf:settings", namespace="CELERY")
application.autodiscover_tasks()
# Celery keeps its current application per thread; a web server's threads find this one too.
application.set_default()
