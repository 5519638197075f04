"""Work given to a person by name, through GraphQL: seen in their inbox, on the same clock, told to them, taken back."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from graphsvc.access.authenticator import SERVICE
from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.cases.entrusting.left_behind import LEFT, take_back
from graphsvc.cases.entrusting.store import TEXTS
from graphsvc.cases.model.calendar import Calendar
from graphsvc.china import day_in_china
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Transaction
from graphsvc.notices.store.telling import derive
from tests.conftest import RECORD
from tests.engine.cases_world import GRID_CODE, START
from tests.engine.colleagues import LIN, MEI, NEXT_GRID, PEOPLE
from tests.engine.desk import COMMUNITY, DISCOVER, FOUND, GRID, POWER, STREET_OFFICE, WATER, Desk, whistled
from tests.plans import scans
from tests.shared_graph import everything

INBOX = "{ myInbox { nodes { case { id entrustedSubject } call { id entrustedSubject dueAt } } totalCount } }"
NOTICES = "{ myNotices { nodes { kind text subjectId } } }"
CLOCKS = """query ($id: ID!) { case(id: $id) { state stage dueAt totalDueAt entrustedSubject entrustedTo { id }
  calls { nodes { state stage dueAt entrustedSubject } } } }"""
STEPS = "query ($id: ID!) { case(id: $id) { steps { nodes { action party by entrustedSubject note } } } }"
OFFERS = "query ($id: ID!) { availableActions(case: $id) { action allowed reason call { id } } }"
TO_LIN, TO_MEI = ', person: "person-lin", reason: "管片"', ', person: "person-mei", reason: "在附近"'
BACK = ', reason: "本人请假"'


@pytest.fixture
async def office(desk: Desk) -> Desk:
    """The street, with somebody of the department and a grid worker of the next grid."""
    await desk.graph.write(Statement(PEOPLE, {"grid": NEXT_GRID}))
    return desk


async def waiting(office: Desk, caller: Principal) -> list[tuple[str, str | None]]:
    """What waits for somebody: cases, and by whom they are done."""
    page = (await office.data(caller, INBOX))["myInbox"]
    assert page["totalCount"] == len(page["nodes"])
    return [(each["case"]["id"], (each["call"] or each["case"])["entrustedSubject"]) for each in page["nodes"]]


async def told(office: Desk, caller: Principal) -> list[tuple[str, str]]:
    while (await office.graph.transact(lambda tx: derive(tx, office.now))).due:
        pass
    found = (await office.data(caller, NOTICES))["myNotices"]["nodes"]
    return [(each["kind"], each["text"]) for each in found]


async def clocks(office: Desk, case: Any) -> Any:
    return (await office.data(STREET_OFFICE, CLOCKS, id=case["id"]))["case"]


async def sees(office: Desk, caller: Principal, case: Any) -> list[str]:
    """The actions of a record that somebody sees."""
    found = (await office.ask(caller, STEPS, id=case["id"])).body["data"]["case"]
    return [each["action"] for each in found["steps"]["nodes"]] if found else []


async def accepted(office: Desk) -> Any:
    case = (await office.data(GRID, DISCOVER, case={**FOUND, "category": "C05"}))["discoverCase"]
    return await office.step(COMMUNITY, "acceptCase", case)


async def offered(office: Desk, caller: Principal, case: Any, action: str) -> Any:
    found = (await office.data(caller, OFFERS, id=case["id"]))["availableActions"]
    return [each["reason"] for each in found if each["action"] == action and each["call"]]


async def test_a_department_gives_its_call_to_a_person_whose_inbox_it_is_in_with_the_same_clock(office: Desk) -> None:
    case = await whistled(office)
    call = case["calls"]["nodes"][0]["id"]
    before = await clocks(office, case)
    case = await office.step(WATER, "entrustCall", case, f', call: "{call}"{TO_LIN}')
    after = await clocks(office, case)
    assert after["calls"]["nodes"][0].pop("entrustedSubject") == "person-lin"
    assert before["calls"]["nodes"][0].pop("entrustedSubject") is None
    assert after == before
    for caller in (LIN, WATER):
        assert await waiting(office, caller) == [(case["id"], "person-lin")]
    assert await offered(office, WATER, case, "ENTRUST") == ["已经转办给个人，请先收回。"]
    steps = (await office.data(LIN, STEPS, id=case["id"]))["case"]["steps"]["nodes"]
    last = {"action": "ENTRUST", "party": "DEPARTMENT", "by": "water", "entrustedSubject": "person-lin", "note": "管片"}
    assert steps[-1] == last
    case = await office.step(LIN, "signCall", case, f', call: "{call}"')
    assert case["calls"]["nodes"][0]["state"] == "SIGNED"


async def test_a_person_is_told_of_what_it_is_given_and_of_its_being_taken_back(office: Desk) -> None:
    case = await whistled(office)
    on_call = f', call: "{case["calls"]["nodes"][0]["id"]}"'
    case = await office.step(WATER, "entrustCall", case, on_call + TO_LIN)
    assert [kind for kind, text in await told(office, LIN) if "转办给您" in text] == ["TASK"]
    case = await office.step(WATER, "takeBackCall", case, on_call + BACK)
    assert [kind for kind, text in await told(office, LIN) if "转办已收回" in text] == ["RETURN"]
    assert await waiting(office, WATER) == [(case["id"], None)]
    assert await offered(office, WATER, case, "TAKE_BACK") == ["没有转办给个人。"]
    stranger = Principal("person-mei", Role.VIEWER)
    assert await told(office, stranger) == []


async def test_a_call_goes_to_nobody_but_who_works_for_its_department_today(office: Desk) -> None:
    case = await whistled(office)
    on_call = f', call: "{case["calls"]["nodes"][0]["id"]}"'
    for person in ("person-mei", "person-gone", "person-none"):
        refused = await office.refused(WATER, "entrustCall", case, f'{on_call}, person: "{person}", reason: "给他"')
        assert (refused["code"], refused["zh"]) == ("NOT_FOUND", "没有这个人，或不在本单位任职。")
    assert (await office.refused(POWER, "entrustCall", case, on_call + TO_LIN))["code"] == "NOT_FOUND"
    assert (await office.refused(COMMUNITY, "entrustCall", case, on_call + TO_LIN))["code"] == "FORBIDDEN"
    refused = await office.refused(STREET_OFFICE, "entrustCall", case, on_call + TO_LIN)
    assert refused["zh"].startswith("只有被吹哨的部门可以“转办”。")


async def test_a_grid_worker_of_another_grid_sees_and_settles_what_the_community_gives_it(office: Desk) -> None:
    case = await accepted(office)
    assert await sees(office, MEI, case) == []
    before = await clocks(office, case)
    case = await office.step(COMMUNITY, "entrustCase", case, TO_MEI)
    after = await clocks(office, case)
    assert (after.pop("entrustedSubject"), after.pop("entrustedTo")) == ("person-mei", {"id": "person-mei"})
    assert (before.pop("entrustedSubject"), before.pop("entrustedTo")) == (None, None)
    assert after == before
    for caller in (MEI, COMMUNITY):
        assert await waiting(office, caller) == [(case["id"], "person-mei")]
    assert await waiting(office, GRID) == []
    assert await sees(office, MEI, case) == ["DISCOVER", "ACCEPT", "ENTRUST"]
    assert (await office.refused(GRID, "settleCase", case, ', note: "修好了"'))["zh"].startswith("只有社区或承办人可以")
    case = await office.step(MEI, "settleCase", case, ', note: "修好了"')
    assert case["state"] == "SETTLED_LOCALLY"
    assert await waiting(office, MEI) == []


async def test_who_was_given_a_case_gives_it_back_and_the_community_is_told(office: Desk) -> None:
    case = await accepted(office)
    case = await office.step(COMMUNITY, "entrustCase", case, TO_MEI)
    case = await office.step(MEI, "takeBackCase", case, BACK)
    assert [kind for kind, text in await told(office, COMMUNITY) if "转办已收回" in text] == ["RETURN"]
    assert (await waiting(office, MEI), await waiting(office, COMMUNITY)) == ([], [(case["id"], None)])
    assert await sees(office, MEI, case) == ["DISCOVER", "ACCEPT", "ENTRUST", "TAKE_BACK"]
    assert (await office.refused(MEI, "settleCase", case, ', note: "修好了"'))["code"] == "CONFLICT"
    case = await office.step(COMMUNITY, "entrustCase", case, TO_MEI)
    case = await office.step(COMMUNITY, "requestWhistle", case, BACK)
    assert await waiting(office, MEI) == []


async def test_a_case_goes_to_nobody_but_who_serves_in_a_grid_of_its_community(office: Desk) -> None:
    case = await accepted(office)
    refused = await office.refused(COMMUNITY, "entrustCase", case, TO_LIN)
    assert (refused["code"], refused["zh"]) == ("NOT_FOUND", "没有这个人，或不在本社区的网格任职。")
    assert (await office.refused(GRID, "entrustCase", case, TO_MEI))["code"] == "FORBIDDEN"


async def test_who_may_be_given_work_is_found_by_an_index(office: Desk) -> None:
    for unit in ("unit-water", ""):
        given = {"person": "x", "of": unit, "under": GRID_CODE, "scope": ["5"], "asOf": START.date()}
        assert await scans(office.graph, Statement(TEXTS["may_have"], given)) == set()
    look_for = {"most": 5, "asOf": START.date(), "scope": [""], "caseStates": ["ACCEPTED"], "callStates": ["CALLED"]}
    assert await scans(office.graph, Statement(TEXTS["left_behind"], look_for)) == set()
    one = {"case": "x", "call": "", "expected": 1, "scope": [""], "asOf": START.date()}
    assert await scans(office.graph, Statement(TEXTS["gone"], one)) == set()


IS_GONE = "MATCH (p:Person {id: $person}) DETACH DELETE p"
LEAVES = "MATCH (:Person {id: $person})-[r:WORKS_FOR|SERVES_IN]->() SET r.until = date('2026-09-08')"


async def look(office: Desk) -> int:
    """A worker's look for who has left; how much it took back."""
    office.now += timedelta(minutes=1)

    async def once(tx: Transaction) -> int:
        done = await take_back(tx, office.now, Calendar())
        await RECORD.append(tx, done.events, SERVICE.subject, SERVICE.role, office.now)
        return done.due

    return await office.graph.transact(once)


