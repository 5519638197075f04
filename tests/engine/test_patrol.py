"""Patrols on a real Neo4j: visits drawn up and shared out, reported by phones twice and by half, paused, missed."""

import asyncio
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.app.patrol import case_desk_of, workdays_of
from graphsvc.cases.holidays.local_days import LocalDays
from graphsvc.cases.model.categories import Handlings
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from graphsvc.notices.store.telling import derive
from graphsvc.patrol.model.visits import VISIT, VisitAction, VisitState, state_on
from graphsvc.patrol.store import plans, visits
from graphsvc.patrol.store.ports import CaseDesk, Workdays
from tests.conftest import RECORD
from tests.engine.cases_world import CALENDAR, COMMUNITY_CODE, GRID_CODE, STREET, place
from tests.engine.desk import COMMUNITY, ELSEWHERE, GRID, STREET_OFFICE, WATER, Desk
from tests.plans import scans
from tests.shared_graph import everything

SECOND = GRID_CODE[:-1] + "2"
WORKER_THERE = Principal("grid-worker-2", Role.GRID_WORKER, (SECOND,))
WORKERS = """\
MATCH (g:Grid {id: $grid})-[:PART_OF]->(c)
CREATE (h:Node:Area:Grid {id: $second, code: $second, areaCode: $second, level: 5, prefix: $second, name: '第二网格'})
  -[:PART_OF]->(c)
WITH g, h UNWIND ['a', 'b', 'c'] AS name
CREATE (p:Node:Person {id: 'person-' + name, name: '周一', areaCode: g.code})
CREATE (p)-[:SERVES_IN {role: 'GRID_WORKER', since: date('2024-01-01')}]->(g)
FOREACH (_ IN CASE WHEN name = 'c' THEN [1] ELSE [] END |
  CREATE (p)-[:SERVES_IN {role: 'GRID_WORKER', since: date('2024-01-01')}]->(h))"""
PLAN: dict[str, Any] = {
    "area": COMMUNITY_CODE,
    "name": "九小场所周巡",
    "kind": "SMALL_PREMISES",
    "recurrence": "FREQ=DAILY",
    "startsOn": "2026-09-07",
    "workdaysOnly": True,
    "places": [
        {"grid": GRID_CODE, "name": "临街餐馆"},
        {"grid": GRID_CODE, "name": "棋牌室"},
        {"grid": SECOND, "name": "快递驿站"},
    ],
}
OPEN = "mutation ($plan: PatrolPlanInput!, $key: ID) { openPatrolPlan(plan: $plan, key: $key) { id version state } }"
DRAW = """mutation ($id: ID!, $v: Int!, $until: Date!, $from: Date, $away: [AbsenceInput!]) {
  drawUpVisits(id: $id, expectedVersion: $v, untilOn: $until, startsOn: $from, absences: $away) {
    id version drawnUntilOn } }"""
PAUSE = """mutation ($id: ID!, $v: Int!, $days: DaysInput!) {
  pausePatrolPlan(id: $id, expectedVersion: $v, days: $days, reason: "台风") { id version } }"""
END = (
    'mutation ($id: ID!, $v: Int!) { endPatrolPlan(id: $id, expectedVersion: $v, reason: "撤并") { id version state } }'
)
REPORT = """mutation ($reports: [VisitReportInput!]!, $key: ID) { reportVisits(reports: $reports, key: $key) {
  id version state reportKey minutes late households items { nodes { id } }
  findings { kind text case { id state title } } } }"""
CALL_OFF = """mutation ($id: ID!, $v: Int!) {
  callOffVisit(id: $id, expectedVersion: $v, reason: "道路封闭") { id version state } }"""
VISITS = """query ($filter: VisitFilter) { visits(first: 200, filter: $filter) {
  totalCount nodes { id version state dueOn worker { id } } } }"""
ITEM = "mutation ($item: GridItemInput!) { proposeGridItem(item: $item) { id version } }"
STEP = "mutation ($id: ID!, $v: Int!) { %s(id: $id, expectedVersion: $v) { id version } }"


