"""The glossary names what is there: each code name exists, and a type is called what its description calls it."""

import ast
import re
from collections.abc import Iterator

import pytest
from graphql import GraphQLEnumType, GraphQLInterfaceType, GraphQLObjectType

from graphsvc.schema import graphql_schema
from tests.conftest import ROOT

PACKAGE = ROOT / "graphsvc"
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in (ROOT / "docs/glossary.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| 中文 |")
]
TYPES = graphql_schema().type_map


def defined() -> Iterator[str]:
    """Names of the schema, the graph and the code."""
    for name, kind in TYPES.items():
        yield name
        if isinstance(kind, GraphQLEnumType):
            yield from kind.values
        elif isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            yield from (f"{name}.{field}" for field in kind.fields)
    yield from re.findall(r"\b[A-Z]\w+\b", (ROOT / "schema/model.md").read_text(encoding="utf-8"))
    for path in PACKAGE.glob("**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                yield node.name


DEFINED = frozenset(defined())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1])
def test_each_code_name_of_the_glossary_exists(row: tuple[str, ...]) -> None:
    chinese, english, code, meaning = row
    names = re.findall(r"`([^`]+)`", code)
    assert all((chinese, english, meaning, names))
    assert [name for name in names if not ((PACKAGE / name).exists() if "/" in name else name in DEFINED)] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1])
def test_a_type_is_called_what_its_description_calls_it(row: tuple[str, ...]) -> None:
    for name in re.findall(r"`([^`]+)`", row[2])[:1]:
        if name in TYPES and (called := re.search(r"\(([^()]*[\u4e00-\u9fff][^()]*)\)", TYPES[name].description or "")):
            assert called[1].split(", ")[0] in row[0]


def test_no_term_is_explained_twice() -> None:
    assert len({row[0] for row in ROWS}) == len({row[1] for row in ROWS}) == len(ROWS)
