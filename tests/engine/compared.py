"""Answers of the service beside those of the slow interpreter, over the same graph."""

from typing import Any

import orjson
from hypothesis import reject

from graphsvc.access.authenticator import SERVICE
from graphsvc.access.principal import Principal
from graphsvc.app import documents
from graphsvc.china import day_in_china
from graphsvc.clock import utc_now
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.schema import graphql_schema, registered
from tests.conftest import KEYS, RECORD
from tests.oracle.interpreter import Interpreter
from tests.oracle.world import World

TODAY = day_in_china(utc_now()).isoformat()


async def answered(
    graph: Graph, text: str, variables: dict[str, Any], caller: Principal = SERVICE
) -> tuple[dict[str, Any], int]:
    """The data of the compiled answer and how many statements gave it; roots that find nothing are null."""
    request = Request(text, caller, variables, explain=True)
    body = (await Executor(documents(), graph, RECORD, KEYS, now=utc_now).answer(request)).body
    codes = {error["extensions"]["code"] for error in body.get("errors", ())}
    if codes == {"DOCUMENT_TOO_COMPLEX"}:
        reject()
    assert codes <= (set() if caller is SERVICE else {"NOT_FOUND"}), body["errors"]
    return body["data"], len(body["extensions"]["statements"])


def assert_same(data: Any, expected: Any, text: str, variables: dict[str, Any]) -> None:
    """The same values under the same keys, and the keys in the same order."""
    assert data == expected, (*first_difference(data, expected), text, variables)
    assert orjson.dumps(data) == orjson.dumps(expected), (text, variables)


def first_difference(data: Any, expected: Any, path: str = "data") -> tuple[str, Any, Any]:
    """Where two answers part, and what stands there in each."""
    pairs: list[tuple[str, Any, Any]] = []
    if isinstance(data, dict) and isinstance(expected, dict) and data.keys() == expected.keys():
        pairs = [(key, data[key], expected[key]) for key in data]
    elif isinstance(data, list) and isinstance(expected, list) and len(data) == len(expected):
        pairs = [(str(at), one, other) for at, (one, other) in enumerate(zip(data, expected, strict=True))]
    for step, one, other in pairs:
        if one != other:
            return first_difference(one, other, f"{path}.{step}")
    return (path, data, expected)


def interpreter(world: World) -> Interpreter:
    return Interpreter(world, registered(), graphql_schema(), TODAY)