async def test_a_call_of_who_has_left_goes_back_to_its_department_on_the_same_clock(office: Desk) -> None:
    case = await whistled(office)
    call = case["calls"]["nodes"][0]["id"]
    before = await clocks(office, case)
    await office.step(WATER, "entrustCall", case, f', call: "{call}"{TO_LIN}')
    assert await look(office) == 0
    await office.graph.write(Statement(IS_GONE, {"person": "person-lin"}))
    assert await look(office) == 1
    assert await look(office) == 0, "once"
    assert await clocks(office, case) == before
    assert await waiting(office, WATER) == [(case["id"], None)]
    steps = (await office.data(WATER, STEPS, id=case["id"]))["case"]["steps"]["nodes"]
    taken = {"action": "TAKE_BACK", "party": "SYSTEM", "by": "ladder", "entrustedSubject": "person-lin", "note": LEFT}
    assert steps[-1] == taken
    for caller, words in ((WATER, "承办人已离岗，转办结束，请另行安排"), (LIN, "转办已收回")):
        assert len([text for _, text in await told(office, caller) if words in text]) == 1
    assert (await look(office), len(await told(office, WATER))) == (0, 2)
    shown = await office.data(WATER, "query ($id: ID!) { case(id: $id) { id version } }", id=case["id"])
    signed = await office.step(WATER, "signCall", shown["case"], f', call: "{call}"')
    assert signed["calls"]["nodes"][0]["state"] == "SIGNED"