class Round(Desk):
    """Asks about patrols; a refusal is asserted to have written nothing."""

    plan: Any

    async def open(self, caller: Principal = COMMUNITY, **more: Any) -> Any:
        self.plan = (await self.data(caller, OPEN, plan={**PLAN, **more}))["openPatrolPlan"]
        return self.plan

    async def change(self, text: str, **variables: Any) -> Any:
        (made,) = (await self.data(COMMUNITY, text, id=self.plan["id"], v=self.plan["version"], **variables)).values()
        self.plan = {**self.plan, **made}
        return made

    async def list(self, caller: Principal = STREET_OFFICE, **filter_: Any) -> Any:
        page = (await self.data(caller, VISITS, filter=filter_))["visits"]
        assert page["totalCount"] == len(page["nodes"])
        return page["nodes"]

    def report(self, visit: Any, key: str = "", **more: Any) -> dict[str, Any]:
        start = self.now - timedelta(hours=1)
        end = start + timedelta(minutes=25)
        given = {"reportKey": key or f"phone-{visit['id']}", "visit": visit["id"], "households": 3}
        return {**given, "startedAt": start.isoformat(), "endedAt": end.isoformat(), **more}

    async def refused(self, caller: Principal, text: str, **variables: Any) -> Any:  # type: ignore[override]
        before = await everything(self.graph)
        body = (await self.ask(caller, text, **variables)).body
        assert await everything(self.graph) == before
        return body["errors"][0]["extensions"]


@pytest.fixture
async def round_(known: Documents, clean_graph: Graph) -> Round:
    await place(clean_graph)
    await clean_graph.write(Statement(WORKERS, {"grid": GRID_CODE, "second": SECOND}))
    made = Round(known, clean_graph)
    made.tools |= {CaseDesk: case_desk_of(CALENDAR, Handlings()), Workdays: workdays_of(CALENDAR, LocalDays())}
    return made


