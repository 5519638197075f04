"""Answers: the response body, what is taken off it by @skip and @include, and how errors stand in it.

Source of their form: GraphQL specification, section 7 (Response).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError

from graphsvc.errors import GraphsvcError
from graphsvc.gql.execution.prepared import OMITTED_VALUE
from graphsvc.gql.planning.planner import Findings


@dataclass(frozen=True, slots=True)
class Answer:
    """A response body; `error` is the refusal when nothing was executed, `cursor` the place behind a feed's event.

    A `public` body is the same for everybody who is signed in.
    `price` is what an executed operation was worth.
    """

    body: dict[str, Any]
    error: GraphsvcError | None = None
    cursor: str | None = None
    public: bool = False
    price: int | None = None


def described(error: GraphsvcError) -> dict[str, Any]:
    """An error as a response holds it."""
    return {"message": error.en, "extensions": {"code": error.code, "zh": error.zh, **error.details}}


def internal() -> GraphsvcError:
    """The refusal that stands for a mistake of ours."""
    return GraphsvcError("服务内部出错，已记录。", "Something went wrong inside the service; it has been logged.")


def located(error: GraphQLError, code: str) -> dict[str, Any]:
    """An error of graphql-core: a refusal of ours that it wraps, with its path, or its own with this code."""
    formatted: dict[str, Any] = dict(error.formatted)
    if isinstance(error.original_error, GraphsvcError):
        return formatted | described(error.original_error)
    formatted["extensions"] = {"code": code}
    return formatted


def omitted(value: Any, findings: Findings, variables: Mapping[str, Any]) -> Any:
    """The value without the fields that this request leaves out."""
    for path, gate in findings.gated:
        if gate is None or not gate.fill(variables):
            _omit(value, path)
    return value


def _omit(value: Any, path: tuple[str, ...]) -> None:
    """Take what was left out off the answer, wherever the path leads."""
    if isinstance(value, list):
        for item in value:
            _omit(item, path)
    elif isinstance(value, dict) and path[0] in value:
        if len(path) > 1:
            _omit(value[path[0]], path[1:])
        elif value[path[0]] == OMITTED_VALUE:
            del value[path[0]]
