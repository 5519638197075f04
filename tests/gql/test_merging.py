"""Merging of fields: the linear rule decides as graphql-core's, and stays linear."""

import time

import pytest
from graphql import NoUnusedFragmentsRule, build_schema, parse, validate
from graphql.validation import OverlappingFieldsCanBeMergedRule
from hypothesis import given, settings
from hypothesis import strategies as st

from graphsvc.errors import DocumentTooComplex
from graphsvc.gql.document.validation import RULES, FieldsMerge

SCHEMA = build_schema("""
interface Node { a: String b: Int node: Node kin: [Node!]! two(x: Int, y: Int): String }
type Unit implements Node { a: String b: Int node: Node kin: [Node!]! two(x: Int, y: Int): String c: String! d: Int }
type Grid implements Node { a: String b: Int node: Node kin: [Node!]! two(x: Int, y: Int): String c: Int d: [Int] }
type Query { node: Node unit: Unit grid: Grid }
""")
TYPES = ["Node", "Unit", "Grid"]
LEAVES = ["a", "b", "c", "d", "two(x: 1)", "two(y: 1)", "two(x: 1, y: 2)", "two(y: 2, x: 1)"]
LINKS = ["node", "kin", "unit", "grid"]


@st.composite
def selections(draw: st.DrawFn, depth: int, fragments: int) -> str:
    parts = []
    for _ in range(draw(st.integers(1, 4))):
        alias = draw(st.sampled_from(["", "", "a: ", "k: "]))
        kind = draw(st.integers(0, 3)) if depth else 0
        if kind == 0:
            parts.append(alias + draw(st.sampled_from(LEAVES)))
        elif kind == 1:
            parts.append(f"{alias}{draw(st.sampled_from(LINKS))} {draw(selections(depth - 1, fragments))}")
        elif kind == 2:
            on = draw(st.sampled_from(["", *(f"on {name} " for name in TYPES)]))
            parts.append(f"... {on}{draw(selections(depth - 1, fragments))}")
        elif fragments:
            parts.append(f"...F{draw(st.integers(0, fragments - 1))}")
    return "{ " + " ".join(parts or ["__typename"]) + " }"


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Documents that need not be valid otherwise: fragments spread only those before them."""
    made = draw(st.integers(0, 3))
    fragments = [
        f"fragment F{index} on {draw(st.sampled_from(TYPES))} {draw(selections(2, index))}" for index in range(made)
    ]
    return "\n".join([f"query {draw(selections(3, made))}", *fragments])


@settings(max_examples=300, deadline=None)
@given(documents())
def test_a_document_passes_exactly_when_it_passes_graphql_core(text: str) -> None:
    document = parse(text)
    theirs = validate(SCHEMA, document, [NoUnusedFragmentsRule, OverlappingFieldsCanBeMergedRule])
    ours = validate(SCHEMA, document, [NoUnusedFragmentsRule, FieldsMerge])
    assert bool(ours) == bool(theirs), [error.message for error in theirs or ours]


CONFLICTS = {
    "{ unit { x: a x: b } }": "Fields 'x' conflict because 'a' and 'b' are different fields.",
    "{ unit { two(x: 1) two(x: 2) } }": "Fields 'two' conflict because they have differing arguments.",
    "{ node { ... on Unit { c } ... on Grid { c } } }": "they return conflicting types 'String!' and 'Int'.",
    "{ node { ... on Unit { x: a } ...G } } fragment G on Node { x: two }": "'two' and 'a' are different fields.",
}


@pytest.mark.parametrize(("text", "said"), CONFLICTS.items())
def test_a_conflict_is_named(text: str, said: str) -> None:
    (error,) = validate(SCHEMA, parse(text), [FieldsMerge])
    assert said in error.message
    assert len(error.locations or ()) == 2


def test_all_other_rules_of_the_specification_stay() -> None:
    assert len(RULES) == 32
    assert OverlappingFieldsCanBeMergedRule not in RULES


def test_one_field_under_many_fragments_is_checked_in_milliseconds() -> None:
    text = "{ node { " + " ".join(f"...F{index}" for index in range(200)) + " } }"
    text += "".join(f" fragment F{index} on Node {{ a b two(x: 1) node {{ a b }} }}" for index in range(200))
    document = parse(text)
    begun = time.process_time()
    assert validate(SCHEMA, document, [FieldsMerge]) == []
    assert time.process_time() - begun < 0.2


def test_types_nested_in_types_in_turn_are_given_up_on() -> None:
    def nested(depth: int) -> str:
        if depth == 0:
            return "{ a }"
        parts = (f"... on {name} {{ node {nested(depth - 1)} }}" for name in TYPES)
        return "{ " + " ".join(parts) + " }"

    with pytest.raises(DocumentTooComplex):
        validate(SCHEMA, parse("{ node " + nested(7) + " }"), [FieldsMerge])
