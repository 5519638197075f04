"""The subgraph: what of the schema it shows, and what gateways ask in the words of the service's own schema."""

import re
from functools import cache
from typing import Any

import pytest
from graphql import build_schema, parse, validate

from graphsvc.errors import BadInput, GraphsvcError
from graphsvc.exchange.federation.entities import Subgraph
from graphsvc.exchange.federation.subgraph import KEYS, subgraph_schema
from graphsvc.gql.document.prepared import InvalidDocument
from graphsvc.org.model.ids import MOST_IDS
from graphsvc.schema import graphql_schema

ASKED = """query ($representations: [_Any!]!, $code: ID!) {
  found: _entities(representations: $representations) { __typename ... on Unit { name } ...OfArea }
  area(code: $code) { name }
  _service { text: sdl }
}
fragment OfArea on Area { code name }"""
UNIT = {"__typename": "Unit", "id": "unit-01"}
GRID = {"__typename": "Grid", "code": "500103012011001"}


@cache
def subgraph() -> Subgraph:
    return Subgraph(graphql_schema())


def test_it_shows_areas_units_organizations_and_cases_with_their_keys_and_no_person() -> None:
    shown = subgraph_schema(graphql_schema())
    keyed = re.findall(r'^\w+ (\w+)(?: implements Area)? @key\(fields: "(\w+)"\)', subgraph().sdl, re.MULTILINE)
    assert dict(keyed) == KEYS
    assert not {"Person", "Member"} & set(shown.type_map)
    assert "members" not in shown.type_map["PartyOrganization"].fields  # type: ignore[attr-defined]
    whole = graphql_schema().type_map
    for name in KEYS:
        fields = shown.type_map[name].fields  # type: ignore[attr-defined]
        assert KEYS[name] in fields
        assert {key: str(field.type) for key, field in fields.items()}.items() <= {
            key: str(field.type)
            for key, field in whole[name].fields.items()  # type: ignore[attr-defined]
        }.items()


def test_what_a_gateway_asks_is_asked_of_nodes_and_fits_the_whole_schema() -> None:
    given = {"representations": [UNIT, GRID], "code": "500103000000"}
    translated = subgraph().translate(ASKED, given, None)
    assert translated.variables == {"entities0": ["unit-01", "500103012011001"], "code": "500103000000"}
    assert translated.service == {"_service": {"text": subgraph().sdl}}
    assert translated.document
    assert validate(graphql_schema(), parse(translated.document)) == []
    assert "found: nodes(ids: $entities0)" in translated.document
    assert "_service" not in translated.document


def test_representations_may_stand_in_the_document_twice_and_hold_variables() -> None:
    text = """query Two($id: ID!) {
      a: _entities(representations: [{__typename: "Unit", id: $id}]) { ... on Unit { name } }
      b: _entities(representations: [{__typename: "Case", id: "case-1"}]) { ... on Case { title } } }"""
    translated = subgraph().translate(text, {"id": "unit-07"}, "Two")
    assert translated.variables == {"id": "unit-07", "entities0": ["unit-07"], "entities1": ["case-1"]}


def test_the_sdl_alone_asks_nothing() -> None:
    translated = subgraph().translate("{ _service { sdl } }", {}, None)
    assert translated.document is None
    assert "@link" in translated.service["_service"]["sdl"]
    assert build_schema(subgraph().sdl, assume_valid_sdl=True).query_type


def test_an_entity_of_another_kind_than_was_asked_for_is_none() -> None:
    text = "query ($r: [_Any!]!) { _entities(representations: $r) { __typename } _service { sdl } }"
    asked = [UNIT, UNIT, {"__typename": "Area", "code": "500103012011001"}, GRID, UNIT]
    translated = subgraph().translate(text, {"r": asked}, None)
    found = [{"entityKind": kind} for kind in ("Unit", "Person", "Grid", "Grid")]
    data: dict[str, Any] = {"_entities": [*found, None]}
    translated.complete(data)
    assert data == {"_entities": [{}, None, {}, {}, None], "_service": {"sdl": subgraph().sdl}}


def test_an_entity_that_is_asked_for_twice_is_answered_twice_and_under_another_kind_not() -> None:
    text = "query ($r: [_Any!]!) { _entities(representations: $r) { ... on Unit { name } } }"
    strange = {"__typename": "Case", "id": UNIT["id"]}
    translated = subgraph().translate(text, {"r": [UNIT, strange, UNIT]}, None)
    found = {"entityKind": "Unit", "name": "学校"}  # one thing, found once
    data: dict[str, Any] = {"_entities": [found, found, found]}
    translated.complete(data)
    assert data == {"_entities": [{"name": "学校"}, None, {"name": "学校"}]}
    assert found == {"entityKind": "Unit", "name": "学校"}


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("{ _entities(representations: []) { ... on Person { name } } }", InvalidDocument),
        ("{ people { totalCount } }", InvalidDocument),
        ("{ _entities(representations: []) {", InvalidDocument),
        ("query A { _service { sdl } } query B { _service { sdl } }", InvalidDocument),
        ("mutation { acceptCase(id: 1, expectedVersion: 1) { id } }", InvalidDocument),
    ],
)
def test_what_does_not_fit_the_subgraph_is_refused(text: str, error: type[GraphsvcError]) -> None:
    with pytest.raises(error):
        subgraph().translate(text, {}, None)


@pytest.mark.parametrize("key", [7, 7.5, None, True, ["unit-01"], {"id": "unit-01"}])
def test_a_key_that_is_no_string_is_named_and_not_its_kind(key: Any) -> None:
    text = "query ($r: [_Any!]!) { _entities(representations: $r) { ... on Unit { name } } }"
    with pytest.raises(BadInput) as refusal:
        subgraph().translate(text, {"r": [{"__typename": "Unit", "id": key}]}, None)
    assert refusal.value.en == "The key `id` of Unit is a string."
    with pytest.raises(BadInput, match="No entity of this subgraph: Person"):
        subgraph().translate(text, {"r": [{"__typename": "Person", "id": key}]}, None)


@pytest.mark.parametrize(
    "given",
    [
        [{"__typename": "Person", "id": "person-001"}],
        [{"__typename": "Unit"}],
        [{"__typename": "Unit", "id": 7}],
        [{"id": "unit-01"}],
        ["unit-01"],
        "unit-01",
        None,
        [UNIT] * (MOST_IDS + 1),
    ],
)
def test_what_represents_no_entity_is_refused_with_the_entities_there_are(given: Any) -> None:
    text = "query ($r: [_Any!]!) { _entities(representations: $r) { ... on Unit { name } } }"
    with pytest.raises(BadInput):
        subgraph().translate(text, {"r": given}, None)
