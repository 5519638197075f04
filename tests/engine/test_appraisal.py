"""Scores on a real Neo4j: counted from rows that are told, and the same for a day whenever they are asked for."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.china import day_bounds
from graphsvc.command.appraisal.store import TEXTS
from graphsvc.command.rules.responsibilities import Responsibilities, read_responsibilities
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from tests.engine.cases_world import COMMUNITY_CODE, GRID_CODE, STREET, place
from tests.engine.command_world import FOUND as FOUND_CENTRE
from tests.engine.desk import COMMUNITY, DISTRICT_OFFICE, ELSEWHERE, STREET_OFFICE, VIEWER, WATER, Desk, whistled
from tests.plans import scans

NEIGHBOUR = Principal("community-2", Role.COMMUNITY_OFFICIAL, ("500103012012",))
ASK = """query ($area: ID!, $on: Date) { appraisal(area: $area, asOf: $on) { year asOf points most area { code }
  items { item count total points most text rows { id } } } }"""
_COMMITTEE = """\
MATCH (a:Community) CREATE (a)<-[:SERVES]-(k:Node:JointCommittee:BigPartyCommittee {id: 'bpc', areaCode: a.code,
  name: '桐花社区大党委'})
WITH k UNWIND $days AS day
CREATE (k)-[:HELD]->(:Node:JointMeeting {id: 'meeting-' + toString(day), areaCode: k.areaCode, title: '联席会议',
  heldOn: day})"""
OPEN = "mutation ($given: UnitPairingInput!) { openPairing(pairing: $given) { id } }"
KEEP = """mutation ($id: ID!, $v: Int!, $on: Date!) { keepPairingContact(id: $id, expectedVersion: $v,
  contact: {contactedOn: $on, way: VISIT, content: "走访"}) { id } }"""
PLACE = """mutation ($id: ID!, $v: Int!) { placePairingRequest(id: $id, expectedVersion: $v,
  request: {content: "借会议室", dueOn: "2026-09-20"}) { id } }"""
STEP = "mutation ($id: ID!, $v: Int!) {{ {}PairingRequest(id: $id, expectedVersion: $v{}) {{ version }} }}"
DEMAND = "mutation ($given: SupervisionInput!) { openSupervision(supervision: $given) { id } }"
ANSWER = 'mutation ($id: ID!) { answerSupervision(id: $id, expectedVersion: 1, answer: "已办") { version } }'
CLOSE = "mutation ($id: ID!) { closeSupervision(id: $id, expectedVersion: 2) { version } }"


def _given(now: datetime, on: date) -> dict[str, Any]:
    given: dict[str, Any] = {"area": COMMUNITY_CODE, "prefix": COMMUNITY_CODE, "scope": [STREET[:9]], "asOf": on}
    return given | {"from": date(2026, 1, 1), "start": now.replace(month=1), "end": day_bounds(on)[1]}


class Office(Desk):
    """Asks for scores."""

    async def told(self, on: str | None = None, area: str = COMMUNITY_CODE) -> tuple[float, int, dict[str, Any]]:
        found = (await self.data(STREET_OFFICE, ASK, area=area, on=on))["appraisal"]
        assert found["area"]["code"] == area
        counted = [each for each in found["items"] if each["points"] is not None]
        assert found["points"] == pytest.approx(sum(each["points"] for each in counted))
        assert found["most"] == sum(each["most"] for each in counted)
        items = {each["item"]: (each["points"], [row["id"] for row in each["rows"]]) for each in found["items"]}
        assert all(each["total"] == len(each["rows"]) for each in found["items"])
        return found["points"], found["most"], items

    async def supervised(self, case: str) -> None:
        """Ask the community about a case by the 9th, have it answered and closed."""
        given = {"about": case, "demand": "回话", "dueOn": "2026-09-09"}
        made = (await self.data(STREET_OFFICE, DEMAND, given=given))["openSupervision"]
        await self.data(COMMUNITY, ANSWER, id=made["id"])
        await self.data(STREET_OFFICE, CLOSE, id=made["id"])


@pytest.fixture
async def office(known: Documents, clean_graph: Graph) -> Office:
    await place(clean_graph)
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 9, 8), date(2026, 12, 31)]
    await clean_graph.write(Statement(_COMMITTEE, {"days": days}))
    return Office(known, clean_graph)


async def test_a_score_is_told_by_its_rows_and_stays_what_it_was_on_that_day(office: Office) -> None:
    unit = {"unit": "unit-water", "area": COMMUNITY_CODE, "since": "2026-09-01"}
    pairing = (await office.data(STREET_OFFICE, OPEN, given=unit))["openPairing"]["id"]
    await office.data(WATER, KEEP, id=pairing, v=1, on="2026-09-02")
    new_year = "meeting-2026-01-01"
    first = (
        10.0,
        80,
        {
            "MEETINGS": (7.5, [new_year]),
            "CONTACTS": (2.5, [f"{pairing}.2"]),
            "REQUESTS": (0.0, []),
            "SUPERVISIONS": (None, []),
        },
    )
    assert await office.told() == first
    before = await office.told("2026-09-06")  # the contact of the 2nd was recorded on the 7th
    assert before[2]["CONTACTS"] == (0.0, [])
    assert (await office.told("2025-12-31"))[2]["MEETINGS"] == (7.5, ["meeting-2025-12-31"])

    office.now = office.now.replace(day=8)
    await office.data(STREET_OFFICE, FOUND_CENTRE, centre={"area": STREET})
    case = (await whistled(office))["id"]
    await office.data(COMMUNITY, KEEP, id=pairing, v=2, on="2026-09-07")
    asked = (await office.data(COMMUNITY, PLACE, id=pairing, v=3))["placePairingRequest"]["id"]
    for v, (caller, name, more) in enumerate(
        ((WATER, "take", ""), (WATER, "finish", ', report: "已借"'), (COMMUNITY, "confirm", "")), start=1
    ):
        assert (await office.told())[2]["REQUESTS"] == (0.0, [])
        await office.data(caller, STEP.format(name, more), id=asked, v=v)
    await office.supervised(case)
    second = await office.told()
    assert second[:2] == (45.0, 100)
    assert second[2]["MEETINGS"] == (15.0, [new_year, "meeting-2026-09-08"])
    assert second[2]["CONTACTS"] == (5.0, [f"{pairing}.2", f"{pairing}.3"])
    assert second[2]["REQUESTS"] == (5.0, [asked])
    assert second[2]["SUPERVISIONS"][0] == 20.0

    office.now = office.now.replace(day=10)
    street = await office.told("2026-09-10", STREET)
    assert (street[2]["MEETINGS"], street[2]["CONTACTS"][0], street[2]["REQUESTS"][0]) == ((0.0, []), 1.25, 1.25)
    assert (await office.told("2026-09-06"), await office.told("2026-09-07")) == (before, first)
    assert await office.told("2026-09-08") == second


async def test_of_a_pairing_one_contact_a_day_counts(office: Office) -> None:
    made = []
    for unit in ("unit-water", "unit-power"):
        given = {"unit": unit, "area": COMMUNITY_CODE, "since": "2026-09-01"}
        made.append((await office.data(STREET_OFFICE, OPEN, given=given))["openPairing"]["id"])
    for v, on in enumerate(("2026-09-02", "2026-09-02", "2026-09-03", "2026-09-02"), start=1):
        await office.data(COMMUNITY, KEEP, id=made[0], v=v, on=on)
    await office.data(COMMUNITY, KEEP, id=made[1], v=1, on="2026-09-02")
    points, rows = (await office.told())[2]["CONTACTS"]
    assert (points, rows) == (7.5, [*sorted((f"{made[0]}.2", f"{made[1]}.2")), f"{made[0]}.4"])


async def test_a_meeting_counts_where_its_committee_served_on_its_day(office: Office) -> None:
    ended = "MATCH (:JointCommittee)-[s:SERVES]->(:Area) SET s.since = date($since), s.until = date($until)"
    new_year, later = "meeting-2026-01-01", "meeting-2026-09-08"
    office.now = office.now.replace(day=10)
    for since, until, rows in (
        ("2025-01-01", "2026-09-10", [new_year, later]),
        ("2025-01-01", "2026-09-09", [new_year, later]),
        ("2025-01-01", "2026-09-08", [new_year]),
        ("2026-01-01", "2026-09-09", [new_year, later]),
        ("2026-01-02", "2026-09-09", [later]),
    ):
        await office.graph.write(Statement(ended, {"since": since, "until": until}))
        assert (await office.told())[2]["MEETINGS"][1] == rows, (since, until)


async def test_an_answer_that_came_late_lowers_the_share(office: Office) -> None:
    await office.data(STREET_OFFICE, FOUND_CENTRE, centre={"area": STREET})
    case = (await whistled(office))["id"]
    await office.supervised(case)
    given = {"about": case, "demand": "再回话", "dueOn": "2026-09-09"}
    late = (await office.data(STREET_OFFICE, DEMAND, given=given))["openSupervision"]["id"]
    office.now = office.now.replace(day=9, hour=16)  # midnight in China
    await office.data(COMMUNITY, ANSWER, id=late)
    assert (await office.told())[2]["SUPERVISIONS"][0] == 10.0  # overdue, though not closed
    await office.data(STREET_OFFICE, CLOSE, id=late)
    (item,) = [
        each
        for each in (await office.data(STREET_OFFICE, ASK, area=COMMUNITY_CODE))["appraisal"]["items"]
        if each["item"] == "SUPERVISIONS"
    ]
    assert (item["count"], item["total"], item["points"]) == (1, 2, 10.0)
    assert item["text"] == "督办按期答复：2 件中按期 1 件，应达到 100%，得 10 分（满分 20 分）。"
    assert (await office.told("2026-09-09"))[2]["SUPERVISIONS"][0] == 20.0


async def test_a_supervision_sent_back_leaves_past_days_as_they_were(office: Office) -> None:
    """Days 9 and 12 the first answer was late, 14 a new day ran, 17 it was over, and at the end all was in time."""
    await office.data(STREET_OFFICE, FOUND_CENTRE, centre={"area": STREET})
    about = (await whistled(office))["id"]
    given = {"about": about, "demand": "回话\n再说", "dueOn": "2026-09-09"}
    asked = (await office.data(STREET_OFFICE, DEMAND, given=given))["openSupervision"]["id"]
    back = """mutation ($id: ID!, $v: Int!, $on: Date!) {
      returnSupervision(id: $id, expectedVersion: $v, reason: "不清楚", dueOn: $on) { version } }"""
    answer = (
        'mutation ($id: ID!, $v: Int!) { answerSupervision(id: $id, expectedVersion: $v, answer: "办") { version } }'
    )
    close = "mutation ($id: ID!, $v: Int!) { closeSupervision(id: $id, expectedVersion: $v) { version } }"
    seen: dict[str, Any] = {}
    for day, caller, text, more in (
        (11, COMMUNITY, answer, {"v": 1}),
        (12, STREET_OFFICE, "", {}),
        (13, STREET_OFFICE, back, {"v": 2, "on": "2026-09-15"}),
        (14, STREET_OFFICE, "", {}),
        (17, COMMUNITY, answer, {"v": 3}),
        (18, STREET_OFFICE, back, {"v": 4, "on": "2026-09-25"}),
        (20, COMMUNITY, answer, {"v": 5}),
        (21, STREET_OFFICE, close, {"v": 6}),
    ):
        office.now = office.now.replace(day=day, hour=4)
        if text:
            await office.data(caller, text, id=asked, **more)
        seen[f"2026-09-{day}"] = (await office.told())[2]["SUPERVISIONS"]
    assert [points for points, _ in seen.values()] == [0.0, 0.0, None, None, 0.0, None, None, 20.0]
    for on, told in seen.items():
        assert (await office.told(on))[2]["SUPERVISIONS"] == told, on
    assert (await office.told("2026-09-10"))[2]["SUPERVISIONS"] == (0.0, [asked])
    row = Statement(TEXTS["supervisions_answered"], _given(office.now, date(2026, 9, 17)))
    assert await office.graph.read(row) == [[0, 1, [[asked, "2026-09-17 答复（期限 2026-09-15）：回话\n再说"]]]]


async def test_who_never_answers_loses_the_points(office: Office) -> None:
    await office.data(STREET_OFFICE, FOUND_CENTRE, centre={"area": STREET})
    about = (await whistled(office))["id"]
    given = {"about": about, "demand": "回话", "dueOn": "2026-09-09"}
    silent = (await office.data(STREET_OFFICE, DEMAND, given=given))["openSupervision"]["id"]
    office.now = office.now.replace(day=12)
    assert (await office.told("2026-09-09"))[2]["SUPERVISIONS"] == (None, [])  # its day was not over
    for day in (10, 12):
        assert (await office.told(f"2026-09-{day}"))[2]["SUPERVISIONS"] == (0.0, [silent])
    withdraw = 'mutation ($id: ID!) { withdrawSupervision(id: $id, expectedVersion: 1, reason: "已撤") { version } }'
    await office.data(STREET_OFFICE, withdraw, id=silent)
    assert (await office.told("2026-09-11"))[2]["SUPERVISIONS"] == (0.0, [silent])
    assert (await office.told())[2]["SUPERVISIONS"] == (None, [])
    office.now = office.now.replace(year=2027, month=1, day=4)
    assert (await office.told())[2]["SUPERVISIONS"] == (None, [])


async def test_a_locality_sets_what_counts_from_a_day_on(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "local.csv"
    path.write_text(
        "item,level,duty,title,evidence,target,points,area,since,until,source\n"
        f"MEETINGS,COMMUNITY,DISCUSS,每年两次,MEETINGS_HELD,2,30,{COMMUNITY_CODE},2026-09-07,,本地\n",
        encoding="utf-8",
    )
    office.tools[Responsibilities] = read_responsibilities(path)
    assert (await office.told("2026-09-06"))[2]["MEETINGS"][0] == 7.5
    assert (await office.told("2026-09-07"))[2]["MEETINGS"][0] == 15.0


async def test_a_score_is_of_the_callers_areas_and_of_a_day_that_has_come(office: Office) -> None:
    for caller, area, on, code in (
        (VIEWER, COMMUNITY_CODE, None, "FORBIDDEN"),
        (WATER, COMMUNITY_CODE, None, "NOT_FOUND"),
        (NEIGHBOUR, COMMUNITY_CODE, None, "NOT_FOUND"),
        (COMMUNITY, STREET, None, "NOT_FOUND"),
        (ELSEWHERE, STREET, None, "NOT_FOUND"),
        (STREET_OFFICE, "500103012099", None, "NOT_FOUND"),
        (DISTRICT_OFFICE, "500103000000", None, "BAD_USER_INPUT"),
        (STREET_OFFICE, GRID_CODE, None, "BAD_USER_INPUT"),
        (STREET_OFFICE, STREET, "2026-09-08", "BAD_USER_INPUT"),
    ):
        body = (await office.ask(caller, ASK, area=area, on=on)).body
        assert body["errors"][0]["extensions"]["code"] == code, (caller, area)
    assert (await office.data(COMMUNITY, ASK, area=COMMUNITY_CODE))["appraisal"]["year"] == 2026


@pytest.mark.parametrize("name", sorted(TEXTS))
async def test_no_evidence_is_counted_by_a_scan(office: Office, name: str) -> None:
    assert not await scans(office.graph, Statement(TEXTS[name], _given(office.now, date(2026, 9, 7))), products=True)
