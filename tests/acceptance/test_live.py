"""Live changes as clients follow them: over a WebSocket and as server-sent events, signed in, resumed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from graphsvc.access.role import Role
from graphsvc.access.sign_in.development import Development
from graphsvc.app import Service
from graphsvc.cli.serve import address, serving
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.state_file import free_port
from graphsvc.log.cursors import PURPOSE, Cursors
from graphsvc.log.events import Event
from graphsvc.settings import Settings
from tests.acceptance.serving import until
from tests.conftest import FIELD_KEY, PATIENT, RECORD, RECORD_KEY, Neo4j, patience

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CHANGES = """subscription ($area: ID!, $since: String) {
  changes(area: $area, since: $since) { cursor action subjectId area { code } subject { id ... on Unit { name } } }
}"""
PROTOCOL = Subprotocol("graphql-transport-ws")
CURSORS = Cursors(RECORD.derived(PURPOSE))


class Live:
    """A running service: its address, tokens for it, and changes made behind its back."""

    def __init__(self, service: Service, graph: Graph) -> None:
        self.url = address(service.settings)
        self.graph = graph
        self.service = service
        self._issuer = Development(service.settings)

    def token(self, role: Role = Role.SUBDISTRICT_OFFICIAL, area: str = "500103012000") -> str:
        return "Bearer " + self._issuer.mint(role, [area], None, "li", datetime.now(UTC), timedelta(minutes=5))

    async def change(self, action: str, subject: str, area: str = "500103012011") -> None:
        await self.graph.transact(lambda tx: RECORD.append(tx, [Event(action, subject, area)], "li", "SYSTEM", NOW))

    async def nobody_follows(self) -> bool:
        return self.service.executor().feed._task is None

    def socket(self, **given: Any) -> connect:
        return connect(self.url.replace("http", "ws") + "/graphql", subprotocols=[PROTOCOL], proxy=None, **given)


@pytest.fixture
async def live(neo4j: Neo4j, demo_graph: Graph, tmp_path: Path) -> AsyncIterator[Live]:
    reached = {"neo4j_uri": neo4j.address.uri, "neo4j_password": neo4j.address.password}
    signed = {"record_key": RECORD_KEY, "field_key": FIELD_KEY}
    settings = Settings(profile="developer", port=free_port(), data_dir=tmp_path, **reached, **signed)  # type: ignore[arg-type]
    service = Service(settings)
    service.graph = Graph(neo4j.address, PATIENT)  # a JVM that has just started plans slowly
    await service.attach()
    try:
        async with serving(service):
            yield Live(service, demo_graph)
    finally:
        await service.close()


def place(change: dict[str, Any], reader: str = "li") -> dict[str, int]:
    """Where the cursor of a change stands."""
    return CURSORS.open(change["cursor"], reader)


@asynccontextmanager
async def streamed(live: "Live", headers: dict[str, str]) -> AsyncIterator[AsyncIterator[str]]:
    """The lines of the feed as server-sent events, from the beginning of the record."""
    body = {"query": CHANGES, "variables": {"area": "500103012000", "since": ""}}
    async with (
        httpx.AsyncClient(trust_env=False, timeout=10) as client,
        client.stream("POST", live.url + "/graphql/stream", json=body, headers=headers) as stream,
    ):
        assert stream.headers["content-type"] == "text/event-stream; charset=utf-8"
        yield stream.aiter_lines()


async def event(lines: AsyncIterator[str]) -> dict[str, Any]:
    """The next event: its id, and what it holds."""
    found: dict[str, Any] = {}
    async for line in lines:
        if not line and found:
            return found
        name, _, value = line.partition(": ")
        if name == "id":
            found["id"] = value
        elif name == "data":
            found |= orjson.loads(value)
    raise AssertionError("the stream has ended")


async def said(socket: ClientConnection) -> dict[str, Any]:
    message: dict[str, Any] = orjson.loads(await asyncio.wait_for(socket.recv(), patience(10)))
    return message


async def send(socket: ClientConnection, **message: Any) -> None:
    await socket.send(orjson.dumps(message).decode())


async def closing(socket: ClientConnection) -> int:
    """The code that the server closes with, whatever it says before."""
    try:
        while True:
            await said(socket)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 1006


async def begin(socket: ClientConnection, token: str | None, since: str | None = "", query: str = CHANGES) -> None:
    await send(socket, type="connection_init", payload={"Authorization": token} if token else {})
    assert await said(socket) == {"type": "connection_ack"}
    variables = {"area": "500103012000", "since": since}
    await send(socket, id="1", type="subscribe", payload={"query": query, "variables": variables})


async def test_a_socket_tells_changes_with_the_thing_as_it_is_and_goes_on_from_its_cursor(live: Live) -> None:
    await live.change("RENAMED", "unit-01")
    await live.change("SEEN", "person-001")
    await live.change("MOVED", "unit-02", "500104001001")
    async with live.socket() as socket:
        await begin(socket, live.token())
        first = (await said(socket))["payload"]["data"]["changes"]
        assert place(first) == {"500103": 1}
        assert {name: value for name, value in first.items() if name != "cursor"} == {
            "action": "RENAMED",
            "subjectId": "unit-01",
            "area": {"code": "500103012011"},
            "subject": {"id": "unit-01", "name": "渝中区平岭人民医院"},
        }
        await live.change("ENDED", "unit-03")
        second = (await said(socket))["payload"]["data"]["changes"]
        assert place(second) == {"500103": 3}
    await live.change("ENDED", "unit-04")
    async with live.socket() as socket:
        await begin(socket, live.token(), since=second["cursor"])
        assert (await said(socket))["payload"]["data"]["changes"]["subjectId"] == "unit-04"
        await send(socket, id="1", type="complete")
        await until(live.nobody_follows, 5)


async def test_the_same_feed_comes_as_server_sent_events_and_goes_on_behind_the_last_event(live: Live) -> None:
    headers = {"authorization": live.token(), "accept": "text/event-stream"}
    await live.change("RENAMED", "unit-01")
    await live.change("RENAMED", "unit-02")
    async with streamed(live, headers) as lines:
        first, _ = await event(lines), await event(lines)
        assert place({"cursor": first["id"]}) == {"500103": 1}
        assert first["data"]["changes"]["subjectId"] == "unit-01"
        assert not await live.nobody_follows()
    await until(live.nobody_follows, 5)  # whoever has gone is not read for any more
    async with streamed(live, {**headers, "last-event-id": first["id"]}) as lines:
        assert (await event(lines))["data"]["changes"]["subjectId"] == "unit-02", "what the document says is the start"
        await live.change("RENAMED", "unit-03")
        assert (await event(lines))["data"]["changes"]["subjectId"] == "unit-03"


@pytest.mark.parametrize("since", ["500103:12", "AAAA", "ahead", "wang's"])
async def test_a_cursor_that_is_none_or_ahead_of_the_record_is_refused(live: Live, since: str) -> None:
    await live.change("RENAMED", "unit-01")
    made = {"ahead": CURSORS.seal({"500103": 99_999}, "li"), "wang's": CURSORS.seal({"500103": 0}, "wang")}
    async with live.socket() as socket:
        await begin(socket, live.token(), since=made.get(since, since))
        message = await said(socket)
        assert (message["type"], message["payload"][0]["extensions"]["code"]) == ("error", "BAD_CURSOR")


async def test_a_query_over_a_stream_is_answered_once_and_complete(live: Live) -> None:
    async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
        body = {"query": '{ unit(id: "unit-01") { id } }'}
        got = await client.post(live.url + "/graphql/stream", json=body)
    assert got.text == 'event: next\ndata: {"data":{"unit":{"id":"unit-01"}}}\n\nevent: complete\ndata:\n\n'


async def test_what_is_out_of_scope_is_not_told(live: Live) -> None:
    await live.change("RENAMED", "unit-01", "500103012012")
    await live.change("RENAMED", "unit-02", "500103012011")
    async with live.socket() as socket:
        await begin(socket, live.token(Role.COMMUNITY_OFFICIAL, "500103012011"))
        assert (await said(socket))["payload"]["data"]["changes"]["subjectId"] == "unit-02"


@pytest.mark.parametrize(
    ("role", "query", "since", "code"),
    [
        (Role.VIEWER, CHANGES, "", "FORBIDDEN"),
        (Role.AUDITOR, CHANGES, "nonsense", "BAD_CURSOR"),
        (Role.AUDITOR, "subscription { nothing }", "", "GRAPHQL_VALIDATION_FAILED"),
    ],
)
async def test_a_refusal_ends_the_operation_with_its_code(
    live: Live, role: Role, query: str, since: str, code: str
) -> None:
    async with live.socket() as socket:
        await begin(socket, live.token(role), since, query)
        message = await said(socket)
        errors = message["payload"] if message["type"] == "error" else message["payload"]["errors"]
        assert errors[0]["extensions"]["code"] == code


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        ([{"type": "subscribe", "id": "1", "payload": {"query": "{ x }"}}], 4401),
        ([{"type": "connection_init", "payload": {"authorization": "Bearer x.y.z"}}], 4403),
        ([{"type": "connection_init"}, {"type": "connection_init"}], 4429),
        ([{"type": "connection_init"}, {"type": "nonsense"}], 4400),
        ([{"type": "connection_init"}, {"no": "type"}], 4400),
    ],
)
async def test_a_socket_that_breaks_the_protocol_is_closed_with_its_code(
    live: Live, messages: list[dict[str, Any]], code: int
) -> None:
    async with live.socket() as socket:
        for message in messages:
            await send(socket, **message)
        assert await closing(socket) == code


async def test_two_operations_of_one_id_are_refused(live: Live) -> None:
    async with live.socket() as socket:
        await begin(socket, live.token())
        await send(socket, id="1", type="subscribe", payload={"query": CHANGES, "variables": {"area": "500103012000"}})
        assert await closing(socket) == 4409


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}])
async def test_a_page_of_another_site_opens_no_socket(live: Live, headers: dict[str, str]) -> None:
    with pytest.raises(InvalidStatus):
        async with live.socket(additional_headers=headers):
            pass
