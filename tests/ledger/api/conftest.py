"""Every test begins with nobody having failed before."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def nobody_failed() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()