async def test_visits_are_drawn_up_on_workdays_shared_out_evenly_and_called_off_in_a_storm(round_: Round) -> None:
    for caller, more, code in (
        (GRID, {}, "FORBIDDEN"),
        (ELSEWHERE, {}, "NOT_FOUND"),
        (COMMUNITY, {"places": [{"grid": "500103012012001", "name": "别处"}]}, "BAD_USER_INPUT"),
        (COMMUNITY, {"places": [{"grid": GRID_CODE, "name": "13812345678 家"}]}, "BAD_USER_INPUT"),
        (COMMUNITY, {"endsOn": "2026-09-06"}, "BAD_USER_INPUT"),
    ):
        assert (await round_.refused(caller, OPEN, plan={**PLAN, **more}))["code"] == code, more
    over = await round_.refused(COMMUNITY, OPEN, plan={**PLAN, "startsOn": "2026-09-01", "endsOn": "2026-09-06"})
    assert (over["field"], "留空" in over["zh"]) == (["plan", "endsOn"], True)
    plan = await round_.open()
    far = {"id": plan["id"], "v": 1, "until": "2027-01-01"}
    assert (await round_.refused(COMMUNITY, DRAW, **far))["code"] == "BAD_USER_INPUT"
    stale = await round_.refused(COMMUNITY, DRAW, id=plan["id"], v=0, until="2026-09-20")
    assert stale["code"] == "CONFLICT"
    away = [{"worker": "person-c", "startsOn": "2026-09-18", "endsOn": "2026-09-18"}]
    made = await round_.change(DRAW, until="2026-09-20", away=away)
    assert made["drawnUntilOn"] == "2026-09-20"
    found = await round_.list()
    days = sorted({each["dueOn"] for each in found})
    worked = (7, 8, 9, 10, 11, 14, 15, 16, 17, 18, 20)  # Sunday the 20th is made up for
    assert days == [f"2026-09-{day:02}" for day in worked]
    assert len(found) == 3 * len(days)
    loads = [sum((each["worker"] or {}).get("id") == f"person-{name}" for each in found) for name in "abc"]
    assert sum(loads) == 32, "on the 18th nobody is there for the second grid"
    assert max(loads) - min(loads) <= 1
    await round_.change(DRAW, until="2026-09-20")
    whole = await round_.list()
    assert len(whole) == len(found), "no visit is made twice"
    last_day = await round_.list(dueOn={"from": "2026-09-18", "to": "2026-09-18"})
    assert all(each["worker"] for each in last_day), "back at work"
    ill = [{"worker": "person-a", "startsOn": "2026-09-07", "endsOn": "2026-09-20"}]
    await round_.data(COMMUNITY, REPORT, reports=[round_.report(whole[0])])
    await round_.change(DRAW, until="2026-09-20", away=ill)
    again = await round_.list()
    made = next(each for each in again if each["id"] == whole[0]["id"])
    assert made["worker"] == whole[0]["worker"], "made is made"
    counts = Counter(each["worker"]["id"] for each in again if each["state"] == "DUE")
    assert set(counts) == {"person-b", "person-c"}
    assert abs(counts["person-b"] - counts["person-c"]) <= 1
    past = {"id": plan["id"], "v": round_.plan["version"], "from": "2026-09-06", "until": "2026-09-20"}
    assert (await round_.refused(COMMUNITY, DRAW, **past))["field"] == ["startsOn"]
    assert {each["worker"]["id"] for each in await round_.list(WORKER_THERE) if each["worker"]} <= {"person-c"}
    turned = [{"worker": "person-a", "startsOn": "2026-09-20", "endsOn": "2026-09-07"}]
    never = await round_.refused(COMMUNITY, DRAW, **{**past, "from": None}, away=turned)
    assert never["field"] == ["absences", 0, "endsOn"]
    assert await round_.list(ELSEWHERE) == []
    storm = {"startsOn": "2026-09-09", "endsOn": "2026-09-10"}
    await round_.change(PAUSE, days=storm)
    assert {each["dueOn"] for each in await round_.list(state=["CALLED_OFF"])} == {"2026-09-09", "2026-09-10"}
    later = {"startsOn": "2026-09-22", "endsOn": "2026-09-23"}
    await round_.change(PAUSE, days=later)
    await round_.change(DRAW, until="2026-09-24")
    assert sorted({each["dueOn"] for each in await round_.list(dueOn={"from": "2026-09-21"})}) == [
        "2026-09-21",
        "2026-09-24",
    ]
    round_.now += timedelta(days=1)
    missed = await round_.list(state=["MISSED"])
    assert {each["dueOn"] for each in missed} == {"2026-09-07"}
    assert len(missed) == 2, "one was made"
    before = {"startsOn": "2026-09-07", "endsOn": "2026-09-08"}
    gone = await round_.refused(COMMUNITY, PAUSE, id=plan["id"], v=round_.plan["version"], days=before)
    assert (gone["code"], gone["field"]) == ("BAD_USER_INPUT", ["days", "startsOn"]), "what was missed stays missed"
    ended = await round_.change(END)
    assert ended["state"] == "ENDED"
    assert await round_.list(state=["DUE"]) == []
    assert len(await round_.list(state=["MISSED"])) == 2
    over = await round_.refused(COMMUNITY, DRAW, id=plan["id"], v=round_.plan["version"], until="2026-09-30")
    assert "已终止" in over["zh"]
    short = await round_.open(name="短期", startsOn="2026-09-08", endsOn="2026-09-08")
    over = await round_.refused(COMMUNITY, DRAW, id=short["id"], v=1, until="2026-09-30", **{"from": "2026-09-09"})
    assert (over["code"], "期满" in over["zh"]) == ("CONFLICT", True)


