"""The ledger of forces on a real Neo4j: entries kept by who may, and figures that equal their lists and add up."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from graphsvc.access.authenticator import SERVICE
from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.china import CHINA, day_in_china
from graphsvc.codes import prefix_of
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from graphsvc.org.model.weekly import DAYS
from graphsvc.patrol.model.forces import ForceAction, ForceKind, ForceSkill
from graphsvc.patrol.store.forces import TEXTS
from tests.engine.cases_world import COMMUNITY_CODE, GRID_CODE, STREET, place
from tests.engine.desk import COMMUNITY, DISPATCH, ELSEWHERE, GRID, STREET_OFFICE, VIEWER, WATER, Desk
from tests.engine.two_streets import AREAS
from tests.oracle.forces import is_there
from tests.oracle.world import Node
from tests.plans import scans
from tests.shared_graph import everything

DISTRICT = Principal("district", Role.DISTRICT_ADMIN, ("500103000000",))
AUDITOR = Principal("auditor", Role.AUDITOR, ("500103000000",))
PEOPLE = """\
UNWIND $people AS id
CREATE (:Node:Person {id: id, name: '周一一', phoneMasked: '138****1234', areaCode: $grid})"""
SHOWN = """{ id version state kind skills recurrence fromTime toTime startsOn endedOn verifiedOn stale lastActiveOn note
  person { id name phone } area { code } tasksThisQuarter { totalCount } }"""
REGISTER = f"mutation ($force: ForceEntryInput!, $key: ID) {{ registerForce(force: $force, key: $key) {SHOWN} }}"
AMEND = f"""mutation ($id: ID!, $v: Int!, $skills: [ForceSkill!]!, $times: ForceTimesInput) {{
  amendForce(id: $id, expectedVersion: $v, skills: $skills, times: $times) {SHOWN} }}"""
VERIFY = f"mutation ($id: ID!, $v: Int!) {{ verifyForce(id: $id, expectedVersion: $v) {SHOWN} }}"
END = f'mutation ($id: ID!, $v: Int!) {{ endForce(id: $id, expectedVersion: $v, reason: "搬离本地") {SHOWN} }}'
ACTIONS = "query ($id: ID!) { forceActions(force: $id) { action allowed reason } }"
LIST = "query ($filter: ForceFilter) { forces(first: 200, filter: $filter) { totalCount nodes { id } } }"
NEW: dict[str, Any] = {
    "area": GRID_CODE,
    "person": "person-1",
    "kind": "FULL_TIME_GRID_WORKER",
    "skills": ["LAW", "FIRST_AID", "LAW"],
    "times": {"recurrence": "FREQ=WEEKLY;BYDAY=MO", "fromTime": "09:00", "toTime": "18:00"},
}


class Ledger(Desk):
    """Asks about forces; a refusal is asserted to have written nothing."""

    async def register(self, caller: Principal = COMMUNITY, **more: Any) -> Any:
        return (await self.data(caller, REGISTER, force={**NEW, **more}))["registerForce"]

    async def take(self, text: str, of: Any, caller: Principal = COMMUNITY, **more: Any) -> Any:
        (made,) = (await self.data(caller, text, id=of["id"], v=of["version"], **more)).values()
        return made

    async def list(self, caller: Principal = COMMUNITY, **filter_: Any) -> list[str]:
        page = (await self.data(caller, LIST, filter=filter_))["forces"]
        assert page["totalCount"] == len(page["nodes"])
        return [each["id"] for each in page["nodes"]]

    async def refused(self, caller: Principal, text: str, **variables: Any) -> Any:  # type: ignore[override]
        before = await everything(self.graph)
        body = (await self.ask(caller, text, **variables)).body
        assert await everything(self.graph) == before
        return body["errors"][0]["extensions"]


@pytest.fixture
async def ledger(known: Documents, clean_graph: Graph) -> Ledger:
    await place(clean_graph)
    await clean_graph.write(Statement(PEOPLE, {"people": [f"person-{n}" for n in range(1, 5)], "grid": GRID_CODE}))
    return Ledger(known, clean_graph)


async def test_an_entry_is_kept_by_who_may_and_ends_once(ledger: Ledger) -> None:
    for caller, more, code in (
        (VIEWER, {}, "FORBIDDEN"),
        (WATER, {}, "FORBIDDEN"),
        (GRID, {}, "FORBIDDEN"),
        (ELSEWHERE, {}, "NOT_FOUND"),
        (COMMUNITY, {"person": "nobody"}, "NOT_FOUND"),
        (COMMUNITY, {"area": STREET}, "NOT_FOUND"),
        (DISTRICT, {"area": "500103000000"}, "BAD_USER_INPUT"),
        (COMMUNITY, {"startsOn": "2026-09-08"}, "BAD_USER_INPUT"),
        (COMMUNITY, {"times": {**NEW["times"], "fromTime": "9:00"}}, "BAD_USER_INPUT"),
        (COMMUNITY, {"times": {**NEW["times"], "recurrence": "FREQ=MONTHLY"}}, "BAD_USER_INPUT"),
    ):
        assert (await ledger.refused(caller, REGISTER, force={**NEW, **more}))["code"] == code, (caller, more)
    made = (await ledger.data(COMMUNITY, REGISTER, force=NEW, key="key-0001"))["registerForce"]
    assert await ledger.data(COMMUNITY, REGISTER, force=NEW, key="key-0001") == {"registerForce": made}
    assert made["skills"] == ["FIRST_AID", "LAW"]
    assert (made["fromTime"], made["toTime"], made["verifiedOn"]) == ("09:00", "18:00", "2026-09-07")
    assert (made["person"]["name"], made["person"]["phone"]) == ("周**", "138****1234")
    refusal = await ledger.refused(COMMUNITY, REGISTER, force=NEW)
    assert (refusal["code"], "更新原记录" in refusal["zh"]) == ("CONFLICT", True)
    await ledger.register(kind="MEDIATOR")
    assert (await ledger.refused(ELSEWHERE, VERIFY, id=made["id"], v=1))["code"] == "NOT_FOUND"
    assert (await ledger.refused(COMMUNITY, VERIFY, id=made["id"], v=9))["allowed"] == ["AMEND", "VERIFY", "END"]
    offers = (await ledger.data(GRID, ACTIONS, id=made["id"]))["forceActions"]
    assert {each["reason"] for each in offers} == {"须由该区域的社区、镇街或区县办理。"}
    ledger.now += timedelta(days=181)
    (stale,) = await ledger.list(kind=["MEDIATOR"], staleOn="2027-03-07")
    assert stale != made["id"]
    made = await ledger.take(VERIFY, made)
    assert not made["stale"]
    made = await ledger.take(AMEND, made, skills=["DRIVING"], times=None)
    assert (made["skills"], made["recurrence"], made["fromTime"]) == (["DRIVING"], None, None)
    made = await ledger.take(END, made)
    assert (made["state"], made["endedOn"], made["note"], made["version"]) == ("ENDED", "2027-03-07", "搬离本地", 4)
    offers = (await ledger.data(COMMUNITY, ACTIONS, id=made["id"]))["forceActions"]
    assert [each["allowed"] for each in offers] == [False] * len(ForceAction)
    for text in (VERIFY, END):
        assert (await ledger.refused(COMMUNITY, text, id=made["id"], v=4))["allowed"] == []
    assert await ledger.list(listedOn="2027-03-06") == sorted([made["id"], stale])
    assert await ledger.list(listedOn="2027-03-07") == [stale]
    again = await ledger.register()  # what has ended does not stand in the way
    assert again["id"] != made["id"]
    actions = await ledger.graph.read(
        Statement("MATCH (e:LogEntry) WHERE e.subject = $id RETURN e.action ORDER BY e.number", {"id": made["id"]})
    )
    assert [action for (action,) in actions] == ["FORCE_REGISTERED", "FORCE_VERIFY", "FORCE_AMEND", "FORCE_END"]


async def test_a_past_day_is_answered_by_what_the_ledger_said_then(ledger: Ledger) -> None:
    made = await ledger.register()
    began = datetime(2026, 9, 7, 14, tzinfo=CHINA)
    ledger.now = began + timedelta(days=190)
    made = await ledger.take(VERIFY, made)
    ledger.now += timedelta(days=1)
    made = await ledger.take(AMEND, made, skills=["LAW"], times=None)
    text = """query ($at: DateTime!, $area: ID!) { forcesLedger(area: $area, at: $at) {
      countedOn counts { entryCount thereCount staleCount } } }"""
    for days, there, stale in ((0, 1, 0), (180, 0, 0), (182, 1, 1), (189, 1, 1), (190, 0, 0), (196, 0, 0), (371, 0, 1)):
        at = (began + timedelta(days=days)).isoformat()
        told = (await ledger.data(COMMUNITY, text, at=at, area=COMMUNITY_CODE))["forcesLedger"]
        assert told["counts"] == {"entryCount": 1, "thereCount": there, "staleCount": stale}, days
        assert await ledger.list(thereAt=at) == [made["id"]] * there, days
        assert await ledger.list(staleOn=told["countedOn"]) == [made["id"]] * stale, days


async def test_of_eight_registrations_at_once_one_stands_and_work_is_told(ledger: Ledger) -> None:
    answers = await asyncio.gather(*(ledger.ask(COMMUNITY, REGISTER, force=NEW) for _ in range(8)))
    made = [answer.body["data"]["registerForce"] for answer in answers if "errors" not in answer.body]
    assert len(made) == 1
    codes = {each.body["errors"][0]["extensions"]["code"] for each in answers if "errors" in each.body}
    assert codes <= {"CONFLICT", "UNAVAILABLE"}
    await ledger.graph.write(
        Statement(
            "MATCH (p:Person {id: 'person-1'}), (g:Grid {code: $grid}) CREATE (p)-[:SERVES_IN {role: $role}]->(g)",
            {"grid": GRID_CODE, "role": "GRID_WORKER"},
        )
    )
    receivers = {"forces": [{"role": "GRID_WORKER", "under": GRID_CODE}]}
    await ledger.data(STREET_OFFICE, DISPATCH, task={"area": STREET, "title": "查泵房", "receivers": receivers})
    await ledger.graph.write(
        Statement("MATCH (a:Assignment) SET a.reportedAt = $at", {"at": datetime(2026, 9, 9, 17, tzinfo=UTC)})
    )
    seen = (await ledger.data(COMMUNITY, f"query ($id: ID!) {{ force(id: $id) {SHOWN} }}", id=made[0]["id"]))["force"]
    assert (seen["tasksThisQuarter"]["totalCount"], seen["lastActiveOn"]) == (1, "2026-09-10")
    ledger.now += timedelta(days=31)
    seen = (await ledger.data(COMMUNITY, f"query ($id: ID!) {{ force(id: $id) {SHOWN} }}", id=made[0]["id"]))["force"]
    assert seen["tasksThisQuarter"]["totalCount"] == 0


@pytest.mark.parametrize("name", sorted(TEXTS))
async def test_no_statement_of_the_ledger_scans(ledger: Ledger, name: str) -> None:
    given: dict[str, Any] = {"id": "f", "expected": 1, "sources": [], "changes": {}, "scope": [""], "person": "p"}
    given |= {"area": "a", "kind": "k", "force": {}, "code": "c", "prefix": "5", "digits": 9, "day": None, "at": None}
    assert not await scans(ledger.graph, Statement(TEXTS[name], given), products=True)


FORCES = """\
MATCH (p:Person) WITH collect(p) AS people
UNWIND range(0, size($rows) - 1) AS n
WITH people[n % size(people)] AS p, $rows[n] AS row
CREATE (f:Node:Force)-[:OF_PERSON]->(p) SET f = row"""
CODES = (
    *("500103000000", "500103012000", "500103014000", "500103012011", "500103012012", "500103014001"),
    *("500103012011001", "500103012011002", "500103012012001", "500103014001001"),
)
CALLERS = (DISTRICT, AUDITOR, SERVICE, STREET_OFFICE, ELSEWHERE, COMMUNITY, GRID, VIEWER, WATER)
EACH = "entryCount thereCount staleCount"
COUNTED = f"{{ {EACH} kinds {{ kind {EACH} }} skills {{ skill {EACH} }} }}"
FIGURES = f"""query ($area: ID!, $at: DateTime!) {{ forcesLedger(area: $area, at: $at) {{
  countedOn area {{ code }} counts {COUNTED} parts {{ direct area {{ code }} counts {COUNTED} }} }} }}"""
NAMES = ("entryCount", "thereCount", "staleCount")


def grown(random: Random) -> list[dict[str, Any]]:
    """Entries at all levels, with times and without, some ended, verified on all sorts of days."""
    rows = []
    for number in range(150):
        start = day_in_china(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=random.randrange(330)))
        ended = start + timedelta(days=random.randrange(1, 200)) if random.random() < 0.3 else None
        days = sorted(random.sample(range(1, 8), random.randint(1, 7)))
        rule = "FREQ=WEEKLY;BYDAY=" + ",".join(DAYS[day - 1] for day in days)
        times = {
            "rule": rule,
            "weekdays": days,
            "fromMinute": random.randrange(1440),
            "toMinute": random.randrange(1440),
        }
        row = {
            "id": f"force-{number}",
            "areaCode": random.choice(CODES[1:]),
            "version": 1,
            "state": "ENDED" if ended else "LISTED",
            "kind": random.choice(list(ForceKind)).value,
            "skills": sorted(each.value for each in random.sample(list(ForceSkill), random.randint(0, 4))),
            "startsOn": start,
            "endedOn": ended,
            "verifiedOn": start + timedelta(days=random.randrange(60)),
        }
        rows.append(row | (times if random.random() < 0.8 else {}))
    return rows


def figures(counts: Any, place: dict[str, str], at: str, day: str) -> Iterator[tuple[dict[str, Any], int]]:
    """Every figure with the filter of its list."""
    more: dict[str, dict[str, str]] = {"entryCount": {}, "thereCount": {"thereAt": at}, "staleCount": {"staleOn": day}}
    for name in NAMES:
        filter_ = {**place, "listedOn": day, **more[name]}
        yield filter_, counts[name]
        yield from (({**filter_, "kind": [each["kind"]]}, each[name]) for each in counts["kinds"])
        yield from (({**filter_, "skill": each["skill"]}, each[name]) for each in counts["skills"])


def added(parts: Iterable[Any]) -> Any:
    """What parts come to."""
    total: Counter[tuple[str, ...]] = Counter()
    for part in parts:
        total.update(flat(part["counts"]))
    return total


def flat(counts: Any) -> Counter[tuple[str, ...]]:
    """Figures by what they count."""
    rows = [
        ("", counts),
        *((row["kind"], row) for row in counts["kinds"]),
        *((row["skill"], row) for row in counts["skills"]),
    ]
    return Counter({(word, name): row[name] for word, row in rows for name in NAMES})


def covers(caller: Principal, area: str) -> bool:
    """Whether a caller reads people in all of an area."""
    scope = () if caller in (VIEWER, WATER) else caller.areas
    return caller is SERVICE or any(prefix_of(area).startswith(prefix_of(each)) for each in scope)


def there_by_hand(rows: list[dict[str, Any]], area: str, at: str) -> int:
    """How many are there, by the oracle's reading of rules and times."""
    inside = [row for row in rows if row["areaCode"].startswith(prefix_of(area))]
    nodes = [
        {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()} for row in inside
    ]
    return sum(is_there(Node(row["id"], frozenset(), row), datetime.fromisoformat(at)) for row in nodes)


