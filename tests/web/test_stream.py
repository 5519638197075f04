"""Server-sent events: statuses by the catalogue, errors worded as over HTTP, an end that says why."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from graphsvc.app import documents
from graphsvc.clock import utc_now
from graphsvc.errors import GraphsvcError, Overloaded, Unavailable
from graphsvc.gql.document.policy import Contract
from graphsvc.gql.execution.executor import Executor
from graphsvc.web.authentication import Entrance
from graphsvc.web.graphql import stream
from graphsvc.web.graphql.following import Following
from graphsvc.web.graphql.stream import StreamEndpoint
from graphsvc.web.limits.rates import Rate
from graphsvc.web.security import Secured
from tests.conftest import KEYS, RECORD, patience
from tests.web.endpoint import COMMUNITY, Graph, open_entrance
from tests.web.following import ENDLESS, Slow, limited

PATH = "/graphql/stream"
ZH = {"accept-language": "zh"}


@asynccontextmanager
async def client(
    graph: Graph, entrance: Entrance | None = None, *, hints: bool = True
) -> AsyncIterator[httpx.AsyncClient]:
    contract = Contract(hints=hints)
    executor = Executor(documents(), graph, RECORD, KEYS, contract, now=utc_now)
    endpoint = StreamEndpoint(Following(lambda: executor, entrance or open_entrance(), contract))
    app = Secured(Starlette(routes=[Route(PATH, endpoint)]), lambda *_: None)
    transport = httpx.ASGITransport(app, raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, base_url="http://graphsvc") as opened:
        yield opened


def events(response: httpx.Response) -> list[Any]:
    """The answers of a stream that is complete."""
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    *answers, last = [part for part in response.text.split("\n\n") if part not in ("", ":")]
    assert last == "event: complete\ndata:"
    assert all(answer.startswith("event: next\ndata: ") for answer in answers)
    return [orjson.loads(answer.removeprefix("event: next\ndata: ")) for answer in answers]


async def test_a_query_is_answered_once() -> None:
    async with client(Graph()) as asking:
        response = await asking.post(PATH, json={"query": COMMUNITY})
    assert response.status_code == 200
    assert events(response) == [{"data": {"community": {"name": "马家堡社区"}}}]


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (Unavailable("数据库暂时不可用，请稍后再试。", "The database is away."), "SERVICE_UNAVAILABLE"),
        (Overloaded("请求过多，请稍后再试。", "Too many requests wait."), "OVERLOADED"),
    ],
)
async def test_a_database_that_is_away_is_503_and_says_when_to_come_back(
    failure: GraphsvcError, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "FIRST_SECONDS", patience(10))  # a machine that is busy takes longer to refuse
    graph = Graph()
    graph.failure = failure
    async with client(graph) as asking:
        response = await asking.post(PATH, json={"query": COMMUNITY}, headers=ZH)
    assert (response.status_code, response.headers["retry-after"]) == (503, "1")
    ((error,),) = (event["errors"] for event in events(response))
    assert (error["message"], error["extensions"]["code"]) == (failure.zh, code)
    assert error["extensions"]["requestId"] == response.headers["x-request-id"]


@pytest.mark.parametrize(
    ("method", "given", "status", "code"),
    [
        ("POST", {"json": {"query": "{ communty { name } }"}}, 200, "GRAPHQL_VALIDATION_FAILED"),
        ("POST", {"json": {"query": "{"}}, 200, "GRAPHQL_PARSE_FAILED"),
        ("POST", {"json": {}}, 400, "BAD_REQUEST"),
        ("POST", {"content": b"{", "headers": {"content-type": "application/json"}}, 400, "BAD_REQUEST"),
        ("POST", {"content": b"{}"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
        ("PUT", {"json": {"query": COMMUNITY}}, 405, "METHOD_NOT_ALLOWED"),
        ("GET", {"params": {"query": COMMUNITY}}, 400, "CROSS_SITE_REQUEST"),
        ("GET", {"params": {"query": 'mutation { claimProject(id: "1", expectedVersion: 1) { id } }'},
                 "headers": {"graphql-require-preflight": "1"}}, 405, "METHOD_NOT_ALLOWED"),
    ],
)  # fmt: skip
async def test_what_is_no_request_has_its_own_status(
    method: str, given: dict[str, Any], status: int, code: str
) -> None:
    async with client(Graph()) as asking:
        response = await asking.request(method, PATH, **given)
    (event,) = events(response)
    assert (response.status_code, event["errors"][0]["extensions"]["code"]) == (status, code)
    assert response.headers.get("allow") == ("GET, POST" if status == 405 else None)


async def test_names_of_the_schema_are_hinted_at_only_where_the_profile_says() -> None:
    for hints in (True, False):
        async with client(Graph(), hints=hints) as asking:
            response = await asking.post(PATH, json={"query": "{ communty { name } }"})
        assert ("community" in response.text) is hints


async def test_whoever_is_not_signed_in_or_over_the_rate_is_told_so(tmp_path: Path) -> None:
    entrance, token = limited(tmp_path, Rate(0.5, 1))
    async with client(Graph(), entrance) as asking:
        body = {"query": "{ __typename }"}
        nobody = await asking.post(PATH, json=body)
        first = await asking.post(PATH, json=body, headers={"authorization": token()})
        second = await asking.post(PATH, json=body, headers={"authorization": token()})
    assert (nobody.status_code, nobody.headers["www-authenticate"]) == (401, "Bearer")
    assert (first.status_code, first.headers["ratelimit-remaining"]) == (200, "0")
    assert (second.status_code, second.headers["retry-after"]) == (429, "2")
    ((error,),) = (event["errors"] for event in events(second))
    assert error["extensions"]["code"] == "RATE_LIMITED"


async def test_a_stream_ends_with_its_token_and_says_so(tmp_path: Path) -> None:
    entrance, token = limited(tmp_path)
    async with client(Slow(), entrance) as asking:
        headers = {"authorization": token(seconds=patience(2.5)), **ZH}
        response = await asking.post(PATH, json={"query": ENDLESS}, headers=headers)
    (event,) = events(response)
    assert event["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert event["errors"][0]["message"].startswith("请登录")
    assert response.status_code == 200


async def test_a_caller_follows_only_so_many_at_once(tmp_path: Path) -> None:
    entrance, token = limited(tmp_path, Rate(0, 1), streams=3)
    async with client(Slow(), entrance) as asking:
        headers = {"authorization": token()}
        open_ = [asyncio.create_task(asking.post(PATH, json={"query": ENDLESS}, headers=headers)) for _ in range(3)]
        await asyncio.sleep(0.2)
        refused = await asking.post(PATH, json={"query": ENDLESS}, headers=headers)
        other = await asking.post(PATH, json={"query": "{ __typename }"}, headers={"authorization": token("wang")})
        for task in open_:
            task.cancel()
        await asyncio.gather(*open_, return_exceptions=True)
        again = await asking.post(PATH, json={"query": "{ __typename }"}, headers=headers)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "5")
    assert events(refused)[0]["errors"][0]["extensions"]["code"] == "TOO_MANY_OPEN"
    assert (other.status_code, again.status_code) == (200, 200)
