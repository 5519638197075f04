"""Service points and items on a real Neo4j: kept by who may, open when their hours say so, offered where they are."""

import asyncio
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from graphsvc.access.principal import Principal
from graphsvc.china import CHINA, day_in_china
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from graphsvc.places.model.points import ServiceRules
from graphsvc.places.store import items, points
from tests.engine.cases_world import COMMUNITY_CODE, GRID_CODE, STREET, place
from tests.engine.desk import COMMUNITY, ELSEWHERE, GRID, STREET_OFFICE, VIEWER, WATER, Desk
from tests.engine.service_documents import (
    ADD,
    AFTERNOON,
    AMEND,
    AMEND_ITEM,
    CLOSE,
    DISTRICT,
    LIST,
    MORNING,
    NEW,
    OPEN,
    SERVICE,
    TOLD,
    VERIFY,
    WITHDRAW,
)
from tests.oracle.places import is_open_at
from tests.oracle.world import Node
from tests.plans import scans
from tests.shared_graph import everything

FAR = {"longitude": 116.4, "latitude": 39.9}


class Counter(Desk):
    """Asks about services; a refusal is asserted to have written nothing."""

    async def open(self, caller: Principal = COMMUNITY, **more: Any) -> Any:
        return (await self.data(caller, OPEN, point={**NEW, **more}))["openServicePoint"]

    async def add(self, *at: Any, caller: Principal = COMMUNITY, **more: Any) -> Any:
        given = {**SERVICE, "area": COMMUNITY_CODE, "department": "unit-water", **more}
        return (await self.data(caller, ADD, item={**given, "points": [each["id"] for each in at]}))[
            "publishServiceItem"
        ]

    async def take(self, text: str, of: Any, caller: Principal = COMMUNITY, **more: Any) -> Any:
        (made,) = (await self.data(caller, text, id=of["id"], v=of["version"], **more)).values()
        return made

    async def list(self, **filter_: Any) -> list[str]:
        page = (await self.data(VIEWER, LIST, filter=filter_))["servicePoints"]
        assert page["totalCount"] == len(page["nodes"])
        return [each["id"] for each in page["nodes"]]

    async def refused(self, caller: Principal, text: str, **variables: Any) -> Any:  # type: ignore[override]
        before = await everything(self.graph)
        body = (await self.ask(caller, text, **variables)).body
        assert await everything(self.graph) == before
        return body["errors"][0]["extensions"]


@pytest.fixture
async def counter(known: Documents, clean_graph: Graph) -> Counter:
    await place(clean_graph)
    return Counter(known, clean_graph)


