"""What holds answers to GraphQL's rules sees each way to break one."""

from typing import Any

import pytest
from graphql import build_schema

from tests.gql.response_rules import Response

SCHEMA = build_schema("""
scalar Date
type Query { unit: Unit! maybe: Unit units(first: Int): UnitConnection }
interface Named { name: String! }
type Unit implements Named { name: String! rank: Int kind: Kind since: Date tags: [String!] }
enum Kind { A B }
type UnitConnection { nodes: [Unit!]! edges: [UnitEdge!]! totalCount: Int! }
type UnitEdge { node: Unit! }
""")


def faults(text: str, data: Any, errors: Any = None) -> list[str]:
    body = {"data": data} | ({"errors": errors} if errors is not None else {})
    return list(Response(SCHEMA, text, {}, body).faults())


def refusal(**more: Any) -> dict[str, Any]:
    return {"message": "No.", "extensions": {"code": "NOT_FOUND", "zh": "无"}} | more


GOOD: dict[str, tuple[str, Any, Any]] = {
    "values": (
        "{ unit { name rank kind since tags } }",
        {"unit": {"name": "a", "rank": 1, "kind": "A", "since": "2026-01-31", "tags": ["x"]}},
        None,
    ),
    "a root that failed": ("{ maybe { name } }", {"maybe": None}, [refusal(path=["maybe"])]),
    "what is left out": ("{ maybe { name } unit @skip(if: true) { name } }", {"maybe": None}, None),
    "a page": ("{ units(first: 2) { nodes { name } totalCount } }", {"units": {"nodes": [], "totalCount": 3}}, None),
    "fragments": ("{ unit { rank ... on Named { name } rank } }", {"unit": {"rank": None, "name": "a"}}, None),
}
BAD: dict[str, tuple[str, Any, Any]] = {
    "null that is not promised": ("{ unit { name } }", {"unit": {"name": None}}, None),
    "null of a whole root that is not promised": ("{ unit { name } }", {"unit": None}, None),
    "keys in another order": ("{ unit { name rank } }", {"unit": {"rank": 1, "name": "a"}}, None),
    "a key too many": ("{ unit { name } }", {"unit": {"name": "a", "rank": 1}}, None),
    "what was left out": ("{ unit { name rank @include(if: false) } }", {"unit": {"name": "a", "rank": 1}}, None),
    "a value of another type": ("{ unit { rank } }", {"unit": {"rank": "1"}}, None),
    "a value that the enum lacks": ("{ unit { kind } }", {"unit": {"kind": "C"}}, None),
    "a day that is none": ("{ unit { since } }", {"unit": {"since": "2026-2-1"}}, None),
    "a number out of bounds": ("{ unit { rank } }", {"unit": {"rank": 2**31}}, None),
    "no list": ("{ unit { tags } }", {"unit": {"tags": "x"}}, None),
    "null inside a list": ("{ unit { tags } }", {"unit": {"tags": [None]}}, None),
    "another type's name": ("{ unit { __typename } }", {"unit": {"__typename": "Named"}}, None),
    "more rows than asked for": ("{ units(first: 0) { edges { __typename } } }", {"units": {"edges": [{}]}}, None),
    "more rows than there are": (
        "{ units { nodes { rank } totalCount } }",
        {"units": {"nodes": [{"rank": 1}], "totalCount": 0}},
        None,
    ),
    "an error where no null is": ("{ unit { rank } }", {"unit": {"rank": 1}}, [refusal(path=["unit", "rank"])]),
    "neither data nor errors": ("{ unit { rank } }", None, None),
    "no errors in the list": ("{ maybe { rank } }", {"maybe": None}, []),
    "a mistake of ours": ("{ maybe { rank } }", None, [refusal(extensions={"code": "INTERNAL", "zh": "错"})]),
    "no Chinese": ("{ maybe { rank } }", None, [refusal(extensions={"code": "NOT_FOUND"})]),
    "no message": ("{ maybe { rank } }", None, [refusal(message="")]),
}


@pytest.mark.parametrize(("text", "data", "errors"), GOOD.values(), ids=list(GOOD))
def test_an_answer_by_the_rules_has_no_fault(text: str, data: Any, errors: Any) -> None:
    assert faults(text, data, errors) == []


@pytest.mark.parametrize(("text", "data", "errors"), BAD.values(), ids=list(BAD))
def test_each_rule_is_seen_to_be_broken(text: str, data: Any, errors: Any) -> None:
    assert faults(text, data, errors)
