"""What an auditor asks over GraphQL, in the evening of a day that is the next one in China."""

from datetime import UTC, datetime
from typing import Any

from graphsvc.access.authenticator import SERVICE
from graphsvc.access.principal import Principal
from graphsvc.app import documents
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.executor import Executor, Request
from tests.conftest import KEYS, RECORD
from tests.engine.trying import sums

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)  # the 24th in China


async def ask(graph: Graph, document: str, caller: Principal = SERVICE, **variables: Any) -> dict[str, Any]:
    executor = Executor(documents(), graph, RECORD, KEYS, now=lambda: NOW)
    answer = await executor.answer(Request(document, caller, variables))
    return answer.body


async def data(graph: Graph, document: str, caller: Principal = SERVICE, **variables: Any) -> Any:
    body = await ask(graph, document, caller, **variables)
    assert "errors" not in body, body["errors"]
    return body["data"]


async def code(graph: Graph, document: str, caller: Principal, **variables: Any) -> str:
    """The code of the one error, after which nothing has been written."""
    before = await sums(graph)
    body = await ask(graph, document, caller, **variables)
    assert await sums(graph) == before
    return str(body["errors"][0]["extensions"]["code"])
