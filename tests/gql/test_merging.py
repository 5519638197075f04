"""Merging of fields: the linear rule decides as graphql-core's, and stays linear."""

import time

import pytest
from graphql import DocumentNode, GraphQLError, NoUnusedFragmentsRule, build_schema, parse, validate
from graphql.validation import OverlappingFieldsCanBeMergedRule
from hypothesis import given, settings
from hypothesis import strategies as st

from graphsvc.errors import DocumentTooComplex
from graphsvc.gql.document.validation import OTHER_RULES, merging_rule
from graphsvc.gql.selection.limits import Limits
from graphsvc.gql.selection.opened import open_operations
from tests.conftest import patience

SCHEMA = build_schema("""
interface Node { a: String b: Int node: Node kin: [Node!]! two(x: Int, y: Int): String }
type Unit implements Node { a: String b: Int node: Node kin: [Node!]! two(x: Int, y: Int): String c: String! d: Int }
type Grid implements Node { a: String b: Int node: Node kin: [Node!]! two(x: Int, y: Int): String c: Int d: [Int] }
input By { a: String b: String }
type Query { node: Node unit: Unit grid: Grid find(by: By, all: [By]): String }
""")
TYPES = ["Node", "Unit", "Grid"]
LEAVES = ["a", "b", "c", "d", "two(x: 1)", "two(y: 1)", "two(x: 1, y: 2)", "two(y: 2, x: 1)"]
LINKS = ["node", "kin", "unit", "grid"]


WIDE = Limits(depth=100, fields=10**6, aliases=10**6, spreads=10**6, repeats=10**6, roots=10**6, opened=10**6)


def conflicts(document: DocumentNode) -> list[GraphQLError]:
    """What the rule finds."""
    return validate(SCHEMA, document, [merging_rule(open_operations(SCHEMA, document, WIDE))])


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
    ours = [*validate(SCHEMA, document, [NoUnusedFragmentsRule]), *conflicts(document)]
    assert bool(ours) == bool(theirs), [error.message for error in theirs or ours]


CONFLICTS = {
    "{ unit { x: a x: b } }": "Fields 'x' conflict because 'a' and 'b' are different fields.",
    "{ unit { two(x: 1) two(x: 2) } }": "Fields 'two' conflict because they have differing arguments.",
    '{ find(by: {a: "x", b: "y"}) find(by: {a: "y", b: "x"}) }': "they have differing arguments",
    "{ node { ... on Unit { c } ... on Grid { c } } }": "they return conflicting types 'String!' and 'Int'.",
    "{ node { ... on Unit { x: a } ...G } } fragment G on Node { x: two }": "'two' and 'a' are different fields.",
}


SAME = {
    "arguments in another order": "{ unit { two(x: 1, y: 2) two(y: 2, x: 1) } }",
    "an object's fields in another order": '{ find(by: {a: "x", b: "y"}) find(by: {b: "y", a: "x"}) }',
    "objects in lists": '{ find(all: [{a: "x", b: "y"}]) find(all: [{b: "y", a: "x"}]) }',
    "a text written as a block": '{ find(by: {a: "x"}) find(by: {a: """x"""}) }',
}


@pytest.mark.parametrize("text", SAME.values(), ids=list(SAME))
def test_arguments_that_mean_the_same_are_the_same(text: str) -> None:
    assert conflicts(parse(text)) == []


@pytest.mark.parametrize(("text", "said"), CONFLICTS.items())
def test_a_conflict_is_named(text: str, said: str) -> None:
    (error,) = conflicts(parse(text))
    assert said in error.message
    assert len(error.locations or ()) == 2


def test_all_other_rules_of_the_specification_stay() -> None:
    assert len(OTHER_RULES) == 31
    assert OverlappingFieldsCanBeMergedRule not in OTHER_RULES


def test_one_field_under_many_fragments_is_checked_in_milliseconds() -> None:
    text = "{ node { " + " ".join(f"...F{index}" for index in range(200)) + " } }"
    text += "".join(f" fragment F{index} on Node {{ a b two(x: 1) node {{ a b }} }}" for index in range(200))
    document = parse(text)
    begun = time.process_time()
    assert conflicts(document) == []
    assert time.process_time() - begun < patience(0.2)


def test_types_nested_in_types_in_turn_are_given_up_on() -> None:
    def nested(depth: int) -> str:
        if depth == 0:
            return "{ a }"
        parts = (f"... on {name} {{ node {nested(depth - 1)} }}" for name in TYPES)
        return "{ " + " ".join(parts) + " }"

    with pytest.raises(DocumentTooComplex):
        conflicts(parse("{ node " + nested(7) + " }"))
