"""The shape of the code: sizes, names, and what a file may not say."""

import ast
import re
import statistics
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CODE = sorted([*ROOT.glob("graphsvc/**/*.py"), *ROOT.glob("seeds/*.py"), *ROOT.glob("bench/*.py")])
FORBIDDEN_NAMES = {"utils", "util", "common", "core", "helpers", "helper", "services", "manager", "managers", "misc"}


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
    return (node.end_lineno or first.lineno) - first.lineno + 1


def test_files_are_small() -> None:
    sizes = sorted(lines(path) for path in CODE if path.name != "__init__.py")
    assert statistics.median(sizes) <= 120
    assert sizes[int(len(sizes) * 0.9)] <= 300
    assert sizes[-1] <= 400


def test_functions_are_short() -> None:
    sizes = [body_lines(node) for _, node in functions()]
    assert statistics.median(sizes) <= 10


def test_no_file_is_named_for_nothing() -> None:
    assert [path for path in CODE if path.stem in FORBIDDEN_NAMES or path.parent.name in FORBIDDEN_NAMES] == []


def test_folders_are_at_most_three_deep_and_hold_at_most_twelve_files() -> None:
    assert [path for path in CODE if len(path.relative_to(ROOT).parts) > 4] == []
    files = (path for path in ROOT.glob("graphsvc/**/*.*") if path.is_file() and path.suffix not in (".pyc", ".typed"))
    held = Counter(path.parent for path in files)
    assert {str(folder.relative_to(ROOT)): count for folder, count in held.items() if count > 12} == {}


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_and_every_public_function_says_what_it_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if path.stat().st_size == 0:
        return
    assert ast.get_docstring(tree), "the module"
    undocumented = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert undocumented == []


def test_comments_mark_no_unfinished_work() -> None:
    unfinished = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    assert [path for path in CODE if unfinished.search(path.read_text(encoding="utf-8"))] == []
