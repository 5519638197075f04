"""A fact that many statements test is spelled once: in no statement and in no field by hand, and the day comes in."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from graphsvc.cypher.files import statements
from graphsvc.cypher.fragments import FRAGMENTS, expanded
from graphsvc.gql.schema.types import LinkField
from graphsvc.schema import registered
from tests.conftest import ROOT

FILES = sorted(ROOT.glob("graphsvc/**/*.cypher"))
SOURCES = [path for path in sorted(ROOT.glob("graphsvc/**/*.*")) if path.suffix in (".py", ".cypher")]
HOME = ROOT / "graphsvc" / "cypher" / "fragments.py"
FOR_IMPORTS = ROOT / "graphsvc" / "intake" / "store" / "statements.py"
"""Asks which ties have an end at all, whatever the day: those are history, which an import leaves alone."""

BY_HAND = re.compile(
    r"\.(since|until|foundedOn|dissolvedOn)\s*(<|>|IS\b)|\.joinedOn\s*(<|IS\b)"
    r"|(<|>|<=|>=)\s*@?\w+\.(since|until|foundedOn|dissolvedOn|joinedOn)\b"
    r"|coalesce\(@?\w+\.(since|until|foundedOn|dissolvedOn|joinedOn)\b"
    r"|available(From|To)[^\n]*\$asOf"
    r"|any\((\w+) IN \$scope WHERE @?\w+\.areaCode STARTS WITH \w+\)"
    r"|Asia/Shanghai'\}"
    r"|\bleft\([\w.]+, (9|12)\)"
    r"|'RUNNING', 'UNDOING'"
    r"|'BRANCH', 'GROUP'\] AND|'BRANCH', 'GENERAL_BRANCH', 'COMMITTEE'\]"
)
CLOCK = re.compile(r"\b(date|datetime|localdatetime|localtime|time|timestamp)\(\)|\bdate\(\s*(coalesce\()?\$now\b")
"""Neo4j's own clock, and a day taken from a moment in UTC, which is yesterday in China until eight o'clock."""


def cypher_in(path: Path) -> list[str]:
    """The texts of a file that may be Cypher: every string of Python code but docstrings, a `.cypher` file as it is."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".cypher":
        return ["\n".join(line for line in text.splitlines() if not line.lstrip().startswith("//"))]
    tree = ast.parse(text)
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
    ]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_fact_is_spelled_a_second_time(path: Path) -> None:
    if path not in (HOME, FOR_IMPORTS):
        assert [found[0] for text in cypher_in(path) for found in BY_HAND.finditer(text)] == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_statement_asks_for_the_time_itself(path: Path) -> None:
    assert [found[0] for text in cypher_in(path) for found in CLOCK.finditer(text)] == []


def dated_ties() -> set[str]:
    """Relationships that begin and end, as schema/model.md lists them."""
    rows = re.findall(r"^\| `\(.*?-\[:(\w+)\]->.*?` \| (.*?) \|", (ROOT / "schema/model.md").read_text("utf-8"), re.M)
    return {name for name, properties in rows if "`since`" in properties or "`until`" in properties}


def test_the_model_lists_the_ties_that_begin_and_end() -> None:
    assert dated_ties() == {
        "ADJACENT_TO",
        "BELONGS_TO",
        "COMMANDS",
        "COMMITTEE_MEMBER_OF",
        "CONTAINS",
        "CONVENES",
        "COVERS",
        "CO_FORMS",
        "HAS_PARTY_ORGANIZATION",
        "JOINS",
        "LACKS_ORGANIZATION",
        "LEADS",
        "LIVES_IN",
        "LOCATED_IN",
        "OVERLAPS",
        "SECRETARY_OF",
        "SERVES",
        "SERVES_IN",
        "STAFFS",
        "SUBORDINATE_TO",
        "WORKS_FOR",
    }


TIE = re.compile(r"\[(\w*):([A-Z_|]+)[^\]]*\]")


def read_ties() -> Iterator[tuple[str, str, str]]:
    """Every dated tie that a named statement reads: the statement, the tie's variable, the statement's text."""
    for path in FILES:
        for part in re.split(r"^(?=// [a-z][a-z0-9_]*: )", path.read_text(encoding="utf-8"), flags=re.M):
            text = "\n".join(line for line in part.splitlines() if not line.lstrip().startswith("//"))
            name = part.partition(":")[0]
            for line in text.splitlines():
                for variable, types in TIE.findall(line):
                    if set(types.split("|")) & dated_ties() and "CREATE" not in line:
                        yield f"{path.name}#{name}", variable, text


@pytest.mark.parametrize(("name", "variable", "text"), list(read_ties()))
def test_a_statement_that_reads_a_tie_asks_whether_it_holds_on_the_day(name: str, variable: str, text: str) -> None:
    asked = "|".join(("holds", "ended", "outlasts", "meets"))
    assert re.search(rf"\{{({asked}):{variable}[,}}]", text), name


def test_a_field_along_a_tie_that_ends_asks_whether_it_holds_on_the_day() -> None:
    registry = registered()
    links = [
        (f"{of.name}.{name}", field)
        for of in registry.types.values()
        for name, field in of.fields.items()
        if isinstance(field, LinkField) and set(re.findall(r"[:|]([A-Z_]{5,})", field.clause)) & dated_ties()
    ]
    assert len(links) >= 25
    assert [name for name, field in links if "asOf" not in field.arguments] == []
    assert [name for name, field in links if ".since <= $asOf" not in field.clause] == []


def test_a_fragment_is_written_out_wherever_it_stands() -> None:
    assert expanded("WHERE NOT {dissolved:c}") == "WHERE NOT (c.dissolvedOn IS NOT NULL AND c.dissolvedOn <= $asOf)"
    assert expanded("{in_scope:n} OR {in_scope:m}") == (
        "any(prefix IN $scope WHERE n.areaCode STARTS WITH prefix) OR "
        "any(prefix IN $scope WHERE m.areaCode STARTS WITH prefix)"
    )
    assert expanded("{available:r,$first,$last}") == (
        "((r.availableFrom IS NULL OR r.availableFrom <= $last) AND (r.availableTo IS NULL OR r.availableTo >= $first))"
    )
    assert (
        expanded("{community_of:p.areaCode} = {subdistrict_of:code}") == "left(p.areaCode, 12) = left(code, 9) + '000'"
    )
    assert expanded("(a) ((b)-[r]->(c)){0,10} {id: $id} {a: b}") == "(a) ((b)-[r]->(c)){0,10} {id: $id} {a: b}"


def test_a_fragment_that_is_not_defined_is_refused_when_the_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "some.cypher"
    path.write_text("// one: A statement.\nMATCH (n) WHERE {hodls:n} RETURN n\n")
    with pytest.raises(ValueError, match="no fragment is called 'hodls'; there are holds, "):
        statements(path)


def test_no_fragment_is_left_that_nobody_uses() -> None:
    used = "".join(path.read_text(encoding="utf-8") for path in SOURCES if path != HOME)
    assert [name for name in FRAGMENTS if f"{{{name}:" not in used and f"{name}(" not in used] == []
