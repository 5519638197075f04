"""Migration files: names, numbers, and how they are cut into statements."""

from pathlib import Path

import pytest

from graphsvc.contract.end_state import HEADER, _constraint, _index
from graphsvc.db.migrations import FOLDER, migrations, split

CUT = {
    "MATCH (n) RETURN n": ["MATCH (n) RETURN n"],
    "A;B;": ["A", "B"],
    "A;\n\n;B": ["A", "B"],
    "// why\nA; // and; why\nB // because\n;": ["A", "B"],
    "RETURN ';' AS a; RETURN \"x;y\"": ["RETURN ';' AS a", 'RETURN "x;y"'],
    "RETURN `a;b`": ["RETURN `a;b`"],
    r"RETURN 'it\'s; one'; B": [r"RETURN 'it\'s; one'", "B"],
    "RETURN 'http://x;y'; B": ["RETURN 'http://x;y'", "B"],
    "RETURN 6 / 2; B": ["RETURN 6 / 2", "B"],
    'RETURN "it\'s"; B': ['RETURN "it\'s"', "B"],
    "": [],
    "// nothing": [],
}


@pytest.mark.parametrize(("text", "statements"), CUT.items())
def test_a_text_is_cut_at_semicolons_outside_quotes_and_comments(text: str, statements: list[str]) -> None:
    assert list(split(text)) == statements


def test_the_shipped_migrations_are_numbered_and_every_one_says_something() -> None:
    shipped = migrations()
    assert [each.number for each in shipped] == list(range(1, len(shipped) + 1))
    assert len(shipped) == len(list(FOLDER.iterdir()))
    assert all(each.statements for each in shipped)


def test_every_shipped_schema_statement_is_safe_to_run_twice() -> None:
    schema = [text for each in migrations() for text in each.statements if text.startswith(("CREATE", "DROP"))]
    assert [text for text in schema if "IF NOT EXISTS" not in text and "IF EXISTS" not in text] == []


@pytest.mark.parametrize("name", ["1_short.cypher", "0001-dash.cypher", "0001_Big.cypher", "first.cypher"])
def test_a_file_with_another_name_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("A", encoding="utf-8")
    with pytest.raises(ValueError, match="NNNN_name"):
        migrations(tmp_path)


@pytest.mark.parametrize("numbers", [["0002"], ["0001", "0003"], ["0000"]])
def test_numbers_have_no_gaps(tmp_path: Path, numbers: list[str]) -> None:
    for number in numbers:
        (tmp_path / f"{number}_a.cypher").write_text("A", encoding="utf-8")
    with pytest.raises(ValueError, match="without gaps"):
        migrations(tmp_path)


def test_the_same_number_twice_is_refused(tmp_path: Path) -> None:
    for name in ("0001_a.cypher", "0001_b.cypher"):
        (tmp_path / name).write_text("A", encoding="utf-8")
    with pytest.raises(ValueError, match="without gaps"):
        migrations(tmp_path)


def test_a_migration_is_known_by_the_hash_of_its_text(tmp_path: Path) -> None:
    path = tmp_path / "0001_a.cypher"
    path.write_text("A;\nB;", encoding="utf-8")
    (before,) = migrations(tmp_path)
    assert (before.number, before.name, before.statements) == (1, "a", ("A", "B"))
    path.write_text("A;\nB; ", encoding="utf-8")
    (after,) = migrations(tmp_path)
    assert after.statements == before.statements
    assert after.sha256 != before.sha256


def test_constraints_and_indexes_are_written_as_the_cypher_that_makes_them() -> None:
    assert _constraint("k", "UNIQUENESS", "NODE", ["A"], ["x"]) == "CREATE CONSTRAINT k FOR (n:A) REQUIRE n.x IS UNIQUE"
    assert _constraint("k", "NODE_PROPERTY_UNIQUENESS", "NODE", ["A"], ["x", "y"]) == (
        "CREATE CONSTRAINT k FOR (n:A) REQUIRE (n.x, n.y) IS UNIQUE"
    )
    assert (
        _index("i", "RANGE", "RELATIONSHIP", ["R"], ["x", "y"], None) == "CREATE INDEX i FOR ()-[n:R]-() ON (n.x, n.y)"
    )
    assert _index("f", "FULLTEXT", "NODE", ["B", "A"], ["x", "y"], {"analyzer": "cjk", "a": True}) == (
        "CREATE FULLTEXT INDEX f FOR (n:A|B) ON EACH [n.x, n.y] OPTIONS {indexConfig: {`a`: true, `analyzer`: 'cjk'}}"
    )
    assert HEADER.startswith("// ")


def test_a_kind_that_no_migration_has_used_yet_is_refused_rather_than_left_out() -> None:
    with pytest.raises(ValueError, match="KEY"):
        _constraint("k", "NODE_KEY", "NODE", ["A"], ["x"])
    with pytest.raises(ValueError, match="VECTOR"):
        _index("v", "VECTOR", "NODE", ["A"], ["x"], {})