async def test_a_case_of_who_has_left_goes_back_to_its_community_on_the_day(office: Desk) -> None:
    case = await accepted(office)
    await office.step(COMMUNITY, "entrustCase", case, TO_MEI)
    await office.graph.write(Statement(LEAVES, {"person": "person-mei"}))
    assert await look(office) == 0, "the tie holds until the day it ends"
    office.now += timedelta(days=1)
    assert await look(office) == 1
    assert (await waiting(office, COMMUNITY), await waiting(office, MEI)) == ([(case["id"], None)], [])
    assert [text for _, text in await told(office, COMMUNITY) if "承办人已离岗" in text] != []
    shown = await office.data(COMMUNITY, "query ($id: ID!) { case(id: $id) { id version } }", id=case["id"])
    assert (await office.step(COMMUNITY, "settleCase", shown["case"], ', note: "修好了"'))["state"] == "SETTLED_LOCALLY"


async def test_work_under_review_stays_by_name_until_it_is_its_departments_again(office: Desk) -> None:
    case = await whistled(office)
    on_call = f', call: "{case["calls"]["nodes"][0]["id"]}"'
    case = await office.step(WATER, "entrustCall", case, on_call + TO_LIN)
    case = await office.step(WATER, "returnCall", case, on_call + ', reason: "不归我管"')
    await office.graph.write(Statement(IS_GONE, {"person": "person-lin"}))
    assert await look(office) == 0
    case = await office.step(STREET_OFFICE, "refuseReturn", case, on_call + ', reason: "归你管"')
    assert await look(office) == (1 if case else 0)
    assert await waiting(office, WATER) == [(case["id"], None)]