async def test_a_point_is_kept_by_who_may_and_closed_once(counter: Counter) -> None:
    for caller, more, code in (
        (VIEWER, {}, "FORBIDDEN"),
        (GRID, {}, "FORBIDDEN"),
        (WATER, {}, "FORBIDDEN"),
        (ELSEWHERE, {}, "NOT_FOUND"),
        (COMMUNITY, {"area": STREET}, "NOT_FOUND"),
        (DISTRICT, {"area": "500000000000"}, "BAD_USER_INPUT"),
        (COMMUNITY, {"longitude": None}, "BAD_USER_INPUT"),
        (COMMUNITY, {"longitude": 116.4, "latitude": 39.9}, "BAD_USER_INPUT"),
        (COMMUNITY, {"classes": []}, "BAD_USER_INPUT"),
        (COMMUNITY, {"phone": "13800001234"}, "BAD_USER_INPUT"),
        (COMMUNITY, {"phone": "张主任"}, "BAD_USER_INPUT"),
        (COMMUNITY, {"hours": [{**MORNING, "recurrence": "FREQ=MONTHLY"}]}, "BAD_USER_INPUT"),
    ):
        assert (await counter.refused(caller, OPEN, point={**NEW, **more}))["code"] == code, (caller, more)
    made = (await counter.data(COMMUNITY, OPEN, point=NEW, key="key-0001"))["openServicePoint"]
    assert await counter.data(COMMUNITY, OPEN, point=NEW, key="key-0001") == {"openServicePoint": made}
    assert (made["classes"], made["access"], made["phone"]) == (
        ["PARTY", "GOVERNMENT"],
        ["STEP_FREE", "LIFT"],
        "023-68810000转8",
    )
    assert made["hours"] == [MORNING, AFTERNOON]
    assert (made["openNow"], made["verifiedOn"], made["verifyByOn"]) == (True, "2026-09-07", "2027-03-06")
    assert (await counter.refused(COMMUNITY, OPEN, point=NEW))["code"] == "CONFLICT"
    assert (await counter.refused(ELSEWHERE, VERIFY, id=made["id"], v=1))["code"] == "NOT_FOUND"
    assert (await counter.refused(COMMUNITY, VERIFY, id=made["id"], v=9))["allowed"] == ["AMEND", "VERIFY", "CLOSE"]
    actions = "query ($id: ID!) { servicePointActions(point: $id) { action allowed reason } }"
    offers = (await counter.data(GRID, actions, id=made["id"]))["servicePointActions"]
    assert {each["reason"] for each in offers} == {"须由该区域的社区、镇街或区县办理。"}
    counter.now += timedelta(days=181)
    assert await counter.list(staleOn="2027-03-06") == []
    assert await counter.list(staleOn="2027-03-07") == [made["id"]]
    made = await counter.take(VERIFY, made)
    assert (made["stale"], made["verifyByOn"]) == (False, "2027-09-03")
    far = {**TOLD, **FAR}
    refusal = await counter.refused(COMMUNITY, AMEND, id=made["id"], v=made["version"], point=far)
    assert (refusal["code"], refusal["field"]) == ("BAD_USER_INPUT", ["point", "longitude"])
    assert refusal["zh"] == "经纬度（116.4，39.9）离“重庆市”太远；请核对坐标和地点，是否把经度、纬度填反。"
    assert (await counter.refused(COMMUNITY, OPEN, point={**NEW, "name": "另一处", **FAR}))["code"] == "BAD_USER_INPUT"
    for text, point in ((OPEN, {**NEW, **FAR}), (OPEN, NEW)):
        stranger = await counter.refused(ELSEWHERE, text, point=point)
        assert (stranger["code"], stranger["zh"]) == ("NOT_FOUND", "没有这个区域，或不在您的管辖范围内。")
    stranger = await counter.refused(ELSEWHERE, AMEND, id=made["id"], v=made["version"], point=far)
    assert stranger["code"] == "NOT_FOUND", "a stranger learns nothing of where the place lies"
    counter.tools[ServiceRules] = ServiceRules(timedelta(days=30))
    made = await counter.take(
        AMEND, made, point={**TOLD, "hours": [], "classes": ["LAW"], "longitude": None, "latitude": None}
    )
    assert (made["hours"], made["classes"], made["longitude"], made["openNow"]) == ([], ["LAW"], None, False)
    assert made["verifyByOn"] == "2027-04-06"
    made = await counter.take(CLOSE, made)
    assert (made["state"], made["closedOn"], made["note"], made["version"]) == ("CLOSED", "2027-03-07", "搬迁", 4)
    offers = (await counter.data(COMMUNITY, actions, id=made["id"]))["servicePointActions"]
    assert [each["allowed"] for each in offers] == [False] * 3
    assert (await counter.refused(COMMUNITY, VERIFY, id=made["id"], v=4))["allowed"] == []
    assert await counter.list(thereOn="2027-03-06") == [made["id"]]
    assert await counter.list(thereOn="2027-03-07") == []
    assert (await counter.open())["id"] != made["id"]  # what is closed does not stand in the way
    told = await counter.graph.read(
        Statement("MATCH (e:LogEntry {subject: $id}) RETURN e.action ORDER BY e.number", {"id": made["id"]})
    )
    assert [action.removeprefix("SERVICE_POINT_") for (action,) in told] == ["OPENED", "VERIFY", "AMEND", "CLOSE"]


