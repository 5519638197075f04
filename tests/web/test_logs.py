"""Logs: one JSON line a request with what helps, and nothing of anybody in any line."""

import asyncio
import io
import json
import logging
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import orjson
import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from graphsvc.app import documents
from graphsvc.clock import utc_now
from graphsvc.gql.document.policy import Contract
from graphsvc.gql.execution.executor import Executor
from graphsvc.web.graphql.endpoint import GraphQLEndpoint
from graphsvc.web.graphql.following import Following
from graphsvc.web.logs import RequestLog, configure, operation
from graphsvc.web.request_context import Visit, visit
from graphsvc.web.security import Secured
from tests.conftest import KEYS, RECORD
from tests.web.endpoint import Graph, open_entrance

PHONE, IDENTITY, NAME, TOKEN, ADDRESS = (
    "13812341234",
    "500103199001011234",
    "欧阳清和",
    "eyJhbGciOi.Jf.Xq",
    "云阶路12号",
)
SECRETS = (PHONE, IDENTITY, NAME, TOKEN, ADDRESS, "user-7")
MOMENT = datetime(2026, 3, 2, 9, 0, 0, 120000, UTC)


@pytest.fixture
def stream() -> Iterator[io.BytesIO]:
    root, ours = logging.getLogger(), logging.getLogger("graphsvc")
    before = root.handlers[:], root.level, ours.level
    stream = io.BytesIO()
    configure(stream)
    yield stream
    root.handlers[:], level, our_level = before
    root.setLevel(level)
    ours.setLevel(our_level)


def lines(stream: io.BytesIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().decode().splitlines()]


def request_log(stream: io.BytesIO, secret: bytes = b"secret") -> RequestLog:
    return RequestLog(secret, lambda: MOMENT, stream)


def scope(**changes: Any) -> Scope:
    return {"type": "http", "method": "POST", "path": "/graphql", **changes}


def test_a_line_says_id_subject_operation_status_time_and_code() -> None:
    stream = io.BytesIO()
    request_log(stream)(Visit("req-1234", "user-7", "CommunityView", "NOT_FOUND"), scope(), 200, 0.01234)
    assert lines(stream) == [
        {
            "timestamp": "2026-03-02T09:00:00.120000Z",
            "event": "request",
            "level": "info",
            "request": "req-1234",
            "method": "POST",
            "path": "/graphql",
            "status": 200,
            "ms": 12.34,
            "subject": "3b8c6ece0f320514",
            "operation": "CommunityView",
            "code": "NOT_FOUND",
        }
    ]


def test_what_is_not_known_is_left_out() -> None:
    stream = io.BytesIO()
    request_log(stream)(Visit("req-1234"), scope(method="PATCH", path=f"/people/{PHONE}"), 404, 0.001)
    (line,) = lines(stream)
    assert (line["method"], line["path"]) == ("other", "other")
    assert {"subject", "operation", "code"} & set(line) == set()


def test_a_subject_is_recognized_between_lines_and_not_without_the_secret() -> None:
    marks = []
    for secret, subject in [(b"one", "user-7"), (b"one", "user-7"), (b"one", "user-8"), (b"two", "user-7")]:
        stream = io.BytesIO()
        request_log(stream, secret)(Visit("req-1234", subject), scope(), 200, 0.001)
        marks.append(lines(stream)[0]["subject"])
    assert marks[0] == marks[1]
    assert len(set(marks)) == 3


@pytest.mark.parametrize(("status", "written"), [(200, 0), (503, 1)])
def test_health_checks_that_go_well_are_passed_over(status: int, written: int) -> None:
    stream = io.BytesIO()
    request_log(stream)(Visit("req-1234"), scope(method="GET", path="/health/ready"), status, 0.001)
    assert len(lines(stream)) == written


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("CommunityView", "CommunityView"),
        ("Top10", "Top10"),
        (f"Of{PHONE}", "other"),
        (f"_{IDENTITY}", "other"),
        (NAME, "other"),
        ("A" * 65, "other"),
        ("a b", "other"),
        ("", "other"),
    ],
)
def test_an_operations_name_cannot_carry_anybodys_number(name: str, written: str) -> None:
    assert operation(name) == written


@pytest.fixture
async def client(stream: io.BytesIO) -> AsyncIterator[tuple[httpx.AsyncClient, Graph]]:
    graph = Graph()
    executor = Executor(documents(), graph, RECORD, KEYS, now=utc_now)
    endpoint = GraphQLEndpoint(Following(lambda: executor, open_entrance(), Contract()))

    async def signed_in(scope: Scope, receive: Receive, send: Send) -> None:
        visit(scope).subject = "user-7"
        await endpoint(scope, receive, send)

    app = Secured(Starlette(routes=[Route("/graphql", _Endpoint(signed_in))]), request_log(stream))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://graphsvc") as http:
        yield http, graph