async def test_a_batch_that_a_phone_sends_twice_or_by_half_has_one_effect(round_: Round) -> None:
    await round_.open()
    await round_.change(DRAW, until="2026-09-07")
    first, second, third = await round_.list()
    item = (await round_.data(WATER, ITEM, item=NEW_ITEM))["proposeGridItem"]
    pending = item
    half = [round_.report(first, findings=FINDINGS), round_.report(second)]
    whole = [*half, round_.report(third)]
    for line, code in (
        ({**round_.report(first), "visit": "visit-none"}, "NOT_FOUND"),
        (round_.report(first, items=[pending["id"]]), "CONFLICT"),
        (round_.report(first, findings=[{**FINDINGS[1], "category": "Z99"}]), "BAD_USER_INPUT"),
        (round_.report(first, findings=[{**FINDINGS[0], "text": "找 13812345678"}]), "BAD_USER_INPUT"),
        (round_.report(first, endedAt=(round_.now + timedelta(hours=1)).isoformat()), "BAD_USER_INPUT"),
    ):
        assert (await round_.refused(COMMUNITY, REPORT, reports=[round_.report(second), line]))["code"] == code
    assert (await round_.refused(WORKER_THERE, REPORT, reports=half))["code"] == "NOT_FOUND"
    assert (await round_.refused(WATER, REPORT, reports=half))["code"] == "FORBIDDEN"
    item = (await round_.data(STREET_OFFICE, STEP % "admitGridItem", id=item["id"], v=1))["admitGridItem"]
    await round_.data(STREET_OFFICE, STEP % "publishGridItem", id=item["id"], v=2)
    half[1]["items"] = whole[1]["items"] = [item["id"]]
    answer = (await round_.data(COMMUNITY, REPORT, reports=half))["reportVisits"]
    assert [(each["state"], each["version"], each["minutes"]) for each in answer] == [("DONE", 2, 25)] * 2
    solved, raised = answer[0]["findings"]
    assert (solved["kind"], solved["case"]) == ("ENVIRONMENT", None)
    assert (raised["case"]["state"], raised["case"]["title"]) == ("DISCOVERED", "临街餐馆：燃气管老化")
    assert [each["id"] for each in answer[1]["items"]["nodes"]] == [item["id"]]
    before = await everything(round_.graph, "Visit", "Case", "Step")
    again = (await round_.data(COMMUNITY, REPORT, reports=half))["reportVisits"]
    assert again == answer
    assert await everything(round_.graph, "Visit", "Case", "Step") == before
    every = await asyncio.gather(*(round_.ask(COMMUNITY, REPORT, reports=whole) for _ in range(16)))
    assert [each.body["data"]["reportVisits"][:2] for each in every] == [answer] * 16
    other = {**round_.report(first, "another-phone"), "households": 99}
    told = (await round_.data(GRID, REPORT, reports=[other]))["reportVisits"][0]
    assert (told["reportKey"], told["households"]) == (f"phone-{first['id']}", 3), (
        "the first report stands, and is named"
    )
    counted = "MATCH (e:LogEntry {action: 'VISIT_REPORTED'}) RETURN count(e), count(DISTINCT e.subject)"
    assert await round_.graph.read(Statement(counted)) == [[3, 3]]
    assert await round_.graph.read(Statement("MATCH (c:Case) RETURN count(c)")) == [[1]]
    found = await round_.list(found="FIRE")
    assert [each["id"] for each in found] == [first["id"]]


NEW_ITEM = {
    "area": STREET,
    "department": "unit-water",
    "title": "燃气安全提示",
    "itemClass": "RISKS",
    "basis": "燃气条例",
    "minutes": 5,
    "recurrence": "FREQ=DAILY",
}
FINDINGS = [
    {"kind": "ENVIRONMENT", "text": "门口堆物，已当场清走"},
    {"kind": "FIRE", "text": "燃气管老化", "category": "C02"},
]
CALLERS = (COMMUNITY, GRID, WORKER_THERE, ELSEWHERE)


async def test_every_step_of_a_random_walk_is_taken_or_refused_as_the_table_says(round_: Round) -> None:
    random, today = Random(5), date(2026, 9, 7)
    await round_.open()
    await round_.change(DRAW, until="2026-09-18")
    known = {each["id"]: (VisitState.DUE, 1, date.fromisoformat(each["dueOn"])) for each in await round_.list()}
    areas = dict(await round_.graph.read(Statement("MATCH (v:Visit) RETURN v.id, v.areaCode")))
    for _ in range(70):
        if random.random() < 0.1:
            today, round_.now = today + timedelta(days=1), round_.now + timedelta(days=1)
        id_, caller = random.choice(list(known)), random.choice(CALLERS)
        state, version, due = known[id_]
        action = random.choice((VisitAction.REPORT, VisitAction.CALL_OFF))
        within = any(areas[id_].startswith(each) for each in caller.areas)
        allowed = (state_on(state, due, today), action) in VISIT.table
        if action is VisitAction.REPORT:
            body = (await round_.ask(caller, REPORT, reports=[round_.report({"id": id_}, f"{random.random()}")])).body
            assert ("errors" not in body) == within
        else:
            body = (await round_.ask(caller, CALL_OFF, id=id_, v=version)).body
            allowed = allowed and caller is COMMUNITY
            assert ("errors" not in body) == allowed, (state, action, caller, body)
        if allowed and within:
            known[id_] = (VISIT.after(state_on(state, due, today), action), version + 1, due)
    rows = await round_.graph.read(Statement("MATCH (v:Visit) RETURN v.id, v.state, v.version"))
    assert {id_: (state, version) for id_, state, version in rows} == {
        id_: (state.value, version) for id_, (state, version, _) in known.items()
    }
    assert {state for state, _, _ in known.values()} == {VisitState.DUE, VisitState.DONE, VisitState.CALLED_OFF}
    for state in VisitState:
        expected = {id_ for id_, (at, _, due) in known.items() if state_on(at, due, today) is state}
        assert {each["id"] for each in await round_.list(state=[state.value])} == expected
    late = await round_.data(STREET_OFFICE, "{ visits(first: 200) { nodes { visitedOn dueOn late } } }")
    assert all(
        each["late"] == (each["visitedOn"] > each["dueOn"]) for each in late["visits"]["nodes"] if each["visitedOn"]
    )