async def test_an_item_is_offered_at_open_points_of_its_area(counter: Counter) -> None:
    here, grid = await counter.open(), await counter.open(area=GRID_CODE, name="第一网格驿站", classes=["LIVING"])
    street = await counter.open(STREET_OFFICE, area=STREET, name="青石街道便民服务中心")
    given = {**SERVICE, "area": COMMUNITY_CODE, "department": "unit-water", "points": [here["id"]]}
    for caller, more, code in (
        (WATER, {}, "FORBIDDEN"),
        (ELSEWHERE, {}, "NOT_FOUND"),
        (COMMUNITY, {"department": "unit-nobody"}, "NOT_FOUND"),
        (COMMUNITY, {"points": [here["id"], street["id"]]}, "BAD_USER_INPUT"),
        (COMMUNITY, {"points": ["point-nowhere"]}, "BAD_USER_INPUT"),
        (COMMUNITY, {"ways": []}, "BAD_USER_INPUT"),
        (COMMUNITY, {"papers": ["联系 13800001234"]}, "BAD_USER_INPUT"),
    ):
        assert (await counter.refused(caller, ADD, item={**given, **more}))["code"] == code, (caller, more)
    made = await counter.add(grid, here, here)
    assert (made["ways"], made["papers"]) == (["ON_THE_SPOT", "BY_AGENT"], ["身份证原件", "银行卡复印件"])
    assert (made["aliases"], made["department"]["id"]) == (["办养老", "交社保"], "unit-water")
    assert {each["id"] for each in made["points"]["nodes"]} == {here["id"], grid["id"]}
    again = await counter.take(AMEND_ITEM, made, item={**SERVICE, "title": "养老保险登记", "points": [here["id"]]})
    assert [each["id"] for each in again["points"]["nodes"]] == [here["id"]]
    assert (await counter.refused(COMMUNITY, AMEND_ITEM, id=made["id"], v=1, item=SERVICE))["allowed"] == [
        "AMEND",
        "WITHDRAW",
    ]
    await counter.take(CLOSE, here)
    text = 'query ($id: ID!) { serviceItem(id: $id) { points { totalCount } } community(code: "%s") {\n'
    text += '  servicePoints { nodes { id state } } } unit(id: "unit-water") { serviceItems { nodes { id } } } }'
    seen = await counter.data(VIEWER, text % COMMUNITY_CODE, id=made["id"])
    assert seen["serviceItem"]["points"]["totalCount"] == 0
    assert [each["state"] for each in seen["community"]["servicePoints"]["nodes"]] == ["CLOSED", "OPEN"]
    assert [each["id"] for each in seen["unit"]["serviceItems"]["nodes"]] == [made["id"]]
    refusal = await counter.refused(COMMUNITY, AMEND_ITEM, id=made["id"], v=2, item={**SERVICE, "points": [here["id"]]})
    assert (refusal["code"], refusal["field"]) == ("BAD_USER_INPUT", ["item", "points"])
    gone = await counter.take(WITHDRAW, again)
    assert (gone["state"], gone["withdrawnOn"], gone["note"]) == ("WITHDRAWN", "2026-09-07", "改为全程网办")
    assert (await counter.refused(COMMUNITY, AMEND_ITEM, id=made["id"], v=3, item=SERVICE))["allowed"] == []
    offers = "query ($id: ID!) { serviceItemActions(item: $id) { allowed reason } }"
    assert [
        each["allowed"] for each in (await counter.data(COMMUNITY, offers, id=made["id"]))["serviceItemActions"]
    ] == [
        False,
        False,
    ]


async def test_of_eight_openings_at_once_one_stands_and_no_item_goes_to_a_closed_point(counter: Counter) -> None:
    answers = await asyncio.gather(*(counter.ask(COMMUNITY, OPEN, point=NEW) for _ in range(8)))
    (made,) = [each.body["data"]["openServicePoint"] for each in answers if "errors" not in each.body]
    codes = {each.body["errors"][0]["extensions"]["code"] for each in answers if "errors" in each.body}
    assert codes <= {"CONFLICT", "UNAVAILABLE"}
    item = {**SERVICE, "area": COMMUNITY_CODE, "department": "unit-water", "points": [made["id"]]}
    adding = [counter.ask(COMMUNITY, ADD, item=item) for _ in range(4)]
    closed, *added = await asyncio.gather(counter.ask(COMMUNITY, CLOSE, id=made["id"], v=1), *adding)
    assert closed.body["data"]["closeServicePoint"]["state"] == "CLOSED"
    rows = await counter.graph.read(
        Statement(
            """MATCH (e:LogEntry) WHERE e.action IN ['SERVICE_ITEM_PUBLISHED', 'SERVICE_POINT_CLOSE']
            RETURN e.action ORDER BY e.number"""
        )
    )
    kept = sum("errors" not in each.body for each in added)
    assert [action for (action,) in rows] == ["SERVICE_ITEM_PUBLISHED"] * kept + ["SERVICE_POINT_CLOSE"]


async def test_a_point_is_open_when_its_hours_say_so_at_any_moment(counter: Counter) -> None:
    random = Random(4)
    days = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
    made: dict[str, Any] = {}
    for number in range(12):
        hours = [
            {
                "recurrence": "FREQ=WEEKLY;BYDAY=" + ",".join(random.sample(days, random.randint(1, 4))),
                "fromTime": f"{random.randrange(24):02}:{random.choice((0, 30)):02}",
                "toTime": f"{random.randrange(24):02}:{random.choice((0, 30)):02}",
            }
            for _ in range(number % 4)
        ]
        shut = [f"2026-09-{random.randint(7, 20):02}"] if number % 3 else []
        point = await counter.open(name=f"驿站 {number}", hours=hours, shutOn=shut)
        made[point["id"]] = point
        if number == 5:
            made[point["id"]] = await counter.take(CLOSE, point)
    rows = await counter.graph.read(Statement("MATCH (s:ServicePoint) RETURN s.id, properties(s)"))
    nodes = [Node(id_, frozenset(), {name: _plain(value) for name, value in row.items()}) for id_, row in rows]
    begins, seen = datetime(2026, 9, 7, tzinfo=CHINA), 0
    for _ in range(60):
        at = begins + timedelta(minutes=30 * random.randrange(14 * 48), seconds=random.choice((0, -1)))
        wanted = sorted(node.id for node in nodes if is_open_at(node, at.astimezone(UTC)))
        assert await counter.list(openAt=at.isoformat()) == wanted, at
        seen += len(wanted)
    assert seen > 60


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


