"""Statements hang on what is asked, not on what it is called: documents that ask the same share every text."""

from random import Random
from typing import Any

import pytest

from bench.texts import document
from graphsvc.access.authenticator import SERVICE
from graphsvc.app import documents
from graphsvc.web.explorer.page import examples
from tests.gql.renaming import MIXED, VARIABLES, Renamer

ASKED: dict[str, tuple[str, dict[str, Any]]] = {
    "mixed": (MIXED, VARIABLES),
    **{name: (document(name), {}) for name in ("community_view", "subdistrict_overview", "unit_links", "unit_page")},
    **{each["title"]: (each["text"], {}) for each in examples() if "mutation" not in each["text"]},
}
RENAMINGS = 1_000 // len(ASKED) + 1


def texts(text: str, variables: dict[str, Any]) -> list[str]:
    """The statements of a document, in an order of their own."""
    known = documents()
    prepared = known.prepare(text, None)
    given = {**variables, **SERVICE.facts}
    return sorted(root.text for root in known.plan(prepared, given).roots)


@pytest.mark.parametrize("name", ASKED)
def test_a_thousand_renamings_make_no_further_text(name: str) -> None:
    text, variables = ASKED[name]
    expected = texts(text, variables)
    for number in range(RENAMINGS):
        renamed, given = Renamer(text, Random(number)).renamed(variables)
        assert texts(renamed, given) == expected, renamed


SAME = {
    "another value": ("{ units(first: 1) { nodes { id } } }", "{ units(first: 200) { nodes { id } } }"),
    "the value that is meant unless told": ("{ units { nodes { id } } }", "{ units(first: 7) { nodes { id } } }"),
    "two values that happen to be equal": (
        '{ community(code: "1") { grids(first: 2) { nodes { id } } units(first: 2) { nodes { id } } } }',
        '{ community(code: "1") { grids(first: 3) { nodes { id } } units(first: 4) { nodes { id } } } }',
    ),
    "one variable in two places": (
        "query ($n: Int) { a: units(first: $n) { nodes { id } } b: needs(first: $n) { nodes { id } } }",
        "query ($n: Int, $m: Int) { a: units(first: $n) { nodes { id } } b: needs(first: $m) { nodes { id } } }",
    ),
    "one condition for two fields": (
        'query ($x: Boolean!) { unit(id: "a") { name @include(if: $x) kind @include(if: $x) } }',
        'query ($x: Boolean!, $y: Boolean!) { unit(id: "a") { name @skip(if: $y) kind @include(if: $x) } }',
    ),
    "a value twice": ('{ unit(id: "a") { name } }', '{ unit(id: "a") { name other: name } }'),
    "a filter in another order": (
        '{ units(filter: { name: { contains: "x" }, sector: { equals: "y", in: ["z"] } }) { totalCount } }',
        '{ units(filter: { sector: { in: ["a", "b"], equals: "c" }, name: { contains: "d" } }) { totalCount } }',
    ),
    "alternatives in another order": (
        '{ units(filter: { or: [{ name: { contains: "x" } }, { sector: { equals: "y" } }] }) { totalCount } }',
        '{ units(filter: { or: [{ sector: { equals: "y" } }, { name: { contains: "x" } }] }) { totalCount } }',
    ),
    "a dangerous value": (
        '{ units(filter: { name: { contains: "x" } }) { totalCount } }',
        '{ units(filter: { name: { contains: "\' OR 1=1 //" } }) { totalCount } }',
    ),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=list(SAME))
def test_values_and_their_names_make_no_further_text(one: str, other: str) -> None:
    assert texts(one, {}) == texts(other, {})


def test_a_filter_in_a_variable_is_written_as_one_in_the_document() -> None:
    literal = '{ units(filter: { name: { contains: "x" }, not: { resources: {} } }) { totalCount } }'
    variable = "query ($f: UnitFilter) { units(filter: $f) { totalCount } }"
    given = {"f": {"not": {"resources": {}}, "name": {"contains": "x"}}}
    assert texts(variable, given) == texts(literal, {})


def test_no_text_of_a_request_stands_in_a_statement() -> None:
    text = "query Secret($hidden: ID!) { mine_1: unit(id: $hidden) { alias_1: name } }"
    assert texts(text, {"hidden": "u"}) == ["MATCH (n0:Node:Unit {id: $p0})\nRETURN [n0.name] AS value LIMIT 2"]
