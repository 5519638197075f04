"""The shape of the tests themselves: what several of them need stands in one place, and their order is cheap."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.conftest import ROOT, pytest_collection_modifyitems

TESTS = ROOT / "tests"
MODULES = sorted(TESTS.glob("**/*.py"))


def imported(path: Path) -> Iterator[str]:
    """The modules that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(TESTS)))
def test_no_test_module_is_imported(path: Path) -> None:
    assert [name for name in imported(path) if re.search(r"(^|\.)test_", name)] == []


def test_scans_are_named_in_one_place() -> None:
    naming = [path for path in MODULES if re.search(r"UnionNodeByLabels" + "Scan", path.read_text(encoding="utf-8"))]
    assert naming == [TESTS / "plans.py"]


def item(folder: str, *fixtures: str) -> SimpleNamespace:
    """A collected test."""
    return SimpleNamespace(path=TESTS / folder / "test_a.py", fixturenames=["request", *fixtures])


def test_tests_of_one_graph_run_after_one_another_and_keep_their_order() -> None:
    alone, unit = item("acceptance"), item("web")
    demo, clean = ([item(folder, "shared", "graph", name) for folder in ("engine", "acceptance")]
                   for name in ("demo_graph", "clean_graph"))  # fmt: skip
    migrated = item("engine", "graph")
    items = [alone, clean[0], demo[0], migrated, clean[1], unit, demo[1]]
    pytest_collection_modifyitems(items)  # type: ignore[arg-type]
    assert items == [unit, *demo, *clean, migrated, alone]
