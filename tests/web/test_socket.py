"""Sockets: what breaks the protocol ends them with a code, what is over a limit is refused by itself."""

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphsvc.access.authenticator import DEVELOPER
from graphsvc.app import documents
from graphsvc.clock import utc_now
from graphsvc.errors import Unavailable
from graphsvc.gql.document.policy import Contract
from graphsvc.gql.execution.executor import Executor
from graphsvc.web.authentication import Entrance
from graphsvc.web.graphql.following import Following
from graphsvc.web.graphql.socket import LARGEST_MESSAGE, MOST_OPERATIONS, SocketEndpoint
from graphsvc.web.limits.rates import Rate
from graphsvc.web.request_context import Visit
from graphsvc.web.security import Secured
from tests.conftest import KEYS, RECORD, patience
from tests.web.endpoint import Graph, open_entrance
from tests.web.following import ENDLESS, Slow, limited
from tests.web.sockets import Socket


class World:
    """A socket endpoint; by default everybody is the developer, and reads come at once."""

    def __init__(self, entrance: Entrance | None = None, graph: Graph | None = None, *, hints: bool = True) -> None:
        self.contract = Contract(hints=hints)
        self.executor = Executor(documents(), graph or Graph(), RECORD, KEYS, self.contract, now=utc_now)
        self.lines: list[tuple[Visit, str, int]] = []
        following = Following(lambda: self.executor, entrance or open_entrance(), self.contract)
        self.app = Secured(SocketEndpoint(following, self.seen), self.seen)

    def seen(self, visit: Visit, scope: Any, status: int, seconds: float) -> None:
        self.lines.append((visit, scope.get("method", "WEBSOCKET"), status))

    def socket(self, **headers: str) -> Socket:
        return Socket(self.app, **headers)