async def test_nobody_is_taken_for_gone_while_an_import_is_there_in_part(office: Desk) -> None:
    case = await accepted(office)
    case = await office.step(COMMUNITY, "entrustCase", case, TO_MEI)
    await office.graph.write(Statement(IS_GONE, {"person": "person-mei"}))
    await office.graph.write(Statement("CREATE (:Import {id: 'import-half', state: 'RUNNING'})"))
    before = await everything(office.graph, "Case", "LogEntry")
    assert await look(office) == 0
    asked = {
        "case": case["id"],
        "expected": case["version"],
        "call": "",
        "asOf": day_in_china(office.now),
        "scope": [""],
    }
    assert (await office.graph.write(Statement(TEXTS["gone"], asked))).rows == [[False]], "one that begins meanwhile"
    assert await everything(office.graph, "Case", "LogEntry") == before
    await office.graph.write(Statement("MATCH (i:Import {id: 'import-half'}) SET i.state = 'DONE'"))
    assert await look(office) == 1


async def test_who_is_back_before_a_look_decides_keeps_the_case_and_the_call(office: Desk) -> None:
    """The look finds both gone, and waits for who is writing them in again."""
    case = await accepted(office)
    await office.step(COMMUNITY, "entrustCase", case, TO_MEI)
    called = await whistled(office)
    await office.step(WATER, "entrustCall", called, f', call: "{called["calls"]["nodes"][0]["id"]}"{TO_LIN}')
    ties = "MATCH (p:Person)-[r:WORKS_FOR|SERVES_IN]->() WHERE p.id IN ['person-lin', 'person-mei'] DELETE r"
    await office.graph.write(Statement(ties))
    written, over = asyncio.Event(), asyncio.Event()

    async def be_back(tx: Transaction) -> None:
        text = """MATCH (lin:Person {id: 'person-lin'}) MATCH (mei:Person {id: 'person-mei'})
            SET lin.locked = true, mei.locked = true REMOVE lin.locked, mei.locked
            WITH lin, mei MATCH (u:Unit {id: 'unit-water'}) MATCH (g:Grid {code: $grid})
            CREATE (lin)-[:WORKS_FOR]->(u), (mei)-[:SERVES_IN {role: 'GRID_WORKER'}]->(g)"""
        await tx.run(Statement(text, {"grid": NEXT_GRID}))
        written.set()
        await over.wait()

    coming = asyncio.create_task(office.graph.transact(be_back))
    await written.wait()
    looking = asyncio.create_task(look(office))
    held = Statement("SHOW TRANSACTIONS YIELD status WHERE status STARTS WITH 'Blocked' RETURN count(*)")
    try:
        async with asyncio.timeout(20):
            while await office.graph.read(held) != [[1]]:
                assert not looking.done(), "it waits for the persons"
    finally:
        over.set()
    await coming
    assert await looking == 0
    assert await waiting(office, MEI) == [(case["id"], "person-mei")]
    assert await waiting(office, LIN) == [(called["id"], "person-lin")]
