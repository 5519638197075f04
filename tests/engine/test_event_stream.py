"""Changes as CloudEvents over server-sent events: from where a reader stood, in its scope, of the types it named."""

import asyncio
from typing import Any

import orjson

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.app import documents
from graphsvc.clock import utc_now
from graphsvc.db.driver import Graph
from graphsvc.exchange.model.cloud_events import SCHEMA, SCHEMA_PATH, cloud_event, is_wanted
from graphsvc.gql.document.policy import Contract
from graphsvc.gql.execution.executor import Executor
from graphsvc.log.events import Event
from graphsvc.web.exchange.events import Envelope, EventStream
from graphsvc.web.graphql.following import Following
from graphsvc.web.graphql.stream import StreamEndpoint
from tests.conftest import KEYS, RECORD
from tests.engine.cases_world import COMMUNITY_CODE, START, STREET
from tests.web.endpoint import open_entrance

STREET_OFFICE = Principal("street", Role.SUBDISTRICT_OFFICIAL, (STREET,))
GUEST = Principal("guest", Role.VIEWER)


class Reader:
    """Reads a stream until it has seen so many events, then leaves."""

    def __init__(self, graph: Graph, caller: Principal) -> None:
        contract = Contract()
        executor = Executor(documents(), graph, RECORD, KEYS, contract, now=utc_now)
        streaming = StreamEndpoint(Following(lambda: executor, open_entrance(caller), contract))
        envelope = Envelope(lambda change, cursor: cloud_event(change, cursor, ""), is_wanted, SCHEMA, SCHEMA_PATH)
        self.stream = EventStream(streaming, envelope)
        self.begun = asyncio.Event()

    async def read(self, query: str, most: int, last: str | None = None) -> tuple[int, list[Any]]:
        """The status, and the events: their ids stand beside them."""
        seen: list[dict[str, str]] = []
        left, status, text = asyncio.Event(), 0, ""
        headers = [(b"last-event-id", last.encode())] if last is not None else []
        scope = {"type": "http", "method": "GET", "path": "/events", "query_string": query.encode(), "headers": headers}

        async def receive() -> dict[str, Any]:
            await left.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            nonlocal status, text
            status = message.get("status", status)
            self.begun.set()
            text += message.get("body", b"").decode()
            *whole, text = text.split("\n\n")
            seen.extend(dict(line.split(": ", 1) for line in each.splitlines() if ": " in line) for each in whole)
            if len([each for each in seen if "data" in each]) >= most:
                left.set()

        async with asyncio.timeout(30):
            await self.stream(scope, receive, send)
        return status, [each for each in seen if each]


async def write(graph: Graph, *events: tuple[str, str, str]) -> None:
    told = [Event(action, subject, area) for action, subject, area in events]
    await graph.transact(lambda tx: RECORD.append(tx, told, "li", "SYSTEM", START))


async def test_events_are_told_in_order_and_gone_on_with_by_their_ids(town: Graph) -> None:
    community = COMMUNITY_CODE
    await write(
        town,
        ("CASE_DISCOVERED", "case-1", community),
        ("SEEN", "person-1", community),
        ("CASE_DISCOVERED", "case-2", "500103014001"),
        ("CASE_ACCEPTED", "case-1", community),
        ("NEED_PUBLISHED", "need-1", community),
        ("CASE_WHISTLED", "case-1", community),
    )
    reader = Reader(town, STREET_OFFICE)
    status, told = await reader.read(f"area={STREET}&since=", 4)
    events = [orjson.loads(each["data"]) for each in told]
    assert status == 200
    assert [event["type"].removeprefix("graphsvc.change.") for event in events] == [
        "case_discovered",
        "case_accepted",
        "need_published",
        "case_whistled",
    ]  # neither what was seen of a person nor what lies outside the caller's scope
    assert [event["id"] for event in events] == [each["id"] for each in told]
    assert events[0]["data"]["area"] == {"code": community, "name": "桐花社区", "level": "COMMUNITY"}
    assert events[0]["time"] == START.isoformat() == events[0]["data"]["happenedAt"]

    _, rest = await reader.read(f"area={STREET}&since=", 2, last=told[1]["id"])
    assert [orjson.loads(each["data"])["subject"] for each in rest] == ["need-1", "case-1"]
    _, chosen = await reader.read(f"area={STREET}&since=&types=graphsvc.change.case_whistled", 1)
    assert [orjson.loads(each["data"])["type"] for each in chosen if "data" in each] == [
        "graphsvc.change.case_whistled"
    ]
    assert len([each for each in chosen if "id" in each]) == 4, "what is not wanted moves the place along"


async def test_who_may_not_follow_changes_and_who_brings_another_s_id_is_refused(town: Graph) -> None:
    status, ((refused),) = await Reader(town, GUEST).read(f"area={STREET}", 1)
    assert (status, orjson.loads(refused["data"])["errors"][0]["extensions"]["code"]) == (403, "FORBIDDEN")
    status, ((refused),) = await Reader(town, STREET_OFFICE).read(f"area={STREET}", 1, last="bm90LW91cnM")
    assert (status, orjson.loads(refused["data"])["errors"][0]["extensions"]["code"]) == (400, "BAD_CURSOR")
