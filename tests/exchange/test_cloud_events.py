"""CloudEvents: an envelope with every required attribute, data that fit their schema, types that are filtered by."""

from typing import Any

import httpx
from jsonschema_rs import validator_for
from starlette.applications import Starlette

from graphsvc.errors import BadCursor
from graphsvc.exchange.model.cloud_events import SCHEMA, SCHEMA_NAME, SCHEMA_PATH, cloud_event, is_wanted
from graphsvc.gql.document.policy import Contract
from graphsvc.gql.execution.executor import Executor
from graphsvc.web.exchange.events import Envelope, routes
from graphsvc.web.graphql.following import Following
from graphsvc.web.graphql.stream import StreamEndpoint
from tests.web.endpoint import open_entrance

CHANGE: dict[str, Any] = {
    "action": "CASE_WHISTLED",
    "subjectId": "case-1",
    "happenedAt": "2026-11-29T09:00:00+08:00",
    "area": {"code": "500103012001", "name": "马家堡社区", "level": "COMMUNITY"},
}


def test_an_event_has_every_attribute_that_the_specification_requires_and_names_its_schema() -> None:
    event = cloud_event(CHANGE, "Zm9v", "https://party.example.cn")
    assert {name: value for name, value in event.items() if name != "data"} == {
        "specversion": "1.0",
        "id": "Zm9v",
        "source": "https://party.example.cn/events",
        "type": "graphsvc.change.case_whistled",
        "subject": "case-1",
        "time": "2026-11-29T09:00:00+08:00",
        "datacontenttype": "application/json",
        "dataschema": "https://party.example.cn/events/schema.json",
    }
    assert cloud_event(CHANGE, "Zm9v", "")["dataschema"] == SCHEMA_NAME
    assert cloud_event(CHANGE, "Zm9v", "")["source"] == "/events"


def test_data_fit_their_schema_and_hold_nothing_else() -> None:
    fits = validator_for(dict(SCHEMA)).is_valid
    assert fits(cloud_event(CHANGE | {"cursor": "x", "note": "y"}, "1", "")["data"])
    assert fits(cloud_event(CHANGE | {"area": None}, "1", "")["data"])
    assert not fits(CHANGE | {"note": "y"})


def test_types_are_named_whole_or_by_their_beginning() -> None:
    assert is_wanted("CASE_WHISTLED", ())
    assert is_wanted("CASE_WHISTLED", ("graphsvc.change.need_", "graphsvc.change.case_"))
    assert not is_wanted("CASE_WHISTLED", ("graphsvc.change.case_closed",))
    assert not is_wanted("CASE_WHISTLED", ("case_",))


async def test_a_stream_without_an_area_is_refused_and_the_schema_is_there_for_everybody() -> None:
    def nothing() -> Executor:
        raise BadCursor("没有数据库。", "There is no database here.")

    envelope = Envelope(lambda change, cursor: cloud_event(change, cursor, ""), is_wanted, SCHEMA, SCHEMA_PATH)
    app = Starlette(routes=routes(StreamEndpoint(Following(nothing, open_entrance(), Contract())), envelope))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://graphsvc") as client:
        refused = await client.get("/events")
        assert refused.status_code == 400
        assert "Name an area" in refused.text
        assert '"code":"BAD_USER_INPUT"' in refused.text
        assert (await client.get("/events/schema.json")).json()["$id"] == SCHEMA_NAME
        gone = await client.get("/events?area=500103012000", headers={"last-event-id": "x"})
        assert gone.status_code == 400
        assert gone.text.startswith("event: error\ndata: ")
