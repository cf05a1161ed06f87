"""The house stands as Django sees it: every check passes, and the tables are those of the models."""

import ast
from collections import defaultdict

import pytest
from django.core.management import call_command

from tests.layout.tree import modules

WRITES = {"create", "bulk_create", "get_or_create", "update_or_create"}

# Models that more than one room writes, each for its reason.
SHARED_MODELS = {
    # Given in an archive, posted day by day, or sent by a contributor's browser.
    "Image": {"contributors.collecting", "contributors.intake", "contributors.uploading"},
    "Upload": {"contributors.unzipping", "contributors.uploading"},  # a file, and the files inside an archive
    "Review": {"contributors.intake", "contributors.review"},  # a cleared archive is decided by machine and by hand
}


@pytest.mark.django_db
def test_every_check_of_django_passes() -> None:
    call_command("check", fail_level="WARNING", databases=["default"])


@pytest.mark.django_db
def test_no_model_waits_for_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_each_model_is_written_by_one_room() -> None:
    writers: dict[str, set[str]] = defaultdict(set)
    for module in modules().values():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and (model := _written_model(node)):
                writers[model].add(module.name)
    wrong = {model: rooms for model, rooms in writers.items() if len(rooms) > 1 and rooms != SHARED_MODELS.get(model)}
    assert wrong == {}


def test_only_the_journal_writes_postings() -> None:
    found = [name for name, module in modules().items() if "COPY ledger_posting" in module.source]
    assert found == ["ledger.book.journal"]


def _written_model(call: ast.Call) -> str:
    """The model of ``Model.objects.create(...)`` and its like; empty where a call is none."""
    match call.func:
        case ast.Attribute(ast.Attribute(ast.Name(model), "objects"), name) if name in WRITES:
            return model
        case _:
            return ""
