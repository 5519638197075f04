"""Null compares with nothing: inside a filter it is refused, and what is missing is asked for by `isNull`."""

from typing import Any

import pytest

from graphsvc.access.authenticator import SERVICE
from graphsvc.app import documents
from graphsvc.clock import utc_now
from graphsvc.gql.execution.context import moments
from graphsvc.gql.execution.plans import RootPlan

KNOWN = documents()
OPERATORS = ("equals", "in", "contains", "startsWith", "isNull")


def planned(text: str, variables: dict[str, Any]) -> tuple[list[RootPlan], list[tuple[str | int, ...]]]:
    """The roots that are read, and the places in the input for which others are refused."""
    prepared = KNOWN.prepare(text, None)
    given = {**prepared.variables(variables), **SERVICE.facts, **moments(utc_now())}
    plan = KNOWN.plan(prepared, given)
    return list(plan.roots), [refused.error.field for refused in plan.refused]


@pytest.mark.parametrize("operator", OPERATORS)
def test_null_is_refused_as_it_is_written_in_a_variable_and_inside_one(operator: str) -> None:
    kind = {"in": "[String!]", "isNull": "Boolean"}.get(operator, "String")
    literal = f"{{ units(filter: {{ name: {{ {operator}: null }} }}) {{ totalCount }} }}"
    variable = f"query ($x: {kind}) {{ units(filter: {{ name: {{ {operator}: $x }} }}) {{ totalCount }} }}"
    inside = "query ($f: UnitFilter) { units(filter: $f) { totalCount } }"
    for text, variables in (
        (literal, {}),
        (variable, {"x": None}),
        (inside, {"f": {"name": {operator: None}}}),
    ):
        assert planned(text, variables) == ([], [("filter", "name", operator)])


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"name": None}, ("filter", "name")),
        ({"kind": None}, ("filter", "kind")),
        ({"within": None}, ("filter", "within")),
        ({"not": {"name": None}}, ("filter", "not", "name")),
        ({"or": [{"name": {"equals": "a"}}, {"name": None}]}, ("filter", "or", 1, "name")),
        ({"community": {"name": {"equals": None}}}, ("filter", "community", "name", "equals")),
    ],
)
def test_a_refusal_names_where_the_null_stands(given: dict[str, Any], place: tuple[str | int, ...]) -> None:
    text = "query ($f: UnitFilter) { units(filter: $f) { totalCount } }"
    assert planned(text, {"f": given}) == ([], [place])


def test_a_variable_that_is_not_given_is_left_out_and_shares_no_plan_with_null() -> None:
    text = "query ($x: String) { units(filter: { name: { equals: $x } }) { totalCount } }"
    (left_out,), refused = planned(text, {})
    assert (refused, "n0.name" in left_out.text) == ([], False)
    assert planned(text, {"x": None}) == ([], [("filter", "name", "equals")])
    (given,), refused = planned(text, {"x": "a"})
    assert (refused, "n0.name" in given.text) == ([], True)


@pytest.mark.parametrize("variables", [{}, {"f": None}])
def test_no_filter_at_all_is_no_filter(variables: dict[str, Any]) -> None:
    (root,), refused = planned("query ($f: UnitFilter) { units(filter: $f) { totalCount } }", variables)
    assert (refused, "n0.name" in root.text) == ([], False)
