"""Visitors who read English."""

import pytest
from django.test import Client


@pytest.fixture
def visitor() -> Client:
    """Somebody who is not signed in."""
    return Client(headers={"accept-language": "en"})