async def test_every_figure_equals_its_list_and_parts_add_up_for_any_area_day_and_caller(ledger: Ledger) -> None:
    random = Random(18)
    await ledger.graph.write(Statement(AREAS))
    rows = grown(random)
    await ledger.graph.write(Statement(FORCES, {"rows": rows}))
    answered, there = 0, 0
    for _ in range(40):
        caller, area = random.choice(CALLERS), random.choice(CODES)
        at = (datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=random.randrange(300 * 1440))).isoformat()
        body = (await ledger.ask(caller, FIGURES, area=area, at=at)).body
        if not covers(caller, area):
            assert body["errors"][0]["extensions"]["code"] in ("NOT_FOUND", "FORBIDDEN")
            continue
        answered += 1
        told = body["data"]["forcesLedger"]
        there += told["counts"]["thereCount"]
        assert told["counts"]["thereCount"] == there_by_hand(rows, area, at)
        assert added(told["parts"]) == flat(told["counts"])
        assert sum(each["entryCount"] for each in told["counts"]["kinds"]) == told["counts"]["entryCount"]
        assert told["parts"][0]["direct"]
        day = told["countedOn"]
        assert day == day_in_china(datetime.fromisoformat(at)).isoformat()
        wanted = list(figures(told["counts"], {"within": area}, at, day))
        for part in told["parts"]:
            code = part["area"]["code"]
            wanted += figures(part["counts"], {"directlyIn": code} if part["direct"] else {"within": code}, at, day)
        for_sure = [pair for pair in wanted if pair[1]]
        chosen = random.sample(for_sure, min(16, len(for_sure))) + random.sample(wanted, 8)
        names = [f"$f{number}: ForceFilter" for number in range(len(chosen))]
        lists = [f"l{number}: forces(first: 1, filter: $f{number}) {{ totalCount }}" for number in range(len(chosen))]
        text = f"query ({', '.join(names)}) {{ {' '.join(lists)} }}"
        data = await ledger.data(caller, text, **{f"f{number}": filter_ for number, (filter_, _) in enumerate(chosen)})
        assert [each["totalCount"] for each in data.values()] == [figure for _, figure in chosen]
    assert answered >= 15
    assert there > 0
