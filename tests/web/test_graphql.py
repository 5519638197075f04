"""The endpoint: what it reads of a request, what it refuses, and with which status."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import httpx
import orjson
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from graphsvc.access.door import DEVELOPER
from graphsvc.access.principal import Principal
from graphsvc.app import documents
from graphsvc.cypher.statement import Statement
from graphsvc.db.lanes import Lane
from graphsvc.errors import Unavailable
from graphsvc.gql.execution import Executor
from graphsvc.web.graphql import LARGEST_BODY, GraphQLEndpoint
from tests.conftest import RECORD

NEW = "application/graphql-response+json"
COMMUNITY = '{ community(code: "500103012011") { name } }'


class Graph:
    """Answers every statement with one row, and remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[Statement] = []
        self.failure: Exception | None = None

    async def read(self, statement: Statement, lane: Lane = Lane.LIGHT) -> list[list[Any]]:
        self.asked.append(statement)
        if self.failure:
            raise self.failure
        return [[{"name": "马家堡社区"}]]

    async def read_together(self, statements: Sequence[Statement], lane: Lane = Lane.LIGHT) -> list[list[list[Any]]]:
        return [await self.read(statement, lane) for statement in statements]


@pytest.fixture
def graph() -> Graph:
    return Graph()


class EveryoneIn:
    """A door that stands open."""

    async def caller(self, authorization: bytes | None) -> Principal:
        return DEVELOPER


@pytest.fixture
async def client(graph: Graph) -> AsyncIterator[httpx.AsyncClient]:
    executor = Executor(documents(), graph, RECORD)
    app = Starlette(routes=[Route("/graphql", GraphQLEndpoint(lambda: executor, EveryoneIn(), explain=True))])
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://graphsvc") as client:
        yield client


async def ask(client: httpx.AsyncClient, accept: str = "application/json", **body: Any) -> httpx.Response:
    return await client.post(
        "/graphql", content=orjson.dumps(body), headers={"content-type": "application/json", "accept": accept}
    )


def codes(response: httpx.Response) -> list[str]:
    return [error["extensions"]["code"] for error in response.json()["errors"]]


async def test_a_query_is_answered_in_chinese_as_it_is_written(client: httpx.AsyncClient) -> None:
    response = await ask(client, query=COMMUNITY)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.content == '{"data":{"community":{"name":"马家堡社区"}}}'.encode()


async def test_a_client_that_asks_for_the_new_media_type_gets_it(client: httpx.AsyncClient) -> None:
    response = await ask(client, accept=NEW, query=COMMUNITY)
    assert response.headers["content-type"] == f"{NEW}; charset=utf-8"


async def test_a_get_request_carries_the_document_in_its_address(client: httpx.AsyncClient) -> None:
    query = "query($code: ID!) { community(code: $code) { name } }"
    response = await client.get("/graphql", params={"query": query, "variables": '{"code":"500103012011"}'})
    assert response.json() == {"data": {"community": {"name": "马家堡社区"}}}


async def test_statements_are_shown_when_asked_for(client: httpx.AsyncClient, graph: Graph) -> None:
    response = await ask(client, query=COMMUNITY, extensions={"statements": True})
    assert response.json()["extensions"]["statements"] == [{"root": "community", "cypher": graph.asked[0].text}]
    assert "extensions" not in (await ask(client, query=COMMUNITY)).json()


REFUSED = {
    "no JSON": (b"{", 400, "BAD_USER_INPUT"),
    "no object": (b"[]", 400, "BAD_USER_INPUT"),
    "no query": (b"{}", 400, "BAD_USER_INPUT"),
    "query is no text": (b'{"query": 1}', 400, "BAD_USER_INPUT"),
    "variables are no object": (b'{"query": "{ __typename }", "variables": [1]}', 400, "BAD_USER_INPUT"),
    "operation name is no text": (b'{"query": "{ __typename }", "operationName": 1}', 400, "BAD_USER_INPUT"),
    "invalid UTF-8": (b'{"query": "\xff"}', 400, "BAD_USER_INPUT"),
    "2 MB": (b'{"query": "' + b"#" * 2_000_000 + b'"}', 413, "DOCUMENT_TOO_LARGE"),
    "just too large": (b" " * (LARGEST_BODY + 1), 413, "DOCUMENT_TOO_LARGE"),
}


