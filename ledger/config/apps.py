"""Where the three apps are joined: settings, addresses, and the commands that concern all of them."""

from django.apps import AppConfig

from ledger.config import celery


class HouseConfig(AppConfig):
    """Commands that set up, demonstrate and serve the whole."""

    name = "ledger.config"
    label = "house"
    tasks = celery.application  # shared tasks look for an application as soon as they are called
