"""Holidays entered in the service on a real Neo4j: clocks and visits follow, in every process, and go back again."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.app import Service
from graphsvc.app import service as services
from graphsvc.app.patrol import workdays_of
from graphsvc.cases.holidays import parse_table
from graphsvc.cases.holidays import store as stores
from graphsvc.cases.holidays.arrangement import MOST_DAYS
from graphsvc.cases.holidays.local_days import TABLE, LocalDays
from graphsvc.cases.holidays.store import CYPHER, follow, refresh
from graphsvc.cases.model.calendar import Calendar, is_workday
from graphsvc.cases.recounting.recounting import SETTLED, Recounting
from graphsvc.china import day_in_china, in_utc
from graphsvc.clock import utc_now
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph, Transaction
from graphsvc.db.embedded.process import Embedded
from graphsvc.db.migrations import migrations
from graphsvc.errors import Unavailable
from graphsvc.gql.execution.documents import Documents
from graphsvc.gql.execution.executor import Request
from graphsvc.patrol.store.ports import Workdays
from graphsvc.settings import Settings
from tests.engine.cases_world import COMMUNITY_CODE, GRID_CODE, START, place
from tests.engine.desk import COMMUNITY, DISCOVER, DISTRICT_OFFICE, FOUND, GRID, STREET_OFFICE, VIEWER, Desk
from tests.plans import scans
from tests.shared_graph import everything

CITY = Principal("city", Role.SYSTEM)
BOTH_DISTRICTS = Principal("both", Role.DISTRICT_ADMIN, ("500103000000", "500104000000"))
DISTRICT = """CREATE (:Node:Area:District {id: $code, code: $code, areaCode: $code, level: 2, prefix: left($code, 6),
  name: '某区'})"""
SET = """mutation ($days: [HolidayInput!], $table: String, $v: Int!, $paper: String!, $key: ID) {
  setHolidays(id: "holiday-table", days: $days, table: $table, document: $paper, expectedVersion: $v, key: $key) {
    id version changedAt } }"""
REMOVE = """mutation ($days: [Date!]!, $v: Int!, $key: ID) {
  removeHolidays(id: "holiday-table", fallOn: $days, reason: "通知已撤回", expectedVersion: $v, key: $key) {
    id version } }"""
YEAR = """query ($year: Int!) { holidays(year: $year) { year known tableId version table { id version }
  days { fallsOn kind worked name source document setAt } } }"""
DUE = """query ($id: ID!) { case(id: $id) { dueAt totalDueAt estimated
  steps { nodes { version action party note source target } } } }"""
DOCUMENT = "国办发明电〔2026〕9号"
TUESDAY = {"fallsOn": "2026-09-08", "kind": "HOLIDAY", "name": "区庆"}
NOTE = "节假日安排有变，时限按新的安排重算"
KEPT = ("HolidayTable", "Holiday", "LogEntry", "Case", "Step")


class HolidayDesk(Desk):
    """Asks a service that counts by the days it is told."""

    local: LocalDays
    recounting: Recounting

    async def set(self, *days: dict[str, str], v: int = 0, caller: Principal = DISTRICT_OFFICE, **more: Any) -> Any:
        given = {"days": list(days), "paper": DOCUMENT, "v": v, **more}
        return (await self.data(caller, SET, **given))["setHolidays"]

    async def refusal(self, text: str, caller: Principal = DISTRICT_OFFICE, **variables: Any) -> Any:
        """Why something is refused; nothing was written, and nothing counts otherwise."""
        before, held = await everything(self.graph, *KEPT), dict(self.local)
        body = (await self.ask(caller, text, **variables)).body
        assert await everything(self.graph, *KEPT) == before
        assert dict(self.local) == held
        return body["errors"][0]["extensions"]

    async def recount(self, now: Any = None) -> list[str]:
        """Do rounds until nothing is due; the cases that a step was taken on."""
        found = []
        while (once := await self.graph.transact(lambda tx: self.recounting.once(tx, now or self.now))).due:
            found += [id_ for id_, _ in once.steps]
        return found

    async def year(self, year: int, caller: Principal = VIEWER) -> Any:
        return (await self.data(caller, YEAR, year=year))["holidays"]

    async def clocks(self, id_: str) -> Any:
        return (await self.data(STREET_OFFICE, DUE, id=id_))["case"]

    async def case(self) -> Any:
        """A case that its community has accepted, and has until the end of the next working day to decide on."""
        case = (await self.data(GRID, DISCOVER, case={**FOUND, "category": "C05"}))["discoverCase"]
        return await self.step(COMMUNITY, "acceptCase", case)


@pytest.fixture
async def office(known: Documents, town: Graph) -> HolidayDesk:
    """The street in its district, and a service on it."""
    await town.write(Statement(DISTRICT, {"code": "500103000000"}))
    office = HolidayDesk(known, town)
    office.local = LocalDays()
    calendar = Calendar(days=office.local)
    office.recounting = Recounting(calendar, office.local)
    office.tools |= {LocalDays: office.local, Calendar: calendar, Workdays: workdays_of(calendar, office.local)}
    return office


def shown(*days: dict[str, Any]) -> list[tuple[str, bool, str, str]]:
    return [(each["fallsOn"], each["worked"], each["name"], each["source"]) for each in days]


async def test_running_clocks_follow_a_day_that_is_entered_and_go_back_when_it_is_removed(office: HolidayDesk) -> None:
    case = await office.case()
    assert await office.recount() == []
    before = await office.clocks(case["id"])
    assert before["dueAt"] == "2026-09-08T10:00:00Z", "Tuesday, when work ends"
    table = await office.set(TUESDAY)
    assert table == {"id": TABLE, "version": 1, "changedAt": "2026-09-07T02:04:00Z"}
    assert await office.recount() == [case["id"]]
    after = await office.clocks(case["id"])
    assert after["dueAt"] == "2026-09-09T10:00:00Z", "Wednesday"
    assert (before["totalDueAt"], after["totalDueAt"]) == ("2026-09-22T10:00:00Z", "2026-09-23T10:00:00Z")
    assert after["steps"]["nodes"][2:] == [
        {"version": 3, "action": "RECOUNT", "party": "SYSTEM", "note": NOTE, "source": "ACCEPTED", "target": "ACCEPTED"}
    ]
    assert await office.recount() == [], "once"
    removed = (await office.data(DISTRICT_OFFICE, REMOVE, days=["2026-09-08"], v=1))["removeHolidays"]
    assert removed == {"id": TABLE, "version": 2}
    assert await office.recount() == [case["id"]]
    back = await office.clocks(case["id"])
    assert (back["dueAt"], back["totalDueAt"]) == (before["dueAt"], before["totalDueAt"])
    assert [each["action"] for each in back["steps"]["nodes"]] == ["DISCOVER", "ACCEPT", "RECOUNT", "RECOUNT"]
    entries = await office.graph.read(
        Statement(
            "MATCH (l:LogEntry) WHERE l.action STARTS WITH 'HOLIDAYS' "
            "RETURN l.action, l.by, l.area, l.before, l.after, l.note ORDER BY l.number LIMIT 9"
        )
    )
    told = '{"daysOff":["2026-09-08 区庆"]'
    assert entries == [
        ["HOLIDAYS_SET", "district", "500103000000", "{}", f'{told},"document":"{DOCUMENT}"}}', ""],
        ["HOLIDAYS_REMOVED", "district", "500103000000", f"{told}}}", "{}", "通知已撤回"],
    ]


async def test_a_stage_that_waits_or_was_extended_keeps_its_deadline(office: HolidayDesk) -> None:
    waiting, longer, plain = [await office.case() for _ in range(3)]
    until = (START + timedelta(days=3)).isoformat()
    await office.step(STREET_OFFICE, "pauseCase", waiting, f', until: "{until}", reason: "等配件"')
    await office.step(STREET_OFFICE, "extendCase", longer, f', until: "{until}", reason: "等配件"')
    await office.recount()
    before = [(await office.clocks(each["id"]))["dueAt"] for each in (waiting, longer, plain)]
    await office.set(TUESDAY)
    await office.recount()
    after = [(await office.clocks(each["id"]))["dueAt"] for each in (waiting, longer, plain)]
    assert after[:2] == before[:2]
    assert (before[2], after[2]) == ("2026-09-08T10:00:00Z", "2026-09-09T10:00:00Z")


async def test_a_step_counted_by_the_old_days_is_recounted_by_a_second_look(office: HolidayDesk) -> None:
    first = await office.case()
    await office.recount()
    behind = LocalDays()
    await office.set(TUESDAY)
    heard = office.now
    assert await office.recount(heard) == [first["id"]]
    office.tools[Calendar] = Calendar(days=behind)  # a request that was under way
    late = await office.case()
    assert await office.recount(heard) == []
    assert await office.recount(heard + SETTLED) == [late["id"]]
    assert await office.recount(heard + 2 * SETTLED) == []
    assert (await office.clocks(late["id"]))["dueAt"] == "2026-09-09T10:00:00Z"


async def test_a_year_shows_what_differs_from_monday_to_friday_and_on_whose_word(office: HolidayDesk) -> None:
    year = await office.year(2026)
    assert (year["year"], year["known"], year["version"], len(year["days"])) == (2026, True, 0, 25)
    assert shown(*year["days"][:4], year["days"][-1]) == [
        ("2026-01-01", False, "元旦", "ANNOUNCED"),
        ("2026-01-02", False, "元旦", "ANNOUNCED"),
        ("2026-01-04", True, "元旦", "ANNOUNCED"),
        ("2026-02-14", True, "春节", "ANNOUNCED"),
        ("2026-10-10", True, "国庆节", "ANNOUNCED"),
    ]
    year = await office.year(2027)
    assert (year["known"], year["tableId"], year["version"]) == (False, TABLE, 0)
    assert year["table"] is None
    assert shown(*year["days"]) == [
        ("2027-01-01", False, "元旦", "LAW"),
        ("2027-02-05", False, "除夕", "LAW"),
        ("2027-02-08", False, "春节", "LAW"),
        ("2027-04-05", False, "清明节", "LAW"),
        ("2027-06-09", False, "端午节", "LAW"),
        ("2027-09-15", False, "中秋节", "LAW"),
        ("2027-10-01", False, "国庆节", "LAW"),
    ]
    table = "day,kind,name\n2027-02-06,HOLIDAY,春节\n2027-02-09,HOLIDAY,春节\n2027-02-14,MAKE_UP,春节\n"
    await office.data(DISTRICT_OFFICE, SET, table=table, v=0, paper=DOCUMENT)
    year = await office.year(2027)
    assert (year["known"], year["version"]) == (True, 1)
    assert year["table"] == {"id": TABLE, "version": 1}
    local = [each for each in year["days"] if each["source"] == "LOCAL"]
    assert shown(*local) == [
        ("2027-02-06", False, "春节", "LOCAL"),
        ("2027-02-09", False, "春节", "LOCAL"),
        ("2027-02-14", True, "春节", "LOCAL"),
    ]
    assert {(each["document"], each["setAt"]) for each in local} == {(DOCUMENT, "2026-09-07T02:03:00+00:00")}
    assert len(year["days"]) == 10
    assert (await office.year(2028))["known"] is False


async def test_the_service_goes_before_the_file_and_the_file_before_what_is_announced(office: HolidayDesk) -> None:
    office.local.file.update(
        LocalDays(parse_table("day,kind,name\n2026-10-01,MAKE_UP,值班\n2026-12-04,HOLIDAY,区庆")).file
    )
    office.local.use(0, ())
    october, december = date(2026, 10, 1), date(2026, 12, 4)
    calendar = Calendar(days=office.local)
    assert (calendar.is_worked(october), calendar.is_worked(december)) == (True, False)
    await office.set({"fallsOn": "2026-10-01", "kind": "HOLIDAY", "name": "国庆节"})
    assert (calendar.is_worked(october), calendar.is_worked(december)) == (False, False)
    named = {each["fallsOn"]: each["source"] for each in (await office.year(2026))["days"]}
    assert (named["2026-10-01"], named["2026-12-04"], named["2026-10-02"]) == ("LOCAL", "LOCAL_FILE", "ANNOUNCED")
    await office.data(DISTRICT_OFFICE, REMOVE, days=["2026-10-01"], v=1)
    assert calendar.is_worked(october)


async def test_deadlines_of_a_year_are_estimated_until_its_made_up_days_are_entered(office: HolidayDesk) -> None:
    office.now += timedelta(days=115)  # 31 December
    case = await office.case()
    assert (await office.clocks(case["id"]))["estimated"] is True
    await office.recount()
    await office.set({"fallsOn": "2027-02-14", "kind": "MAKE_UP", "name": "春节"}, v=0)
    assert await office.recount() == [case["id"]]
    assert (await office.clocks(case["id"]))["estimated"] is False


@pytest.mark.parametrize(
    ("given", "code", "words"),
    [
        ({"days": []}, "BAD_USER_INPUT", "二者填一"),
        ({}, "BAD_USER_INPUT", "二者填一"),
        ({"days": [TUESDAY], "table": "day,kind,name"}, "BAD_USER_INPUT", "二者填一"),
        ({"days": [TUESDAY, {**TUESDAY, "kind": "MAKE_UP"}]}, "BAD_USER_INPUT", "2026-09-08 填了两次"),
        ({"days": [{**TUESDAY, "kind": "MAKE_UP"}]}, "BAD_USER_INPUT", "本来就是工作日"),
        ({"days": [{**TUESDAY, "fallsOn": "2072-09-08"}]}, "BAD_USER_INPUT", "只能录入 2025 年到 2029 年"),
        ({"days": [{**TUESDAY, "name": "找 13812345678"}]}, "BAD_USER_INPUT", "手机号"),
        ({"table": "日期,类型\n"}, "BAD_USER_INPUT", "第一行应为列名"),
        ({"table": "day,kind,name\n2027-02-30,HOLIDAY,x"}, "BAD_USER_INPUT", "第 2 行：没有 2027-02-30 这一天"),
        ({"table": "day,kind,name\n2027-02-05,放假,x"}, "BAD_USER_INPUT", "第 2 行：没有 放假 这一类"),
        (
            {"table": "day,kind\n2027-02-05,HOLIDAY\n2027-02-05,HOLIDAY"},
            "BAD_USER_INPUT",
            "第 3 行：2027-02-05 填了两次",
        ),
        ({"table": "day,kind,name\n"}, "BAD_USER_INPUT", "一次录入 1 到 100 天"),
        ({"days": [TUESDAY], "v": 1}, "CONFLICT", "已被他人改动"),
    ],
)
async def test_what_cannot_be_entered_is_refused_in_words(
    office: HolidayDesk, given: dict[str, Any], code: str, words: str
) -> None:
    refused = await office.refusal(SET, **{"v": 0, "paper": DOCUMENT, **given})
    assert refused["code"] == code
    assert words in refused["zh"]


async def test_too_many_days_and_days_that_were_not_entered_are_refused(office: HolidayDesk) -> None:
    saturdays = [(date(2026, 1, 3) + timedelta(days=7 * number)).isoformat() for number in range(MOST_DAYS + 1)]
    many = [{"fallsOn": day, "kind": "HOLIDAY"} for day in saturdays]
    assert (await office.refusal(SET, days=many, v=0, paper=DOCUMENT))["field"] == ["days"]
    await office.set(TUESDAY)
    none = await office.refusal(REMOVE, days=["2026-09-08", "2026-09-09"], v=1)
    assert (none["code"], none["zh"]) == ("BAD_USER_INPUT", "2026-09-09 没有在本服务录入过，不能删除。")
    assert (await office.refusal(REMOVE, days=["2026-09-08"], v=0))["code"] == "CONFLICT"
    elsewhere = REMOVE.replace(TABLE, "holiday-table-2")
    assert (await office.refusal(elsewhere, days=["2026-09-08"], v=1))["code"] == "NOT_FOUND"
    assert (await office.refusal(REMOVE, days=["2026-09-08", "2026-09-08"], v=1))["code"] == "BAD_USER_INPUT"


async def test_only_who_answers_for_every_district_enters_days_and_everybody_reads_them(office: HolidayDesk) -> None:
    for caller in (VIEWER, GRID, COMMUNITY, STREET_OFFICE):
        given = {"days": [TUESDAY], "paper": DOCUMENT, "v": 0}
        assert (await office.refusal(SET, caller, **given))["code"] == "FORBIDDEN"
        assert (await office.refusal(REMOVE, caller, days=["2026-09-08"], v=0))["code"] == "FORBIDDEN"
    await office.set(TUESDAY)
    await office.graph.write(Statement(DISTRICT, {"code": "500104000000"}))
    one = await office.refusal(REMOVE, days=["2026-09-08"], v=1)
    assert (one["code"], "所有区县" in one["zh"]) == ("NOT_FOUND", True)
    await office.set({**TUESDAY, "fallsOn": "2026-09-09"}, v=1, caller=BOTH_DISTRICTS)
    await office.set({**TUESDAY, "fallsOn": "2026-09-10"}, v=2, caller=CITY)
    rows = await office.graph.read(
        Statement("MATCH (l:LogEntry {action: 'HOLIDAYS_SET'}) RETURN l.by, l.area ORDER BY l.at, l.area LIMIT 9")
    )
    areas = ["500103000000", "500104000000"]
    assert rows == [["district", areas[0]], *(["both", area] for area in areas), *(["city", area] for area in areas)]
    for caller in (VIEWER, GRID, STREET_OFFICE):
        local = [each["fallsOn"] for each in (await office.year(2026, caller))["days"] if each["source"] == "LOCAL"]
        assert local == ["2026-09-08", "2026-09-09", "2026-09-10"]


async def test_where_there_is_no_district_nothing_is_entered(office: HolidayDesk) -> None:
    await office.graph.write(Statement("MATCH (d:District) DETACH DELETE d"))
    assert (await office.refusal(SET, CITY, days=[TUESDAY], v=0, paper=DOCUMENT))["code"] == "CONFLICT"


async def test_of_two_who_write_at_once_one_wins(office: HolidayDesk) -> None:
    days = [{**TUESDAY, "fallsOn": f"2026-09-{number:02}"} for number in range(8, 12)]
    asked = [office.ask(DISTRICT_OFFICE, SET, days=[day], v=0, paper=DOCUMENT) for day in days]
    bodies = [answer.body for answer in await asyncio.gather(*asked)]
    won = [day["fallsOn"] for day, body in zip(days, bodies, strict=True) if "errors" not in body]
    lost = [body["errors"][0]["extensions"]["code"] for body in bodies if "errors" in body]
    assert (len(won), lost) == (1, ["CONFLICT"] * 3)
    year = await office.year(2026)
    assert (year["version"], [each["fallsOn"] for each in year["days"] if each["source"] == "LOCAL"]) == (1, won)


async def test_a_look_waits_for_the_days_of_a_version_that_it_sees_before_them(office: HolidayDesk) -> None:
    local, looks = LocalDays(), []
    await office.graph.write(Statement("CREATE (:Node:HolidayTable {id: $id, version: 1})", {"id": TABLE}))

    async def bring_the_days(tx: Transaction) -> None:
        await tx.run(Statement("MATCH (t:Node:HolidayTable {id: $id}) SET t.version = 1", {"id": TABLE}))
        day = {"day": date(2026, 9, 8), "worked": False, "name": "区庆", "document": DOCUMENT, "setBy": "x"}
        await tx.run(Statement("CREATE (h:Holiday) SET h = $day", {"day": {**day, "setAt": START}}))
        looks.append(asyncio.create_task(refresh(office.graph, local)))
        await asyncio.wait(looks, timeout=0.3)
        assert not looks[0].done()
        assert (local.version, len(local)) == (0, 0)

    await office.graph.transact(bring_the_days)
    await looks[0]
    assert (local.version, dict(local)) == (1, {date(2026, 9, 8): False})
    await office.graph.write(Statement("MATCH (h) WHERE h:HolidayTable OR h:Holiday DELETE h"))
    await refresh(office.graph, local)
    assert (local.version, dict(local)) == (0, {}), "of a graph that was put back to before"


EFFECTS = """query ($days: [HolidayInput!], $table: String, $fallOn: [Date!]) {
  holidayEffects(days: $days, table: $table, fallOn: $fallOn) {
    version cases: caseCount stages: stageCount totals: totalCount settled: settledCount unsettled: unsettledCount
    shifts { days: shiftedBy stages: stageCount totals: totalCount } } }"""


async def foretold(office: HolidayDesk, caller: Principal = DISTRICT_OFFICE, **change: Any) -> Any:
    """What a change would do; nothing is written, and nothing counts otherwise."""
    before, held = await everything(office.graph, *KEPT), dict(office.local)
    found = (await office.data(caller, EFFECTS, **change))["holidayEffects"]
    assert await everything(office.graph, *KEPT) == before
    assert dict(office.local) == held
    return found


async def deadlines(office: HolidayDesk) -> dict[str, Any]:
    """Every running deadline: of stages by case or call, and in total by case."""
    text = """MATCH (n:Clocked) WHERE n.dueAt IS NOT NULL
      RETURN n.id, n.dueAt, coalesce(n.estimated, false), n.totalDueAt ORDER BY n.id LIMIT 1000"""
    return {id_: rest for id_, *rest in await office.graph.read(Statement(text))}


async def done(office: HolidayDesk, before: dict[str, Any]) -> dict[str, Any]:
    """What a recount did to these deadlines, in the figures of a preview."""
    steps, after = await office.recount(), await deadlines(office)
    assert after.keys() == before.keys()
    counts: dict[str, Counter[int]] = {"stages": Counter(), "totals": Counter()}
    sure = [(was[1], now[1]) for was, now in zip(before.values(), after.values(), strict=True)]
    for id_, (due, _, total) in before.items():
        for name, old, new in (("stages", due, after[id_][0]), ("totals", total, after[id_][2])):
            if old != new:
                counts[name][(day_in_china(in_utc(new)) - day_in_china(in_utc(old))).days] += 1
    shifts = sorted({*counts["stages"], *counts["totals"]})
    return {
        "cases": len(steps),
        "stages": counts["stages"].total(),
        "totals": counts["totals"].total(),
        "settled": sum(was and not now for was, now in sure),
        "unsettled": sum(now and not was for was, now in sure),
        "shifts": [{"days": each, **{name: counts[name][each] for name in counts}} for each in shifts],
    }


async def test_a_change_does_what_its_preview_told_and_so_does_its_taking_back(office: HolidayDesk) -> None:
    cases = [await office.case() for _ in range(3)]
    until = (START + timedelta(days=3)).isoformat()
    await office.step(STREET_OFFICE, "extendCase", cases[2], f', until: "{until}", reason: "等配件"')
    whistle = ', departments: ["unit-water", "unit-power"], kind: HARD_PROBLEM'
    await office.step(STREET_OFFICE, "whistleCase", await office.case(), whistle)
    await office.recount()
    week = [{**TUESDAY, "fallsOn": f"2026-09-{day:02}"} for day in (8, 9, 10)]
    told = await foretold(office, days=week)
    assert (told["cases"], told["stages"], told["totals"]) == (4, 3, 4), "not the extended one, nor who signs today"
    assert told["shifts"] == [
        {"days": 3, "stages": 2, "totals": 0},
        {"days": 4, "stages": 1, "totals": 0},
        {"days": 6, "stages": 0, "totals": 4},
    ]
    before = await deadlines(office)
    await office.set(*week, v=told.pop("version"))
    assert await done(office, before) == told
    back = await foretold(office, fallOn=[each["fallsOn"] for each in week])
    assert (back["cases"], [each["days"] for each in back["shifts"]]) == (4, [-6, -4, -3])
    before = await deadlines(office)
    await office.data(DISTRICT_OFFICE, REMOVE, days=[each["fallsOn"] for each in week], v=back.pop("version"))
    assert await done(office, before) == back


@pytest.mark.parametrize("seed", range(6))
async def test_previews_tell_what_random_changes_do(office: HolidayDesk, seed: int) -> None:
    random = Random(seed)
    for number in range(8):
        case = await office.case()
        if number % 3 == 0:
            whistle = ', departments: ["unit-water"], kind: HARD_PROBLEM'
            await office.step(STREET_OFFICE, "whistleCase", case, whistle)
        office.now += timedelta(hours=random.randrange(40))
    await office.recount()
    near = [START.date() + timedelta(days=random.randrange(1, 40)) for _ in range(8)]
    days = [
        {"fallsOn": day.isoformat(), "kind": "HOLIDAY" if day.weekday() < 5 else "MAKE_UP", "name": "调整"}
        for day in sorted(set(near))
    ]
    days = [each for each in days if each["kind"] == "HOLIDAY" or not is_workday(date.fromisoformat(each["fallsOn"]))]
    told = await foretold(office, days=days)
    before = await deadlines(office)
    await office.set(*days, v=told.pop("version"))
    assert await done(office, before) == told
    some = [each["fallsOn"] for each in days[::2]]
    told = await foretold(office, fallOn=some)
    before = await deadlines(office)
    await office.data(DISTRICT_OFFICE, REMOVE, days=some, v=told.pop("version"))
    assert await done(office, before) == told


async def test_a_preview_tells_which_deadlines_would_be_certain(office: HolidayDesk) -> None:
    office.now += timedelta(days=115)  # 31 December
    await office.case()
    await office.recount()
    made_up = {"fallsOn": "2027-02-14", "kind": "MAKE_UP", "name": "春节"}
    told = await foretold(office, days=[made_up])
    assert (told["cases"], told["settled"], told["unsettled"]) == (1, 1, 0)
    await office.set(made_up)
    await office.recount()
    told = await foretold(office, fallOn=["2027-02-14"])
    assert (told["cases"], told["settled"], told["unsettled"]) == (1, 0, 1)


@pytest.mark.parametrize(
    ("given", "code", "words"),
    [
        ({}, "BAD_USER_INPUT", "二者填一"),
        ({"days": [TUESDAY], "fallOn": ["2026-09-08"]}, "BAD_USER_INPUT", "一次只能预览一样"),
        ({"days": [{**TUESDAY, "kind": "MAKE_UP"}]}, "BAD_USER_INPUT", "本来就是工作日"),
        ({"fallOn": ["2026-09-08"]}, "BAD_USER_INPUT", "没有在本服务录入过"),
        ({"table": "日期,类型\n"}, "BAD_USER_INPUT", "第一行应为列名"),
    ],
)
async def test_a_preview_refuses_what_the_change_would(
    office: HolidayDesk, given: dict[str, Any], code: str, words: str
) -> None:
    refused = await office.refusal(EFFECTS, **given)
    assert (refused["code"], words in refused["zh"]) == (code, True)


async def test_only_who_enters_days_is_told_what_they_would_do(office: HolidayDesk) -> None:
    for caller in (VIEWER, GRID, COMMUNITY, STREET_OFFICE):
        assert (await office.refusal(EFFECTS, caller, days=[TUESDAY]))["code"] == "FORBIDDEN"
    await office.graph.write(Statement(DISTRICT, {"code": "500104000000"}))
    assert (await office.refusal(EFFECTS, days=[TUESDAY]))["code"] == "NOT_FOUND"
    assert (await foretold(office, BOTH_DISTRICTS, days=[TUESDAY]))["cases"] == 0


async def test_while_writes_are_held_the_days_of_another_process_are_read_and_counted_by(office: HolidayDesk) -> None:
    await office.set(TUESDAY, {**TUESDAY, "fallsOn": "2026-09-09"})
    await office.data(DISTRICT_OFFICE, REMOVE, days=["2026-09-09"], v=1)
    await office.set({**TUESDAY, "name": "改名"}, {**TUESDAY, "fallsOn": "2026-09-10"}, v=2)
    behind = LocalDays()
    office.tools[LocalDays] = behind
    before = await everything(office.graph, *KEPT)
    office.graph.hold_writes(Unavailable("正在备份。", "A backup is being made."))
    try:
        year = await office.year(2026)
    finally:
        office.graph.hold_writes(None)
    local = [each for each in year["days"] if each["source"] == "LOCAL"]
    assert (year["version"], shown(*local)) == (
        3,
        [("2026-09-08", False, "改名", "LOCAL"), ("2026-09-10", False, "区庆", "LOCAL")],
    )
    assert (behind.version, len(behind)) == (3, 2)
    assert await everything(office.graph, *KEPT) == before


@pytest.mark.parametrize(
    "part", ["MATCH (h:Holiday {day: date('2026-09-08')}) DELETE h", "MATCH (t:HolidayTable) SET t.version = 2"]
)
async def test_a_part_of_a_commit_is_not_taken_for_the_whole(
    office: HolidayDesk, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "SEEN_AGAIN", (0.0, 0.0))
    await office.set(TUESDAY, {**TUESDAY, "fallsOn": "2026-09-09"})
    await office.graph.write(Statement(part.replace("SET t.version = 2", "SET t.version = 2, t.stamp = 5")))
    behind = LocalDays()
    office.tools[LocalDays] = behind
    office.graph.hold_writes(Unavailable("正在备份。", "A backup is being made."))
    try:
        refused = (await office.ask(VIEWER, YEAR, year=2026)).body["errors"][0]["extensions"]
    finally:
        office.graph.hold_writes(None)
    assert (refused["code"], refused["zh"]) == ("SERVICE_UNAVAILABLE", "正在备份。")
    assert (behind.version, len(behind)) == (0, 0)


OLD = "MATCH (h:Holiday) REMOVE h.version"


@pytest.mark.parametrize(
    "part", ["MATCH (h:Holiday {day: date('2026-09-08')}) DELETE h", "CREATE (h:Holiday) SET h = $day"]
)
async def test_a_day_of_before_days_had_versions_is_missed_when_a_part_of_a_commit_lacks_it(
    office: HolidayDesk, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where one was taken back, or entered, beside a stamp of its table that does not tell of it."""
    monkeypatch.setattr(stores, "SEEN_AGAIN", (0.0, 0.0))
    await office.set(TUESDAY, {**TUESDAY, "fallsOn": "2026-09-09"})
    await office.graph.write(Statement(OLD))
    (counted,) = [each for each in migrations() if each.name == "holidays_counted"]
    for text in counted.statements:
        await office.graph.write(Statement(text), Lane.SETUP)
    assert await office.graph.read(Statement("MATCH (t:HolidayTable) RETURN t.version, t.stamp")) == [[1, 2]]
    more = {"day": date(2026, 9, 10), "worked": False, "name": "区庆", "document": DOCUMENT, "setAt": START}
    await office.graph.write(Statement(part, {"day": more}))
    behind = LocalDays()
    office.tools[LocalDays] = behind
    office.graph.hold_writes(Unavailable("正在备份。", "A backup is being made."))
    try:
        refused = (await office.ask(VIEWER, YEAR, year=2026)).body["errors"][0]["extensions"]
    finally:
        office.graph.hold_writes(None)
    assert (refused["code"], behind.version, len(behind)) == ("SERVICE_UNAVAILABLE", 0, 0)
    await office.data(DISTRICT_OFFICE, REMOVE, days=["2026-09-09"], v=1)
    left = "MATCH (t:HolidayTable) RETURN t.stamp, COUNT { MATCH (h:Holiday) }"
    assert len(set((await office.graph.read(Statement(left)))[0])) == 1, "one for each day that is left"


