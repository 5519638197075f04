"""An endpoint over a graph that answers every statement alike and remembers what it was asked."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx
import orjson
from starlette.applications import Starlette
from starlette.routing import Route

from graphsvc.access.authenticator import DEVELOPER
from graphsvc.access.principal import Principal
from graphsvc.app import documents
from graphsvc.clock import utc_now
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.gql.document.policy import Contract
from graphsvc.gql.execution.executor import Executor
from graphsvc.web.authentication import Entrance
from graphsvc.web.graphql.endpoint import GraphQLEndpoint
from graphsvc.web.graphql.following import Following
from graphsvc.web.limits.allowances import UNLIMITED, Allowances
from graphsvc.web.limits.front import Limits
from graphsvc.web.security import Secured
from tests.conftest import KEYS, RECORD

NEW = "application/graphql-response+json"
COMMUNITY = '{ community(code: "500103012011") { name } }'


class Graph:
    """Answers every statement with one row, and remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[Statement] = []
        self.row: Any = ["马家堡社区"]
        self.failure: Exception | None = None

    async def read(self, statement: Statement, lane: Lane = Lane.LIGHT) -> list[list[Any]]:
        """The row, or the failure it was told to have."""
        self.asked.append(statement)
        if self.failure:
            raise self.failure
        return [[self.row]]

    async def read_together(self, statements: Sequence[Statement], lane: Lane = Lane.LIGHT) -> list[list[list[Any]]]:
        """The row for each statement."""
        return [await self.read(statement, lane) for statement in statements]

    async def transact(self, work: Any, lane: Lane = Lane.LIGHT) -> Any:
        """Nothing is ever written here."""
        raise AssertionError(work)


class EveryoneIn:
    """A door that stands open: whoever comes is this caller."""

    def __init__(self, caller: Principal = DEVELOPER) -> None:
        self._caller = caller

    async def caller(self, authorization: bytes | None) -> Principal:
        """The caller, whatever the token."""
        return self._caller


def open_entrance(caller: Principal = DEVELOPER) -> Entrance:
    """An entrance without limits, by which everybody comes in as this caller."""
    return Entrance(EveryoneIn(caller), Limits(Allowances(UNLIMITED, {})), utc_now)


@asynccontextmanager
async def endpoint(
    graph: Graph, contract: Contract | None = None, *, plain_get: bool = False
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an endpoint under a contract."""
    rules = contract or Contract()
    executor = Executor(documents(), graph, RECORD, KEYS, rules, now=utc_now)
    answering = GraphQLEndpoint(Following(lambda: executor, open_entrance(), rules), plain_get)
    app = Secured(Starlette(routes=[Route("/graphql", answering)]), lambda *_: None)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://graphsvc") as client:
        yield client


async def ask(client: httpx.AsyncClient, accept: str = "application/json", **body: Any) -> httpx.Response:
    """The answer to a POST of these parameters."""
    return await client.post(
        "/graphql", content=orjson.dumps(body), headers={"content-type": "application/json", "accept": accept}
    )


def codes(response: httpx.Response) -> list[str]:
    """The codes of the errors in an answer."""
    return [error["extensions"]["code"] for error in response.json()["errors"]]
