"""The app of what the public may see."""

from django.apps import AppConfig


class CreditsConfig(AppConfig):
    """Editions of the credits."""

    name = "credits"
