"""What the tests of recording stand on."""

import pytest

from tests import training_machine
from tests.training_machine import TrainingMachine


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> TrainingMachine:
    """A training machine with an empty desk."""
    return training_machine.at(tmp_path_factory.mktemp("machine"))
