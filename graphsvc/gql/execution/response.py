"""Answers: the response body, and how errors stand in it.

Source of their form: GraphQL specification, section 7 (Response).
"""

from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError

from graphsvc.errors import GraphsvcError


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