async def test_a_missed_visit_is_told_of_once_and_offers_say_what_is_left(round_: Round) -> None:
    await round_.open()
    await round_.change(DRAW, until="2026-09-08")
    visits_ = sorted(await round_.list(dueOn={"equals": "2026-09-07"}), key=lambda each: str(each["id"]))
    reported, called_off, missed = visits_
    await round_.data(COMMUNITY, REPORT, reports=[round_.report(reported)])
    await round_.data(COMMUNITY, CALL_OFF, id=called_off["id"], v=called_off["version"])

    async def told() -> list[str]:
        async def work(tx: Any) -> list[str]:
            done = await visits.tell_missed(tx, round_.now)
            await RECORD.append(tx, done.events, "clock", Role.SYSTEM, round_.now)
            return [event.subject for event in done.events]

        found: list[str] = await round_.graph.transact(work)
        return found

    offers = "query ($id: ID!) { visitActions(visit: $id) { action allowed reason } }"

    async def offered(caller: Principal, visit: Any) -> dict[str, Any]:
        found = (await round_.data(caller, offers, id=visit["id"]))["visitActions"]
        assert all(each["allowed"] == (each["reason"] is None) for each in found)
        return {each["action"]: each["reason"] for each in found}

    assert await told() == []
    assert await offered(COMMUNITY, missed) == {"REPORT": None, "CALL_OFF": None}
    assert (await offered(GRID, visits_[0]))["CALL_OFF"] is not None
    round_.now += timedelta(days=1)
    at_once = await asyncio.gather(*(told() for _ in range(4)))
    assert [id_ for each in at_once for id_ in each] == [missed["id"]]
    assert await told() == []
    assert (await offered(COMMUNITY, missed))["REPORT"] is None
    assert "漏访" in str((await offered(COMMUNITY, missed))["CALL_OFF"])
    assert (await round_.refused(ELSEWHERE, offers, id=missed["id"]))["code"] == "NOT_FOUND"
    of_missed = []
    while (derived := await round_.graph.transact(lambda tx: derive(tx, round_.now))).due:
        of_missed += [each for each in derived.notices if each.action == "VISIT_MISSED"]
    assert {(each.to.split()[0], each.subject) for each in of_missed} == {
        ("GRID_WORKER", missed["id"]),
        ("COMMUNITY_OFFICIAL", missed["id"]),
    }
    late = (await round_.data(COMMUNITY, REPORT, reports=[round_.report(missed)]))["reportVisits"][0]
    assert (late["state"], late["late"]) == ("DONE", True)


