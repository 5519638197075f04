"""Over plain HTTP: subscriptions by negotiation, answers that need not be sent again, pages of other origins."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from graphsvc.web.cors import cross_origin
from tests.web.endpoint import COMMUNITY, NEW, Graph, endpoint

FEED = 'subscription { changes(area: "500103012000", since: "AAAA") { cursor } }'  # ends at once, by BAD_CURSOR
FLAG = {"graphql-require-preflight": "1"}
URQL = "application/graphql-response+json, application/graphql+json, application/json, text/event-stream, */*"


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with endpoint(Graph()) as asking:
        yield asking


@pytest.mark.parametrize("accept", ["text/event-stream", "text/event-stream, application/json;q=0.5", URQL])
async def test_a_subscription_is_told_as_events_to_whoever_takes_them(client: httpx.AsyncClient, accept: str) -> None:
    response = await client.post("/graphql", json={"query": FEED}, headers={"accept": accept})
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert "BAD_CURSOR" in response.text
    assert response.text.endswith("event: complete\ndata:\n\n")
    by_get = await client.get("/graphql", params={"query": FEED}, headers={"accept": accept, **FLAG})
    assert "BAD_CURSOR" in by_get.text


async def test_a_query_is_told_as_an_event_only_to_whoever_wants_nothing_else(client: httpx.AsyncClient) -> None:
    for accept, media in (("text/event-stream", "text/event-stream"), (URQL, NEW), ("*/*", "application/json")):
        response = await client.post("/graphql", json={"query": COMMUNITY}, headers={"accept": accept})
        assert response.headers["content-type"] == f"{media}; charset=utf-8"
        assert "马家堡社区" in response.text


@pytest.mark.parametrize("accept", ["application/json", NEW, "*/*"])
@pytest.mark.parametrize("method", ["POST", "GET"])
async def test_a_subscription_that_wants_one_answer_is_told_where_to_go(
    client: httpx.AsyncClient, method: str, accept: str
) -> None:
    given: dict[str, Any] = {"json": {"query": FEED}} if method == "POST" else {"params": {"query": FEED}}
    response = await client.request(method, "/graphql", headers={"accept": accept, **FLAG}, **given)
    (error,) = response.json()["errors"]
    assert (response.status_code, error["extensions"]["code"]) == (406, "NOT_ACCEPTABLE")
    assert "text/event-stream" in error["message"]
    assert "WebSocket" in error["extensions"]["zh"]


async def test_an_answer_that_has_not_changed_is_not_sent_again() -> None:
    graph = Graph()
    async with endpoint(graph) as client:
        first = await client.get("/graphql", params={"query": COMMUNITY}, headers=FLAG)
        tag = first.headers["etag"]
        assert first.headers["cache-control"] == "private, no-cache"
        for named in (tag, f'"other", {tag}', "*", tag.removeprefix("W/")):
            again = await client.get("/graphql", params={"query": COMMUNITY}, headers={**FLAG, "if-none-match": named})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
            assert again.headers["vary"] == first.headers["vary"]
        graph.row = ["另一个社区"]
        other = await client.get("/graphql", params={"query": COMMUNITY}, headers={**FLAG, "if-none-match": tag})
        assert (other.status_code, other.json()["data"]) == (200, {"community": {"name": "另一个社区"}})
        assert other.headers["etag"] != tag


@pytest.mark.parametrize(
    "query",
    [
        "{ people { nodes { id } } }",  # by the caller's scope
        '{ community(code: "500103012011") { name people { totalCount } } }',
        '{ cases { nodes { id } } }',
        '{ a: community(code: "500103012011") { name } me: __typename }',  # Python resolves a part of it
        "{ nothing }",
    ],
)  # fmt: skip
async def test_what_hangs_on_the_caller_is_kept_by_nobody(client: httpx.AsyncClient, query: str) -> None:
    response = await client.get("/graphql", params={"query": query}, headers={**FLAG, "if-none-match": "*"})
    assert response.status_code in (200, 400)
    assert response.headers["cache-control"] == "private, no-store"
    assert "etag" not in response.headers


async def test_an_answer_to_a_post_is_kept_by_nobody(client: httpx.AsyncClient) -> None:
    response = await client.post("/graphql", json={"query": COMMUNITY}, headers={"if-none-match": "*"})
    assert (response.status_code, response.headers["cache-control"]) == (200, "private, no-store")
    assert "etag" not in response.headers


def page(headers: str = "", origins: tuple[str, ...] = ("http://localhost:5173",)) -> httpx.AsyncClient:
    app = Starlette(routes=[Route("/graphql", lambda _: PlainTextResponse("here"), methods=["GET", "POST"])])
    return httpx.AsyncClient(transport=httpx.ASGITransport(cross_origin(app, origins, headers)), base_url="http://a")


async def preflight(client: httpx.AsyncClient, header: str, origin: str = "http://localhost:5173") -> int:
    asked = {"origin": origin, "access-control-request-method": "POST", "access-control-request-headers": header}
    return (await client.options("/graphql", headers=asked)).status_code


@pytest.mark.parametrize(
    "header",
    ["authorization", "content-type", "apollographql-client-name", "apollographql-client-version", "traceparent",
     "tracestate", "baggage", "last-event-id", "idempotency-key", "if-none-match", "x-requested-with"],
)  # fmt: skip
async def test_pages_may_send_what_clients_of_graphql_send(header: str) -> None:
    async with page() as client:
        assert await preflight(client, header) == 200
        assert await preflight(client, header, "https://evil.example") == 400


async def test_settings_let_pages_send_headers_of_their_own() -> None:
    for setting, own, other in (("", 400, 400), ("X-Screen, x-tenant", 200, 400), ("*", 200, 200)):
        async with page(setting) as client:
            assert await preflight(client, "x-screen") == own
            assert await preflight(client, "x-other") == other


async def test_a_page_may_read_where_its_caller_stands() -> None:
    async with page() as client:
        shown = (await client.get("/graphql", headers={"origin": "http://localhost:5173"})).headers
    names = shown["access-control-expose-headers"]
    assert all(name in names for name in ("ratelimit-remaining", "retry-after", "etag", "x-request-id"))


async def test_a_failure_of_ours_reads_so_in_both_languages(caplog: pytest.LogCaptureFixture) -> None:
    graph = Graph()
    graph.failure = RuntimeError("broken")
    async with endpoint(graph) as client:
        query = '{ suggestDepartments(case: "case-1") { departments { points } } }'
        response = await client.post("/graphql", json={"query": query})
    (error,) = response.json()["errors"]
    assert (error["extensions"]["code"], error["extensions"]["zh"]) == ("INTERNAL", "服务内部出错，已记录。")
    assert "broken" not in response.text
    assert "a resolver failed" in caplog.text