async def test_a_request_repeated_with_its_key_happens_once(office: HolidayDesk) -> None:
    first = await office.set(TUESDAY, key="set-1")
    before = await everything(office.graph, *KEPT)
    assert await office.set(TUESDAY, key="set-1") == first
    assert await everything(office.graph, *KEPT) == before
    other = await office.refusal(SET, days=[TUESDAY], v=1, paper=DOCUMENT, key="set-1")
    assert other["code"] == "KEY_REUSED"


async def test_visits_that_fall_due_on_workdays_follow(office: HolidayDesk) -> None:
    plan = {
        "area": COMMUNITY_CODE,
        "name": "九小场所周巡",
        "kind": "SMALL_PREMISES",
        "recurrence": "FREQ=DAILY",
        "startsOn": "2026-09-07",
        "workdaysOnly": True,
        "places": [{"grid": GRID_CODE, "name": "临街餐馆"}],
    }
    made = await office.data(
        COMMUNITY, "mutation ($plan: PatrolPlanInput!) { openPatrolPlan(plan: $plan) { id } }", plan=plan
    )
    draw = """mutation ($id: ID!, $v: Int!, $until: Date!) {
      drawUpVisits(id: $id, expectedVersion: $v, untilOn: $until) { id } }"""
    days = "{ visits(first: 50) { nodes { dueOn } } }"
    await office.set(TUESDAY, {"fallsOn": "2026-09-12", "kind": "MAKE_UP", "name": "区庆"})
    id_ = made["openPatrolPlan"]["id"]
    await office.data(COMMUNITY, draw, id=id_, v=1, until="2026-09-13")
    found = sorted(each["dueOn"] for each in (await office.data(STREET_OFFICE, days))["visits"]["nodes"])
    assert found == ["2026-09-07", "2026-09-09", "2026-09-10", "2026-09-11", "2026-09-12"]
    await office.data(DISTRICT_OFFICE, REMOVE, days=["2026-09-08", "2026-09-12"], v=1)
    await office.data(COMMUNITY, draw, id=id_, v=2, until="2026-09-20")
    found = sorted(each["dueOn"] for each in (await office.data(STREET_OFFICE, days))["visits"]["nodes"])
    assert "2026-09-08" in found, "worked again"
    await office.set({**TUESDAY, "fallsOn": "2026-09-15"}, v=2)
    await office.data(COMMUNITY, draw, id=id_, v=3, until="2026-09-20")
    again = sorted(each["dueOn"] for each in (await office.data(STREET_OFFICE, days))["visits"]["nodes"])
    assert again == found, "drawn up already, they are moved by a look"


