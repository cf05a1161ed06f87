"""The app of who gave what."""

from django.apps import AppConfig


class ContributorsConfig(AppConfig):
    """People, consents and images."""

    name = "contributors"
