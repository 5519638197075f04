"""Roots that Python resolves, under @skip and @include anywhere, are answered as graphql-core answers them."""

import json
from collections.abc import Callable
from typing import Any

from graphql import execute, parse
from hypothesis import given, settings
from hypothesis import strategies as st

from graphsvc.access.authenticator import SERVICE
from graphsvc.app import documents
from graphsvc.clock import utc_now
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.schema import graphql_schema
from tests.conftest import KEYS, RECORD
from tests.web.endpoint import Graph

ROOTS = {
    "a: auditRules": ["code", "severity", "k: title", "bases { __typename }", "thresholds { k: __typename }"],
    "b: checklists": ["code", "name", "items { text }", "items { required }"],
    "c: __typename": [],
}


@st.composite
def directives(draw: st.DrawFn) -> str:
    parts = []
    for name in draw(st.lists(st.sampled_from(["skip", "include"]), max_size=2, unique=True)):
        parts.append(f"@{name}(if: {draw(st.sampled_from(['$x', '$y', 'true', 'false']))})")
    return " ".join(parts)


@st.composite
def root(draw: st.DrawFn) -> str:
    name = draw(st.sampled_from(list(ROOTS)))
    inner = [f"{draw(st.sampled_from(ROOTS[name]))}" for _ in range(draw(st.integers(1, 3)))] if ROOTS[name] else []
    below = "{ __typename " + " ".join(conditioned(each, draw(directives())) for each in inner) + " }" if inner else ""
    return f"{name} {draw(directives())} {below}"


def conditioned(field: str, directive: str) -> str:
    """A field with a directive, before its selection if it has one."""
    head, brace, rest = field.partition("{")
    return f"{head} {directive} {brace}{rest}"


@st.composite
def operations(draw: st.DrawFn) -> str:
    """Roots in the open, in inline fragments and in named ones, the same root again and again."""
    parts, fragments = ["__typename"], []
    for number in range(draw(st.integers(1, 5))):
        selection = " ".join(draw(root()) for _ in range(draw(st.integers(1, 2))))
        match draw(st.integers(0, 2)):
            case 0:
                parts.append(selection)
            case 1:
                parts.append(f"... {draw(directives())} {{ {selection} }}")
            case _:
                fragments.append(f"fragment F{number} on Query {{ {selection} }}")
                parts.append(f"...F{number} {draw(directives())}")
    used = "n: __typename @skip(if: $x) @include(if: $y)"
    return f"query ($x: Boolean!, $y: Boolean!) {{ {' '.join(parts)} {used} }} " + " ".join(fragments)


class Bare:
    """A request of a service that has set nothing."""

    def tool(self, kind: type[Any], otherwise: Callable[[], Any]) -> Any:
        return otherwise()


@settings(max_examples=150, deadline=None)
@given(text=operations(), x=st.booleans(), y=st.booleans())
async def test_fragments_around_resolved_roots_count_as_in_graphql_core(text: str, x: bool, y: bool) -> None:
    variables: dict[str, Any] = {"x": x, "y": y}
    body = (
        await Executor(documents(), Graph(), RECORD, KEYS, now=utc_now).answer(Request(text, SERVICE, variables))
    ).body
    result: Any = execute(graphql_schema(), parse(text), variable_values=variables, context_value=Bare())
    expected = (await result if hasattr(result, "__await__") else result).data
    assert json.dumps(body["data"]) == json.dumps(expected), text