async def test_a_past_day_is_answered_by_what_was_told_of_a_point_then(counter: Counter) -> None:
    made = await counter.open()
    opened, at_ten = counter.now, "2026-09-08T10:00:00+08:00"
    assert await counter.list(openAt=at_ten) == [made["id"]]
    counter.now = opened + timedelta(days=190)
    made = await counter.take(VERIFY, made)
    counter.now = opened + timedelta(days=200)
    made = await counter.take(AMEND, made, point={**TOLD, "hours": []})
    counter.now = opened + timedelta(days=201)
    made = await counter.take(VERIFY, made)
    made = await counter.take(AMEND, made, point={**TOLD, "hours": [], "shutOn": ["2026-09-08"]})
    for day, stale in ((180, False), (181, True), (189, True), (190, False), (381, False), (382, True)):
        on = day_in_china(opened + timedelta(days=day)).isoformat()
        assert await counter.list(staleOn=on) == [made["id"]] * stale, day
    assert await counter.list(openAt=at_ten) == [made["id"]], "by the hours that it had then"
    for day, there in ((199, True), (200, False)):
        at = (datetime(2026, 9, 7, 10, tzinfo=CHINA) + timedelta(days=day)).isoformat()
        assert await counter.list(openAt=at) == [made["id"]] * there, day
    await counter.take(CLOSE, made)
    assert await counter.list(staleOn="2028-01-01") == [], "nobody verifies a point that is closed"
    ((pasts,),) = await counter.graph.read(Statement("MATCH (:ServicePoint)-[:WAS]->(p:Past) RETURN count(p)"))
    assert pasts == 3, "one a day on which something changed"


async def test_points_are_found_in_a_box_and_near_a_point(counter: Counter) -> None:
    here, east, north, nowhere = [
        (await counter.open(name=name, longitude=longitude, latitude=latitude))["id"]
        for name, longitude, latitude in (
            ("一", 106.52, 29.55),
            ("二", 106.53, 29.55),
            ("三", 106.52, 29.56),
            ("四", None, None),
        )
    ]
    for box, found in (
        ([106.52, 29.55, 106.525, 29.56], {here, north}),
        ([106.52, 29.55, 106.53, 29.55], {here, east}),
        ([106.54, 29.5, 106.6, 29.6], set()),
    ):
        assert set(await counter.list(withinBox=box)) == found, box
    for metres, found in ((1, {here}), (960, {here}), (980, {here, east}), (1_120, {here, east, north})):
        assert set(await counter.list(near=[106.52, 29.55, metres])) == found, metres
    assert set(await counter.list(**{"not": {"withinBox": [106.5, 29.5, 106.6, 29.6]}})) == {nowhere}
    for filter_ in (
        {"withinBox": [106.6, 29.5, 106.5, 29.6]},
        {"withinBox": [106.5, 29.5, 106.6]},
        {"withinBox": [106.5, -91, 106.6, 29.6]},
        {"near": [106.5, 29.5]},
        {"near": [106.5, 29.5, 0]},
        {"near": [106.5, 29.5, 20_001]},
    ):
        refused = (await counter.ask(VIEWER, LIST, filter=filter_)).body["errors"][0]["extensions"]
        assert (refused["code"], refused["field"]) == ("BAD_USER_INPUT", ["filter", *filter_]), filter_


@pytest.mark.parametrize(
    "name", [*sorted(f"points {each}" for each in points.TEXTS), *(f"items {each}" for each in items.TEXTS)]
)
async def test_no_statement_of_services_scans(counter: Counter, name: str) -> None:
    given: dict[str, Any] = {"id": "p", "expected": 1, "sources": [], "changes": {}, "scope": [""], "area": "a"}
    given |= {"point": {}, "item": {}, "points": [], "department": "u"}
    room, _, statement = name.partition(" ")
    text = (points if room == "points" else items).TEXTS[statement]
    assert not await scans(counter.graph, Statement(text, given), products=True)