@pytest.fixture(autouse=True)
def _no_failure(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nothing a client does is a failure of ours."""
    yield
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ([{"bytes": b"\x00\x01"}], 4400),
        ([{"bytes": b"{}", "text": None}], 4400),
        ([{"text": ""}], 4400),
        ([{"text": "{"}], 4400),
        ([{"text": "[]"}], 4400),
        ([{"text": '{"type":1}'}], 4400),
        ([{"text": '"\\ud800"'}], 4400),
        ([{"text": '{"type":"subscribe","id":"1"}'}], 4401),
        ([{"text": '{"type":"ping"}'}], 4401),
        ([{"text": '{"type":"connection_init"}'}, {"bytes": b"x"}], 4400),
        ([{"text": '{"type":"connection_init"}'}, {"text": '{"type":"connection_init"}'}], 4429),
        ([{"text": '{"type":"connection_init"}'}, {"text": '{"type":"subscribe","id":7}'}], 4400),
        ([{"text": '{"type":"connection_init"}'}, {"text": f'{{"type":"{"x" * LARGEST_MESSAGE}"}}'}], 4400),
    ],
)
async def test_what_breaks_the_protocol_closes_the_socket_with_a_code(frames: list[Any], code: int) -> None:
    socket = World().socket()
    for frame in frames:
        socket.frame(**frame)
    assert (await socket.closed()).code == code


async def test_another_protocol_is_not_spoken() -> None:
    assert (await Socket(World().app, "graphql-ws").closed()).code == 4406


def frame(kind: str, id_: Any, payload: Any) -> dict[str, str]:
    return {"text": orjson.dumps({"type": kind, "id": id_, "payload": payload}).decode()}


PAYLOADS = st.dictionaries(
    st.sampled_from(["query", "variables", "id", "Authorization", "extensions", "operationName"]),
    st.none() | st.integers(-9, 9) | st.text(max_size=9) | st.just("{ __typename }") | st.just({"a": 1}),
    max_size=4,
)
MESSAGES = st.builds(
    frame,
    st.sampled_from(["connection_init", "subscribe", "complete", "ping", "pong", "next", ""]),
    st.none() | st.integers(0, 9) | st.sampled_from(["", "1", "2"]),
    st.none() | st.text(max_size=5) | st.lists(st.integers(0, 9), max_size=2) | PAYLOADS,
)
FRAMES = (
    st.builds(lambda text: {"text": text}, st.text(max_size=40))
    | st.builds(lambda data: {"bytes": data}, st.binary(max_size=20))
    | MESSAGES
)


@given(st.booleans(), st.lists(FRAMES, max_size=6))
@settings(max_examples=200, deadline=None)
async def test_no_frames_make_a_socket_fail(begun: bool, frames: list[Any]) -> None:
    socket = World().socket()
    if begun:
        socket.send(type="connection_init")
    for frame in frames:
        socket.frame(**frame)
    await asyncio.sleep(0)
    await socket.leave()


async def test_a_sign_in_server_that_is_away_says_try_again_later() -> None:
    class Away:
        async def caller(self, authorization: bytes | None) -> Any:
            raise Unavailable("登录服务暂时不可用，请稍后重试。", "The sign-in server is away; try again shortly.")

    socket = World(Entrance(Away(), open_entrance()._limits, utc_now)).socket()
    socket.send(type="connection_init")
    closed = await socket.closed()
    assert (closed.code, closed.reason) == (1013, "The sign-in server is away; try again shortly.")


async def test_a_bad_token_is_forbidden_and_a_caller_over_its_rate_may_come_back(tmp_path: Path) -> None:
    entrance, token = limited(tmp_path, Rate(0.5, 1))
    world = World(entrance)
    for payload, code in (({"authorization": "Bearer x"}, 4403), ({}, 4403)):
        socket = world.socket()
        socket.send(type="connection_init", payload=payload)
        assert (await socket.closed()).code == code
    first = world.socket()
    await first.init(Authorization=token())
    second = world.socket(authorization=token())
    second.send(type="connection_init")
    closed = await second.closed()
    assert (closed.code, closed.reason) == (1013, "Rate limited; try again in 2 s")
    await first.leave()


async def test_a_socket_ends_with_its_token(tmp_path: Path) -> None:
    entrance, token = limited(tmp_path)
    world = World(entrance, Slow())
    socket = world.socket()
    await socket.init(authorization=token(seconds=patience(2.5)))
    socket.subscribe("1", ENDLESS)
    closed = await socket.closed()
    assert closed.code == 4403
    async with asyncio.timeout(5):
        while world.executor.feed._task:  # noqa: ASYNC110 - nobody is told of changes any more, in a moment
            await asyncio.sleep(0.01)
    late = world.socket()
    late.send(type="connection_init", payload={"authorization": token(seconds=0.5)})
    assert (await late.closed()).code == 4403


async def test_each_operation_counts_and_one_over_the_rate_is_refused_by_itself(tmp_path: Path) -> None:
    entrance, token = limited(tmp_path, Rate(0.5, 4))
    world = World(entrance, Slow())
    socket = world.socket(accept_language="zh")
    await socket.init(authorization=token())
    for number in range(6):
        socket.subscribe(str(number), "{ __typename }" if number else ENDLESS)
    said = [await socket.said() for _ in range(7)]
    refused = [each for each in said if each["type"] == "error"]
    assert [each["id"] for each in refused] == ["3", "4", "5"]
    error = refused[0]["payload"][0]
    assert error["message"] == "请求过于频繁，请稍后再试。"
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert 1.0 < error["extensions"]["retryAfter"] <= 2.0, "less, the longer it took to get here"
    assert {each["id"] for each in said if each["type"] == "complete"} == {"1", "2"}
    assert not socket.task.done(), "the first goes on"
    await socket.leave()


async def test_the_twenty_first_operation_is_refused_and_the_others_go_on() -> None:
    world = World(graph=Slow())
    socket = world.socket()
    await socket.init()
    for number in range(MOST_OPERATIONS + 1):
        socket.subscribe(str(number), ENDLESS)
    refused = await socket.said()
    assert (refused["id"], refused["type"]) == (str(MOST_OPERATIONS), "error")
    assert refused["payload"][0]["extensions"]["code"] == "TOO_MANY_OPEN"
    socket.send(type="complete", id="3")
    socket.subscribe("again", "{ __typename }")
    assert await socket.said() == {"id": "again", "type": "next", "payload": {"data": {"__typename": "Query"}}}
    await socket.leave()


async def test_sockets_and_followed_operations_of_a_caller_are_capped(tmp_path: Path) -> None:
    entrance, token = limited(tmp_path, Rate(0, 1), sockets=2, streams=3)
    world = World(entrance, Slow())
    first, second, third = (world.socket() for _ in range(3))
    await first.init(authorization=token())
    await second.init(authorization=token())
    third.send(type="connection_init", payload={"authorization": token()})
    assert (await third.closed()).code == 1013
    for number in range(2):
        first.subscribe(str(number), ENDLESS)
        second.subscribe(str(number), ENDLESS)
        await asyncio.sleep(0.05)
    refused = await second.said()
    assert refused["payload"][0]["extensions"]["code"] == "TOO_MANY_OPEN"
    await first.leave()
    again = world.socket()
    await again.init(authorization=token())
    await again.leave()
    await second.leave()


async def test_a_flood_of_messages_is_read_no_faster_than_allowed(tmp_path: Path) -> None:
    entrance, token = limited(tmp_path, Rate(10, 5))
    socket = World(entrance).socket()
    await socket.init(authorization=token())
    for _ in range(30):
        socket.send(type="ping")
    begun = asyncio.get_running_loop().time()
    for _ in range(30):
        assert await socket.said() == {"type": "pong"}
    assert asyncio.get_running_loop().time() - begun > 0.2
    await socket.leave()


@pytest.mark.parametrize("hints", [True, False])
async def test_errors_are_worded_as_over_http_and_each_operation_has_an_id_and_a_line(hints: bool) -> None:
    world = World(hints=hints)
    socket = world.socket(accept_language="en", x_request_id="proxy-123")
    await socket.init(**{"Accept-Language": "zh-CN"})
    socket.send(id="a", type="subscribe", payload={"query": "query Board { communty(code: 1) { name } }",
                                                   "operationName": "Board"})  # fmt: skip
    (error,) = (await socket.said())["payload"]
    assert ("community" in error["message"]) is hints
    assert error["message"].startswith("类型 Query 没有字段 communty。")
    assert ("community" in error["extensions"]["en"]) is hints
    visited, method, status = world.lines[0]
    assert (method, status, visited.code, visited.operation, visited.subject) == (
        "SUBSCRIBE", 400, "GRAPHQL_VALIDATION_FAILED", "Board", DEVELOPER.subject)  # fmt: skip
    assert error["extensions"]["requestId"] == visited.request_id != ""
    await socket.leave()
    assert [(line[0].request_id, *line[1:]) for line in world.lines[1:]] == [("proxy-123", "WEBSOCKET", 1006)]