async def test_each_statement_starts_from_an_index(graph: Graph) -> None:
    given = {
        "table": TABLE,
        "seen": -1,
        "expected": 0,
        "days": [],
        "now": START,
        "by": "x",
        "asOf": START.date(),
        "scope": ["500103"],
    }
    for name, text in CYPHER.items():
        assert await scans(graph, Statement(text, given)) == set(), name


@pytest.fixture
async def reached(clean_graph: Graph, neo4j: Embedded, tmp_path: Path) -> AsyncIterator[Any]:
    """Makes services on the run's graph, which is that of the street."""
    await place(clean_graph)
    await clean_graph.write(Statement(DISTRICT, {"code": "500103000000"}))
    settings = Settings(
        neo4j_uri=neo4j.address.uri,
        neo4j_user=neo4j.address.user,
        neo4j_password=neo4j.address.password,
        record_key="the key of the record in these tests",
        text_model="off",
        deadline_seconds=60,
        ladder_seconds=0,
        data_dir=tmp_path,
    )
    async with AsyncExitStack() as stack:

        async def start() -> Service:
            service = Service(settings)
            stack.push_async_callback(service.close)
            await service.attach()
            return service

        yield start


async def test_other_processes_count_by_what_was_entered_at_their_next_look_and_after_a_restart(
    reached: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "POLL_SECONDS", 0.05)
    one, other = await reached(), await reached()
    day = day_in_china(utc_now()) + timedelta(days=30)
    while day.weekday() > 4:
        day += timedelta(days=1)
    given = {"days": [{"fallsOn": day.isoformat(), "kind": "HOLIDAY", "name": "区庆"}], "v": 0, "paper": DOCUMENT}
    body = (await one.executor().answer(Request(SET, CITY, given))).body
    assert "errors" not in body, body
    assert one.calendar.is_worked(day) is False, "where it was entered at once"
    assert (other.local_days.version, other.calendar.days.get(day)) == (0, None)
    working = asyncio.create_task(other.keep_working())
    async with asyncio.timeout(30):
        while other.local_days.version == 0:  # noqa: ASYNC110 -- the service tells nobody of its looks
            await asyncio.sleep(0.02)
    working.cancel()
    assert other.calendar.is_worked(day) is False
    later = await reached()
    assert (later.local_days.version, later.calendar.is_worked(day)) == (1, False), "before it is ready"
    await later.transact(partial(follow, now=utc_now(), local=later.local_days))
    assert later.local_days.version == 1
