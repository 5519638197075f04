"""The price of a document: objects at most, by the sizes of pages, known before anything runs."""

import re
from typing import Any

import pytest

from graphsvc.app import documents
from graphsvc.errors import CostExceeded, PageTooLarge
from graphsvc.gql.document.cost import Price
from graphsvc.schema import sdl

DOCUMENTS = documents()


def price(text: str, **variables: Any) -> Price:
    prepared = DOCUMENTS.prepare(text, None)
    return DOCUMENTS.price(prepared, prepared.variables(variables))


PRICES = {
    "plain values are free": ('{ unit(id: "a") { name creditCode kind } }', 1),
    "one object a link": ('{ unit(id: "a") { community { parent { name } } } }', 3),
    "a page is itself and its rows": ("{ units(first: 7) { nodes { name } } }", 1 + 7),
    "edges are objects too": ("{ units(first: 7) { edges { seat: cursor node { name } } } }", 1 + 7 + 7),
    "a page of the size it has unless told": ("{ units { nodes { name } } }", 1 + 50),
    "a page of nothing": ("{ units(first: 0) { nodes { name community { name } } } }", 1),
    "from the end": ("{ units(last: 3) { nodes { name } } }", 1 + 3),
    "a count reads past the page": ("{ units(first: 7) { totalCount } }", 1 + 10),
    "pages in pages multiply": (
        "{ units(first: 7) { nodes { resources(first: 3) { nodes { title } } } } }",
        1 + 7 + 7 * 1 + 7 * 3,
    ),
    "aliases are fields of their own": (
        "{ a: units(first: 7) { nodes { id } } b: units(first: 3) { nodes { id } } }",
        12,
    ),
    "one key twice is one field": (
        "{ units(first: 7) { nodes { community { name } } } ...F } "
        "fragment F on Query { units(first: 7) { nodes { community { code } } } }",
        1 + 7 + 7,
    ),
    "a short list as long as it can be": ('{ community(code: "500103012011") { ancestors { name } } }', 1 + 5),
    "types told apart cost the dearest": (
        '{ node(id: "a") { ... on Unit { x: community { name } } ... on Grid { x: parent { name } } } }',
        1 + 1,
    ),
    "ways are dear to find": ('{ links(from: "a", to: "b") { length } }', 200 * 10),
    "a page that Python makes": ('{ findings(area: "500103", first: 7) { nodes { sentence } } }', 100 + 7),
    "a short list that Python makes": ("{ checklists { code } }", 5),
    "a ranking is as long as it is asked for": (
        '{ matchUnits(need: "a") { units(first: 7) { nodes { provider { id } } } nearMisses { gate } } }',
        100 + 1 + 7 + 7 + 5,
    ),
    "or as long as it is unless told": ('{ matchUnits(need: "a") { units { nodes { name } } } }', 100 + 1 + 10),
    "a plan may pair every need": ('{ assignmentPlan(area: "500103") { pairings { need { id } } } }', 1000 + 5000 * 2),
    "two audits are dear, whatever is shown of them": (
        '{ findingsDiff(area: "500103", from: "2026-01-01", to: "2026-02-01", first: 200) { nodes { change } } }',
        1000 + 200,
    ),
    "figures are dear to count": ('{ caseStats(area: "500103") { byCategory { count } } }', 1000 + 44),
    "the schema itself is free": ("{ __schema { types { name fields { name } } } __typename }", 0),
}


@pytest.mark.parametrize(("text", "total"), PRICES.values(), ids=list(PRICES))
def test_a_price_counts_objects(text: str, total: int) -> None:
    assert price(text).total == total


def test_a_page_size_in_a_variable_counts_by_its_value() -> None:
    text = "query ($n: Int = 20) { units(first: $n) { nodes { id } } }"
    assert [price(text, n=n).total for n in (5, 200, 5)] == [6, 201, 6]
    assert price(text).total == 21
    with pytest.raises(PageTooLarge):
        price(text, n=201)


def test_a_page_of_nothing_does_not_hide_the_sizes_below_it_from_later_requests() -> None:
    """A price is kept by all sizes, since which of them were met depends on the sizes themselves."""
    text = """query ($a: Int, $b: Int, $c: Int) { units(first: $a) { nodes { id }
        } needs(first: $b) { nodes { area { children(first: $c) { nodes { id } } } } } }"""
    sizes = [(200, 0, 1), (0, 200, 200), (200, 200, 200), (200, 200, 0), (0, 0, 200), (200, 0, 200), (0, 200, 1)]
    prices = [price(text, a=a, b=b, c=c).total for a, b, c in sizes]
    assert prices == [2 + a + b * (3 + c) for a, b, c in sizes]
    prepared = DOCUMENTS.prepare(text, None)
    assert [DOCUMENTS.price(prepared, {"a": a, "b": b, "c": c}).total for a, b, c in reversed(sizes)] == prices[::-1]


def test_what_a_request_leaves_out_costs_nothing() -> None:
    text = """query ($x: Boolean!, $y: Boolean!) { unit(id: "a") { name
        ... @include(if: $x) { staff(first: 100) { nodes { id } } }
        resources(first: 10) @skip(if: $y) { nodes { area @include(if: $x) { id } } }
        needs(first: 10) @include(if: false) { nodes { id } } } }"""
    asked = [(x, y) for x in (True, False) for y in (True, False)]
    assert [price(text, x=x, y=y).total for x, y in asked] == [1 + 101, 1 + 101 + 21, 1, 1 + 11]


def test_the_dearest_field_is_named_by_its_path_in_the_answer() -> None:
    found = price(
        '{ city(code: "500000000000") { all: districts(first: 40) { nodes { children { nodes { id } } } } } }'
    )
    assert (found.dearest, found.dearest_cost) == (("city", "all", "nodes", "children", "nodes"), 40 * 50)


def test_a_refusal_tells_price_limit_and_dearest_field_in_both_languages() -> None:
    found = price("{ units(first: 200) { nodes { resources { nodes { id } } } } }")
    found.check(10_401)
    with pytest.raises(CostExceeded) as refusal:
        found.check(10_400)
    for said in (refusal.value.zh, refusal.value.en):
        assert all(word in said for word in ("10401", "10400", "units.nodes.resources.nodes", "10000"))


def test_the_schema_tells_every_price_that_is_not_usual() -> None:
    text = sdl()
    assert text.count('sizedFields: ["edges", "nodes"]') == len(re.findall(r": \w+Connection!? ", text))
    assert "links(" in text
    assert '[Way!] @cost(weight: "10") @listSize(assumedSize: 200)' in text
    assert 'totalCount: Int! @cost(weight: "10")' in text