@pytest.mark.parametrize(("body", "status", "code"), REFUSED.values(), ids=list(REFUSED))
async def test_a_request_that_is_no_graphql_request_is_refused(
    client: httpx.AsyncClient, graph: Graph, body: bytes, status: int, code: str
) -> None:
    response = await client.post("/graphql", content=body, headers={"content-type": "application/json"})
    assert (response.status_code, codes(response), graph.asked) == (status, [code], [])


async def test_a_body_of_unknown_length_is_not_read_past_the_limit(client: httpx.AsyncClient, graph: Graph) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(1000):
            yield b" " * 10_000

    response = await client.post("/graphql", content=endless(), headers={"content-type": "application/json"})
    assert (response.status_code, codes(response), graph.asked) == (413, ["DOCUMENT_TOO_LARGE"], [])


async def test_another_content_type_is_refused_so_that_a_form_on_another_site_cannot_post(
    client: httpx.AsyncClient, graph: Graph
) -> None:
    response = await client.post(
        "/graphql", content=orjson.dumps({"query": COMMUNITY}), headers={"content-type": "text/plain"}
    )
    assert (response.status_code, codes(response), graph.asked) == (400, ["BAD_USER_INPUT"], [])


DOCUMENTS = {
    "syntax": ("{", "GRAPHQL_PARSE_FAILED"),
    "unknown field": ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
    "malformed code": ('{ community(code: "12") { name } }', "MALFORMED_CODE"),
    "malformed id": ('{ node(id: "; MATCH") { id } }', "MALFORMED_ID"),
    "page of 10,000": ("{ units(first: 10000) { totalCount } }", "PAGE_TOO_LARGE"),
    "foreign cursor": ('{ units(after: "name|x") { nodes { id } } }', "BAD_CURSOR"),
    "depth of 40": (
        '{ unit(id: "a")' + "{ community { units { nodes " * 13 + "{ id }" + "} } }" * 13 + " }",
        "DOCUMENT_TOO_COMPLEX",
    ),
    "500 aliases": ("{" + " ".join(f"a{i}: __typename" for i in range(500)) + "}", "DOCUMENT_TOO_COMPLEX"),
    "50 x 50 x 50 x 50 rows": (
        '{ city(code: "500000000000") { districts(first: 100) { nodes { subdistricts(first: 100) { nodes '
        "{ communities(first: 100) { totalCount nodes { id } } } } } } } }",
        "DOCUMENT_TOO_COMPLEX",
    ),
}


@pytest.mark.parametrize(("document", "code"), DOCUMENTS.values(), ids=list(DOCUMENTS))
@pytest.mark.parametrize(("accept", "status"), [("application/json", 200), (NEW, 400)])
async def test_a_wrong_document_gets_a_coded_error_and_nothing_is_run(
    client: httpx.AsyncClient, graph: Graph, document: str, code: str, accept: str, status: int
) -> None:
    response = await ask(client, accept, query=document)
    assert (response.status_code, codes(response)[0], graph.asked) == (status, code, [])
    assert "data" not in response.json()


async def test_errors_speak_chinese_and_english(client: httpx.AsyncClient) -> None:
    response = await ask(client, query='{ community(code: "12") { name } }')
    (error,) = response.json()["errors"]
    assert error["message"] == "Malformed code: a community's code has 12 digits."
    assert error["extensions"]["zh"] == "代码格式不对：村社区代码为 12 位。"


@pytest.mark.parametrize("accept", ["application/json", NEW])
async def test_a_database_that_is_away_gives_503_and_says_when_to_try_again(
    client: httpx.AsyncClient, graph: Graph, accept: str
) -> None:
    graph.failure = Unavailable("数据库不可用。", "The database is away.")
    response = await ask(client, accept, query=COMMUNITY)
    assert (response.status_code, codes(response), response.headers["retry-after"]) == (
        503,
        ["SERVICE_UNAVAILABLE"],
        "1",
    )


async def test_a_failure_nobody_foresaw_is_logged_and_tells_the_client_nothing(
    client: httpx.AsyncClient, graph: Graph, caplog: pytest.LogCaptureFixture
) -> None:
    graph.failure = RuntimeError("bolt://10.0.0.1 password=secret")
    response = await ask(client, query=COMMUNITY)
    assert (response.status_code, codes(response)) == (500, ["INTERNAL"])
    assert b"secret" not in response.content
    assert "a request failed" in caplog.text