class _Endpoint:
    """An instance, so that Starlette takes it for an ASGI application."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


async def test_nothing_that_a_request_carries_comes_into_a_log(
    client: tuple[httpx.AsyncClient, Graph], stream: io.BytesIO
) -> None:
    http, graph = client
    headers = {
        "authorization": f"Bearer {TOKEN}",
        "x-request-id": PHONE,
        "user-agent": IDENTITY,
        "content-type": "application/json",
    }
    bodies: list[bytes] = [
        orjson.dumps({"query": "query($t: ID!) { unit(id: $t) { name } }", "variables": {"t": PHONE}}),
        orjson.dumps({"query": f'query Of{PHONE} {{ unit(id: "{PHONE}") {{ name }} }}', "operationName": f"Of{PHONE}"}),
        orjson.dumps({"query": f'{{ nothing(name: "{NAME}") }} # {ADDRESS}'}),
        orjson.dumps({"query": f"{{ {IDENTITY} "}),
        f'{{"query": "{NAME}'.encode(),
    ]
    failures: list[Exception | None] = [
        None,
        RuntimeError(f"Node(7) already exists with phone = '{PHONE}'"),
        ValueError(NAME),
    ]
    for failure in failures:
        graph.failure = failure
        for body in bodies:
            await http.post(f"/graphql?name={NAME}&phone={PHONE}", content=body, headers=headers)
    await http.get(f"/people/{PHONE}", headers=headers)
    await http.get("/graphql", params={"query": "{ __typename }", "variables": f'{{"a": "{NAME}"}}'}, headers=headers)
    written = stream.getvalue().decode()
    assert [secret for secret in SECRETS if secret in written] == []
    assert [line["event"] for line in lines(stream)].count("request") == 17
    assert any(line.get("exception") == ["RuntimeError"] for line in lines(stream))


async def test_lines_of_one_request_carry_its_id(client: tuple[httpx.AsyncClient, Graph], stream: io.BytesIO) -> None:
    http, graph = client
    graph.failure = RuntimeError(PHONE)
    body = orjson.dumps({"query": '{ unit(id: "u") { name } }'})
    sent = {"content-type": "application/json", "x-request-id": "from-the-proxy"}
    assert (await http.post("/graphql", content=body, headers=sent)).status_code == 500
    failure, request = lines(stream)
    assert (failure["request"], request["request"]) == ("from-the-proxy", "from-the-proxy")
    assert (failure["event"], failure["logger"], failure["level"]) == (
        "a request failed",
        "graphsvc.web.graphql.endpoint",
        "error",
    )
    assert failure["at"][0].startswith("web/endpoint.py:")
    assert (request["status"], request["event"]) == (500, "request")


def test_an_exception_is_its_types_and_places(stream: io.BytesIO) -> None:
    try:
        try:
            raise ValueError(NAME)
        except ValueError as cause:
            raise RuntimeError(PHONE) from cause
    except RuntimeError:
        logging.getLogger("graphsvc.db").exception("it failed")
    (line,) = lines(stream)
    assert line["exception"] == ["RuntimeError", "ValueError"]
    assert all(place.startswith("web/test_logs.py:") for place in line["at"])
    assert set(line) == {"timestamp", "event", "level", "logger", "exception", "at"}


def test_lines_of_libraries_lose_their_values(stream: io.BytesIO) -> None:
    library = logging.getLogger("some.library")
    library.warning("could not send %s to %s", PHONE, NAME)
    library.error(f"Task exception was never retrieved\nfuture: <Task exception=Error('{PHONE}')>")
    library.info("HTTP Request: GET %s", PHONE)
    assert [line["event"] for line in lines(stream)] == [
        "could not send %s to %s",
        "Task exception was never retrieved",
    ]
    assert [secret for secret in SECRETS if secret in stream.getvalue().decode()] == []


def test_our_own_lines_are_written_as_worded(stream: io.BytesIO) -> None:
    logging.getLogger("graphsvc.access").warning("the sign-in server is away: %s", "ConnectError")
    logging.getLogger("graphsvc").info("数据库已就绪")
    logging.getLogger("graphsvcother").warning("%s", PHONE)
    assert [line["event"] for line in lines(stream)] == [
        "the sign-in server is away: ConnectError", "数据库已就绪", "%s",
    ]  # fmt: skip


async def test_headers_and_a_line_cost_less_than_15_microseconds_of_cpu_a_request() -> None:
    async def bare(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
        await send({"type": "http.response.body", "body": b"{}"})

    async def signed_in(scope: Scope, receive: Receive, send: Send) -> None:
        found = visit(scope)
        found.subject, found.operation = "user-7", "CommunityView"
        await bare(scope, receive, send)

    async def cost(app: Any) -> float:
        begun = time.process_time()
        for _ in range(3000):
            await app(scope(scheme="https", headers=[(b"host", b"a")] * 6), asyncio.sleep, sent)
        return (time.process_time() - begun) / 3000

    async def sent(_: Any) -> None: ...

    secured = Secured(signed_in, RequestLog(b"secret", utc_now, io.BytesIO()))
    extra = min([await cost(secured) for _ in range(5)]) - min([await cost(bare) for _ in range(5)])
    assert extra < 15e-6
