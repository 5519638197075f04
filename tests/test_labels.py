"""Enums: one a concept, each value with its words, and no second spelling of its values anywhere."""

import ast
import re
from pathlib import Path

from graphql import GraphQLEnumType

from graphsvc.gql.schema.enums import offered
from graphsvc.gql.schema.inputs import Grouping
from graphsvc.schema import graphql_schema
from graphsvc.vocabulary.labelled import Labelled

ROOT = Path(__file__).parent.parent
CHINESE = re.compile(r"[\u4e00-\u9fff]")
OFFERED = {kind.name: (kind, enum) for kind, enum in offered(graphql_schema())}


def test_every_enum_of_the_schema_carries_words() -> None:
    kinds = graphql_schema().type_map
    enums = {name for name, kind in kinds.items() if isinstance(kind, GraphQLEnumType) and not name.startswith("__")}
    assert enums == set(OFFERED)


def test_values_and_words_stand_together() -> None:
    for kind, enum in OFFERED.values():
        assert [*kind.values] == [member.name for member in enum] == [member.value for member in enum]
        for member in enum:
            assert CHINESE.search(member.zh), f"{kind.name}.{member} in Chinese"
            assert member.en.isascii(), f"{kind.name}.{member} in English"
            assert not member.en.endswith(".")
            assert kind.values[member.name].description == f"{member.en} ({member.zh})."
        assert len({member.zh for member in enum}) == len(enum), f"two values of {kind.name} are called the same"


def test_every_enum_is_described_in_both_languages() -> None:
    assert [name for name, (kind, _) in OFFERED.items() if not CHINESE.search(kind.description or "")] == []


def test_no_two_enums_hold_the_same_values() -> None:
    """Two that do are one concept, unless they are about different things and grew apart in words."""
    seen: dict[frozenset[str], str] = {}
    for name, (_, enum) in OFFERED.items():
        if issubclass(enum, Grouping):
            continue  # names of a type's fields
        values = frozenset(member.value for member in enum)
        assert values not in seen, f"{name} holds the values of {seen.get(values)}"
        seen[values] = name


def spelled(path: Path) -> list[tuple[int, tuple[str, ...]]]:
    """Lists, tuples, sets and keys of dictionaries that hold three or more words and nothing else, with their line."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        parts = node.keys if isinstance(node, ast.Dict) else getattr(node, "elts", [])
        words = tuple(part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str))
        if len(words) >= 3 and len(words) == len(parts):
            found.append((getattr(node, "lineno", 0), words))
    return found


def test_no_module_spells_the_values_of_an_enum_again() -> None:
    enums: dict[str, type[Labelled]] = {name: enum for name, (_, enum) in OFFERED.items()}
    again = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in sorted(ROOT.glob("graphsvc/**/*.py"))
        for line, words in spelled(path)
        for name, enum in enums.items()
        if set(words) <= {member.value for member in enum}
    ]
    assert again == []