async def test_a_key_place_shows_its_last_finished_visit(round_: Round) -> None:
    listing = "mutation ($place: KeyPlaceInput!) { registerKeyPlace(place: $place) { id version } }"
    spots, told = [], {"kind": "SMALL_EATERY", "address": "桐花路 2 号"}
    for number, area in enumerate((GRID_CODE, COMMUNITY_CODE, SECOND)):
        spot = {**told, "name": f"面馆 {number}", "area": area}
        spots.append((await round_.data(COMMUNITY, listing, place=spot))["registerKeyPlace"]["id"])
    eatery, hall, there = spots
    for unfit in (there, "keyplace-none"):
        places = [{"grid": GRID_CODE, "name": "面馆", "keyPlace": unfit}]
        assert (await round_.refused(COMMUNITY, OPEN, plan={**PLAN, "places": places}))["code"] == "BAD_USER_INPUT"
    names = ((GRID_CODE, eatery), (SECOND, hall), (GRID_CODE, None))
    await round_.open(places=[{"grid": grid, "name": "面馆", "keyPlace": spot} for grid, spot in names])
    await round_.change(DRAW, until="2026-09-10")
    shown = """query ($since: Date!, $area: ID!) {
      keyPlaces(filter: { unvisitedAfterOn: $since, within: $area }, first: 9) { totalCount nodes { id } }
      keyPlaceFigures(area: $area, unvisitedAfterOn: $since) { listedCount unvisitedCount }
      all: keyPlaces(first: 9, orderBy: [{ name: ASC }]) { nodes { lastVisitedOn patrolPlaces { totalCount } } } }"""

    async def unvisited(since: str, caller: Principal = STREET_OFFICE, area: str = STREET) -> set[str]:
        told = await round_.data(caller, shown, since=since, area=area)
        assert told["keyPlaceFigures"]["unvisitedCount"] == told["keyPlaces"]["totalCount"]
        return {each["id"] for each in told["keyPlaces"]["nodes"]}

    assert await unvisited("2026-09-06") == set(), "put on the list today"
    assert await unvisited("2026-09-07") == {eatery, hall, there}
    for day in (9, 8):  # the later visit is reported first
        round_.now = datetime(2026, 9, 9, 8, tzinfo=UTC)
        theirs = {"keyPlace": {"id": {"equals": eatery}}}
        (of_eatery,) = await round_.list(dueOn={"equals": f"2026-09-{day:02}"}, place=theirs)
        start = datetime(2026, 9, day, 2, tzinfo=UTC)
        times = {"startedAt": start.isoformat(), "endedAt": (start + timedelta(minutes=5)).isoformat()}
        for _ in range(2):  # sent twice, it has one effect
            await round_.data(COMMUNITY, REPORT, reports=[round_.report(of_eatery, **times)])
    told = await round_.data(STREET_OFFICE, shown, since="2026-09-08", area=STREET)
    assert [each["lastVisitedOn"] for each in told["all"]["nodes"]] == ["2026-09-09", None, None]
    assert [each["patrolPlaces"]["totalCount"] for each in told["all"]["nodes"]] == [1, 1, 0]
    assert await unvisited("2026-09-08") == {hall, there}
    assert await unvisited("2026-09-09") == {eatery, hall, there}
    long_ago = (
        """query ($on: Date!) { keyPlaces(filter: { unvisitedOn: $on }, first: 9) { totalCount nodes { id } } }"""
    )
    gone = 'mutation ($id: ID!) { delistKeyPlace(id: $id, expectedVersion: 1, reason: "停业") { id } }'
    await round_.data(COMMUNITY, gone, id=there)
    for on, missing in (
        ("2026-10-06", set()),
        ("2026-10-07", {hall}),
        ("2026-10-08", {hall}),
        ("2026-10-09", {eatery, hall}),
    ):
        page = (await round_.data(STREET_OFFICE, long_ago, on=on))["keyPlaces"]
        assert {each["id"] for each in page["nodes"]} == missing, on
    assert await unvisited("2026-09-08", area=GRID_CODE) == set()
    assert await unvisited("2026-09-08", GRID) == set()
    assert await unvisited("2026-09-08", ELSEWHERE) == set()


@pytest.mark.parametrize(
    "name", [*sorted(f"plans {name}" for name in plans.TEXTS), *sorted(f"visits {name}" for name in visits.TEXTS)]
)
async def test_no_statement_scans(round_: Round, name: str) -> None:
    given: dict[str, Any] = {"id": "i", "expected": 1, "by": "b", "today": None, "sources": [], "changes": {}}
    given |= {"scope": [""], "plan": {"areaCode": "a"}, "places": [], "grids": [], "role": "r", "first": None}
    given |= {"last": None, "until": None, "visits": [], "on": None, "note": "n", "visit": "v", "key": "k", "items": []}
    given |= {"day": datetime(2026, 9, 7).date(), "cases": [], "most": 9, "off": [], "ties": []}
    room, _, of = name.partition(" ")
    text = (plans.TEXTS if room == "plans" else visits.TEXTS)[of]
    assert not await scans(round_.graph, Statement(text, given), products=True)
