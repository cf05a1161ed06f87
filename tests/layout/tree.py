"""The source as a tree of modules: what each imports, and how it reads. Nothing of it is imported or run."""

import ast
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("contributors", "ledger", "credits")


@dataclass(frozen=True)
class Module:
    """One file of Python."""

    name: str
    path: Path
    source: str

    @property
    def tree(self) -> ast.Module:
        return parsed(self.source)

    @property
    def imports(self) -> frozenset[str]:
        """Full names of all that is imported, names out of modules included."""
        return imports_of(self.source, self.name)

    @property
    def is_generated(self) -> bool:
        return ".migrations.0" in self.name

    def __str__(self) -> str:
        return str(self.path.relative_to(ROOT))


@cache
def parsed(source: str) -> ast.Module:
    """The syntax tree of a source."""
    return ast.parse(source)


@cache
def modules() -> Mapping[str, Module]:
    """Every module of the three apps, by full name."""
    found = (_module(path) for app in APPS for path in sorted((ROOT / app).rglob("*.py")))
    return {module.name: module for module in found}


@cache
def every_file() -> tuple[Path, ...]:
    """All files that are kept under version control or could be."""
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(path for line in listed.splitlines() if (path := ROOT / line).is_file())


@cache
def imports_of(source: str, importer: str) -> frozenset[str]:
    """Full names of all that a source imports."""
    return frozenset(name for node in ast.walk(parsed(source)) for name in imported(node, importer))


def imported(node: ast.AST, importer: str) -> Iterator[str]:
    """What one statement imports, or finds without importing it; nothing where it does neither."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        from_module = _absolute(node, importer)
        yield from (f"{from_module}.{alias.name}" for alias in node.names)
    match node:
        case ast.Call(ast.Name("find_spec"), [ast.Constant(str(name))]):
            yield name


def inner_imports(module: Module) -> frozenset[str]:
    """The modules of ours that a module imports, without the packages around them."""
    return frozenset(owner for name in module.imports if (owner := owner_of(name)) and owner != module.name)


def owner_of(name: str) -> str:
    """The module of ours that holds a full name; empty where it is foreign."""
    for candidate in (name, name.rpartition(".")[0]):
        if candidate in modules():
            return candidate
    return ""


def reached_from(name: str) -> frozenset[str]:
    """Every full name that importing a module imports too, through modules of ours and the packages around them."""
    waiting, seen, reached = [name], {name}, set[str]()
    while waiting:
        module = modules()[waiting.pop()]
        reached |= module.imports
        for other in (*inner_imports(module), *packages_of(module.name)):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return frozenset(reached)


def packages_of(name: str) -> list[str]:
    """The packages of ours around a module, whose __init__ runs first."""
    parts = name.split(".")
    return [inner for end in range(1, len(parts)) if (inner := ".".join(parts[:end])) in modules()]


def top(name: str) -> str:
    """The distribution's own name in front of a full name."""
    return name.partition(".")[0]


def _module(path: Path) -> Module:
    parts = path.relative_to(ROOT).with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return Module(name, path, path.read_text(encoding="utf-8"))


def _absolute(node: ast.ImportFrom, importer: str) -> str:
    if not node.level:
        return node.module or ""
    around = importer.split(".")[: -node.level]
    return ".".join([*around, node.module or ""]).rstrip(".")
