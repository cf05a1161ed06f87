"""How the source reads: names that say something, an opening that says what for, no silenced check."""

import ast
import io
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.layout import tree
from tests.layout.tree import ROOT, Module, modules

EMPTY_NAMES = {
    "common",
    "data",
    "handle",
    "handler",
    "handlers",
    "helper",
    "helpers",
    "info",
    "item",
    "manager",
    "managers",
    "misc",
    "obj",
    "process",
    "service",
    "services",
    "stuff",
    "util",
    "utils",
}
DOORS = {"web", "api", "admin", "tasks", "management"}
CLOCKS = {
    "date.today",
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.now",
    "datetime.utcnow",
    "time.localtime",
    "time.time",
    "timezone.localdate",
    "timezone.localtime",
    "timezone.now",
    "localdate",
    "localtime",
    "now",
    "today",
}


def written() -> list[Module]:
    """Every module that people wrote, and that holds something."""
    return [module for module in modules().values() if module.source.strip() and not module.is_generated]


def comments(module: Module) -> Iterator[tuple[int, str]]:
    """Every comment with its line."""
    for token in tokenize.generate_tokens(io.StringIO(module.source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def parts_of(path: Path) -> list[str]:
    """The words a file's place is made of."""
    inner = path.relative_to(ROOT)
    return [part.lower() for part in (*inner.parts[:-1], inner.name.partition(".")[0])]


def test_every_module_opens_by_saying_what_it_is_for() -> None:
    assert [str(module) for module in written() if not ast.get_docstring(module.tree)] == []


def test_every_public_function_and_class_says_what_it_does() -> None:
    wrong = [
        f"{module}:{node.lineno} {node.name}"
        for module in written()
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert wrong == []


def test_nothing_is_called_by_a_name_that_says_nothing() -> None:
    wrong = [str(path.relative_to(ROOT)) for path in tree.every_file() if EMPTY_NAMES & set(parts_of(path))]
    assert wrong == []


@pytest.mark.parametrize("silence", ["noqa", "type: ignore", "type:ignore", "pylint:", "mypy:", "ruff:", "pragma: no"])
def test_no_check_is_silenced_by_a_comment_of(silence: str) -> None:
    wrong = [f"{module}:{line}" for module in written() for line, said in comments(module) if silence in said.lower()]
    assert wrong == []


@pytest.mark.parametrize("name", ["typing.Any", "typing.cast", "typing.no_type_check"])
def test_no_type_is_given_up_by(name: str) -> None:
    module_name, _, word = name.partition(".")
    wrong = [
        str(module)
        for module in written()
        if name in module.imports
        or any(ast.unparse(node) == f"{module_name}.{word}" for node in ast.walk(module.tree) if _is_attribute(node))
    ]
    assert wrong == []


def test_only_doors_read_the_clock() -> None:
    wrong = [
        f"{module}:{node.lineno} {ast.unparse(node)}"
        for module in written()
        if not DOORS & set(module.name.split(".")) and not module.name.startswith("ledger.config.demonstration")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and not node.args and ast.unparse(node.func) in CLOCKS
    ]
    assert wrong == []


def test_no_column_takes_its_moment_from_the_machine() -> None:
    """A column's own moment is PostgreSQL's ``Now()``, so that all rows of a transaction share it."""
    wrong = [
        f"{module}:{node.value.lineno}"
        for module in written()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.keyword)
        and (node.arg in ("auto_now", "auto_now_add") or (node.arg == "default" and ast.unparse(node.value) in CLOCKS))
    ]
    assert wrong == []


def test_no_receiver_listens_to_signals() -> None:
    """A write that has a meaning is a room's; nothing happens behind its back."""
    wrong = [str(module) for module in written() if any(".signals." in f"{name}." for name in module.imports)]
    assert wrong == []


def test_no_model_gives_save_or_delete_a_meaning() -> None:
    wrong = [
        f"{module}:{inner.lineno} {node.name}.{inner.name}"
        for module in written()
        if ".models" in module.name
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
        for inner in node.body
        if isinstance(inner, ast.FunctionDef) and inner.name in ("save", "delete", "clean", "full_clean")
    ]
    assert wrong == []


def _is_attribute(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute)
