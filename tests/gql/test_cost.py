"""The price of a document: objects at most, by the sizes of pages, known before anything runs."""

from typing import Any

import pytest

from graphsvc.app import documents
from graphsvc.errors import CostExceeded, PageTooLarge
from graphsvc.gql.cost import Price
from graphsvc.schema import sdl

DOCUMENTS = documents()


def price(text: str, **variables: Any) -> Price:
    prepared = DOCUMENTS.prepare(text, None)
    return prepared.price(prepared.variables(variables))


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
    "a page that Python makes": ('{ findings(area: "500103", first: 7) { nodes { name } } }', 1 + 7),
    "a list that says nothing is taken for a short one": ("{ auditRules { code } }", 10),
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
    assert text.count("sizedFields") - 1 == text.count("Connection! @")
    assert "links(" in text
    assert '[Way!]! @cost(weight: "10") @listSize(assumedSize: 200)' in text
    assert 'totalCount: Int! @cost(weight: "10")' in text
