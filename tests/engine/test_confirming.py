"""What others put on a list in a unit's name waits for that unit's own yes, and has an end when that never comes."""

import asyncio
from datetime import timedelta

import pytest

from graphsvc.access.principal import Principal
from graphsvc.cobuilding.confirming.store import CYPHER
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.notices.store.telling import CYPHER as TELLING
from graphsvc.notices.store.telling import derive
from tests.engine.confirming_world import (
    COLLEAGUE,
    GROUND,
    GROUND_GIVEN,
    HOSPITAL,
    OWN,
    SCHOOL,
    SYSTEM,
    TODAY,
    WAITING_FOR,
    actions,
    asked_ago,
    change,
    publish,
    refused,
    turn,
    waiting,
)
from tests.engine.desk import COMMUNITY, ELSEWHERE, STREET_OFFICE, Desk
from tests.plans import scans


@pytest.fixture
async def lists(desk: Desk) -> Desk:
    """Two units in a community that has a need; the hospital offers a canteen."""
    await desk.graph.write(Statement(GROUND, {"today": TODAY}))
    return desk


async def told(desk: Desk, caller: Principal) -> list[str]:
    while (await desk.graph.transact(lambda tx: derive(tx, desk.now))).due:
        pass
    found = await desk.data(caller, "{ myNotices { nodes { text } } }")
    return [each["text"] for each in found["myNotices"]["nodes"]]


def offered(found: dict[str, str]) -> list[str]:
    return [action for action, reason in found.items() if not reason]


@pytest.mark.parametrize(("kind", "on"), [("Resource", "ACTIVE"), ("Need", "OPEN")])
async def test_what_is_put_in_another_units_name_waits_for_its_yes(lists: Desk, kind: str, on: str) -> None:
    entry = await publish(lists, COMMUNITY, kind, "u-1")
    assert entry == {"id": entry["id"], "state": "PENDING", "version": 1, "askedOn": TODAY.isoformat()}
    assert await waiting(lists, kind) == {who: [entry["id"]] for who in WAITING_FOR}
    assert offered(await actions(lists, HOSPITAL, entry)) == ["WITHDRAW!", "CONFIRM", "DECLINE!"]
    assert (await refused(lists, COMMUNITY, f"confirm{kind}", entry))[0] == "FORBIDDEN"
    assert (await refused(lists, SCHOOL, f"confirm{kind}", entry))[0] == "NOT_FOUND"
    words = (await refused(lists, HOSPITAL, f"confirm{kind}", {**entry, "version": 9}))[1]
    assert words == "已被他人改动，请刷新后重试。"
    entry = await turn(lists, HOSPITAL, f"confirm{kind}", entry)
    assert (entry["state"], entry["version"], await waiting(lists, kind)) == (on, 2, {})
    code, words = await refused(lists, HOSPITAL, f"confirm{kind}", entry)
    assert code == "CONFLICT"
    assert "；可以：暂停、撤回。" in words
    rows = await lists.graph.read(
        Statement("MATCH (e:LogEntry {district: '500103'}) RETURN e.action ORDER BY e.number")
    )
    assert [action for (action,) in rows] == ["ENTRY_ASKED", "ENTRY_CONFIRMED"]
    assert await told(lists, HOSPITAL) == [
        "【共建】桐花社区：他人以贵单位名义登记清单条目，请确认，编号 " + entry["id"]
    ]
    assert await told(lists, COMMUNITY) == ["【结果】桐花社区：单位已确认您登记或修改的条目，编号 " + entry["id"]]


@pytest.mark.parametrize(
    ("caller", "by"),
    [(HOSPITAL, "u-1"), (COMMUNITY, "500103012011"), (SYSTEM, "u-1")],
    ids=["the unit", "an area", "a source of data"],
)
@pytest.mark.parametrize(("kind", "on"), [("Resource", "ACTIVE"), ("Need", "OPEN")])
async def test_who_speaks_for_it_publishes_at_once(lists: Desk, caller: Principal, by: str, kind: str, on: str) -> None:
    entry = await publish(lists, caller, kind, by)
    assert (entry["state"], entry["askedOn"], await waiting(lists, kind)) == (on, None, {})


async def test_what_waits_is_neither_proposed_nor_claimed_nor_verified_nor_on_offer(lists: Desk) -> None:
    waits = await publish(lists, STREET_OFFICE, "Resource", "u-1")
    propose = 'mutation { proposeProject(need: "%s", title: "接种", uses: [{ resource: "%s" }]) { id version } }'
    body = (await lists.ask(COMMUNITY, propose % ("n-1", waits["id"]))).body
    assert body["errors"][0]["extensions"]["zh"] == f"不能发起：{waits['id']} 待提供单位确认。"
    project = (await lists.data(COMMUNITY, propose % ("n-1", "r-1")))["proposeProject"]
    tie = "MATCH (p:Project {id: $id}), (r:Resource {id: $waits}) CREATE (p)-[:USES {quantity: 1}]->(r)"
    await lists.graph.write(Statement(tie, {"id": project["id"], "waits": waits["id"]}))
    claim = f'mutation {{ claimProject(id: "{project["id"]}", expectedVersion: 1) {{ id }} }}'
    body = (await lists.ask(STREET_OFFICE, claim)).body
    assert body["errors"][0]["extensions"]["zh"] == f"不能认领：{waits['id']} 待提供单位确认。"
    accept = 'mutation { acceptPlan(pairings: [{ need: "n-1", resource: "%s" }]) { id } }'
    body = (await lists.ask(STREET_OFFICE, accept % waits["id"])).body
    assert body["errors"][0]["extensions"]["zh"] == f"不能认领：{waits['id']} 待提供单位确认。"
    need = await publish(lists, COMMUNITY, "Need", "u-2")
    body = (await lists.ask(COMMUNITY, propose % (need["id"], "r-1"))).body
    assert body["errors"][0]["extensions"]["zh"] == "该需求“待单位确认”，不能再发起项目。"
    assert (await refused(lists, COMMUNITY, "verifyResource", waits))[0] == "CONFLICT"
    assert (await refused(lists, COMMUNITY, "pauseResource", waits))[0] == "CONFLICT"
    today = f'{{ resources(filter: {{ availableOn: "{TODAY}" }}) {{ nodes {{ id }} }} }}'
    assert (await lists.data(COMMUNITY, today))["resources"]["nodes"] == [{"id": "r-1"}]


@pytest.mark.parametrize("kind", ["Resource", "Need"])
async def test_a_no_ends_it_and_needs_its_reason(lists: Desk, kind: str) -> None:
    entry = await publish(lists, COMMUNITY, kind, "u-1")
    entry = await turn(lists, HOSPITAL, f"decline{kind}", entry, ', reason: "没有这项服务"')
    assert (entry["state"], await waiting(lists, kind)) == ("DECLINED", {})
    assert offered(await actions(lists, COMMUNITY, entry)) == []
    assert (await refused(lists, HOSPITAL, f"confirm{kind}", entry))[0] == "CONFLICT"


@pytest.mark.parametrize("kind", ["Resource", "Need"])
async def test_when_the_unit_never_answers_the_publisher_withdraws_or_the_level_above_answers(
    lists: Desk, kind: str
) -> None:
    gone = await publish(lists, COMMUNITY, kind, "u-1")
    assert (await turn(lists, COMMUNITY, f"withdraw{kind}", gone, ', reason: "单位没有答复"'))["state"] == "WITHDRAWN"
    entry = await publish(lists, STREET_OFFICE, kind, "u-1")
    for days, late in ((7, False), (8, True)):
        await asked_ago(lists, entry, days)
        assert await waiting(lists, kind) == {who: [entry["id"]] for who in WAITING_FOR}
        shown = f'{{ {kind.lower()}(id: "{entry["id"]}") {{ answerDueOn isAnswerLate }} }}'
        due = (TODAY - timedelta(days=days - 7)).isoformat()
        assert (await lists.data(STREET_OFFICE, shown))[kind.lower()] == {"answerDueOn": due, "isAnswerLate": late}
    assert (await refused(lists, ELSEWHERE, f"confirm{kind}", entry, GROUND_GIVEN))[0] == "NOT_FOUND"
    assert await refused(lists, STREET_OFFICE, f"confirm{kind}", entry, GROUND_GIVEN) == ("CONFLICT", OWN)
    assert (await actions(lists, STREET_OFFICE, entry))["CONFIRM!"] == OWN
    words = "代单位确认须写明依据，如单位的书面意见。"
    assert await refused(lists, COLLEAGUE, f"confirm{kind}", entry) == ("BAD_USER_INPUT", words)
    assert offered(await actions(lists, COLLEAGUE, entry)) == ["WITHDRAW!", "CONFIRM!", "DECLINE!"]
    entry = await turn(lists, COLLEAGUE, f"confirm{kind}", entry, GROUND_GIVEN)
    assert entry["state"] in ("ACTIVE", "OPEN")
    record = "MATCH (e:LogEntry {action: 'ENTRY_CONFIRMED'}) RETURN e.by, e.note"
    assert await lists.graph.read(Statement(record)) == [["street-too", "单位盖章的同意书"]]


@pytest.mark.parametrize("id_", ["r-1", "r-2"])
async def test_what_others_change_of_a_units_entry_it_is_asked_about_again(lists: Desk, id_: str) -> None:
    entry = {"id": id_, "version": 0}
    entry = await turn(lists, COMMUNITY, "amendResource", entry, ', changes: { contact: "办公室 023-60000002" }')
    assert entry["state"] in ("ACTIVE", "PAUSED")
    entry = await turn(lists, HOSPITAL, "amendResource", entry, ", changes: { capacity: 3 }")
    entry = await turn(lists, COMMUNITY, "amendResource", entry, ", changes: { capacity: 3 }")
    assert entry["state"] in ("ACTIVE", "PAUSED"), "the same as before is no change"
    entry = await turn(lists, COMMUNITY, "amendResource", entry, ", changes: { capacity: 1000 }")
    assert (entry["state"], entry["askedOn"]) == ("PENDING", TODAY.isoformat())
    assert await waiting(lists, "Resource") == {who: [id_] for who in WAITING_FOR}
    entry = await turn(lists, HOSPITAL, "amendResource", entry, ", changes: { capacity: 4 }")
    assert entry["state"] == "PENDING", "an amendment is no yes"
    entry = await turn(lists, HOSPITAL, "confirmResource", entry)
    assert entry["state"] == {"r-1": "ACTIVE", "r-2": "PAUSED"}[id_], "where it stood before"
    record = "MATCH (e:LogEntry {action: 'ENTRY_CONFIRMED'}) RETURN e.after"
    said = f'{{"asked":"community","side":"UNIT","status":"{entry["state"]}"}}'
    assert await lists.graph.read(Statement(record)) == [[said]]


@pytest.mark.parametrize("kind", ["Resource", "Need"])
async def test_a_no_to_a_change_leaves_the_entry_to_the_unit_to_put_right(lists: Desk, kind: str) -> None:
    entry = await publish(lists, HOSPITAL, kind, "u-1")
    for title in ("改一", "改二"):
        entry = await turn(lists, COMMUNITY, f"amend{kind}", entry, f', changes: {{ title: "{title}" }}')
        assert entry["state"] == "PENDING"
    entry = await turn(lists, HOSPITAL, f"decline{kind}", entry, ', reason: "写得不对"')
    assert entry["state"] == "PAUSED"
    record = "MATCH (e:LogEntry {action: 'ENTRY_DECLINED'}) RETURN e.after"
    said = '{"asked":"community","side":"UNIT","status":"PAUSED"}'
    assert await lists.graph.read(Statement(record)) == [[said]]
    left = f"MATCH (n:{kind} {{id: $id}}) RETURN n.askedBy, n.askedFrom, n.askedAbout, n.askedWas"
    was = "免费接种" if kind == "Resource" else "术后照看"
    assert await lists.graph.read(Statement(left, {"id": entry["id"]})) == [[None, None, ["title"], [was]]]
    entry = await turn(lists, HOSPITAL, f"amend{kind}", entry, ', changes: { title: "我们的" }')
    assert await lists.graph.read(Statement(left, {"id": entry["id"]})) == [[None, None, [], []]]
    assert (await turn(lists, HOSPITAL, f"resume{kind}", entry))["state"] in ("ACTIVE", "OPEN")


@pytest.mark.parametrize("kind", ["Resource", "Need"])
async def test_whoever_changes_an_entry_does_not_say_the_units_yes_to_it(lists: Desk, kind: str) -> None:
    theirs = await publish(lists, HOSPITAL, kind, "u-1")
    theirs = await turn(lists, STREET_OFFICE, f"amend{kind}", theirs, ', changes: { title: "改了" }')
    put_in = await publish(lists, COMMUNITY, kind, "u-1")
    put_in = await turn(lists, STREET_OFFICE, f"amend{kind}", put_in, ', changes: { title: "改了" }')
    put_in = await turn(lists, STREET_OFFICE, f"amend{kind}", put_in, ', changes: { title: "又改" }')
    by = f"MATCH (n:{kind} {{id: $id}}) RETURN n.askedBy"
    assert await lists.graph.read(Statement(by, {"id": put_in["id"]})) == [[["community", "street"]]]
    for entry in (theirs, put_in):
        await asked_ago(lists, entry, 8)
        assert await refused(lists, STREET_OFFICE, f"confirm{kind}", entry, GROUND_GIVEN) == ("CONFLICT", OWN)
        assert (await actions(lists, STREET_OFFICE, entry))["CONFIRM!"] == OWN
        assert offered(await actions(lists, COLLEAGUE, entry)) == ["WITHDRAW!", "CONFIRM!", "DECLINE!"]
        entry = await turn(lists, COLLEAGUE, f"confirm{kind}", entry, GROUND_GIVEN)
        assert entry["state"] in ("ACTIVE", "OPEN")


@pytest.mark.parametrize("kind", ["Resource", "Need"])
async def test_the_level_above_waits_the_week_and_a_change_starts_it_anew(lists: Desk, kind: str) -> None:
    entry = await publish(lists, COMMUNITY, kind, "u-1")
    await asked_ago(lists, entry, 7)
    early = "单位还在答复期内（一周），由单位自己答复。"
    for name, more in (("confirm", GROUND_GIVEN), ("decline", ', reason: "没有"')):
        assert await refused(lists, STREET_OFFICE, f"{name}{kind}", entry, more) == ("CONFLICT", early)
    found = await actions(lists, STREET_OFFICE, entry)
    assert (found["CONFIRM!"], found["DECLINE!"]) == (early, early)
    await asked_ago(lists, entry, 8)
    assert offered(await actions(lists, STREET_OFFICE, entry)) == ["WITHDRAW!", "CONFIRM!", "DECLINE!"]
    entry = await turn(lists, HOSPITAL, f"amend{kind}", entry, ', changes: { title: "我们的" }')
    assert entry["askedOn"] == (TODAY - timedelta(days=8)).isoformat(), "nobody asks itself"
    entry = await turn(lists, COMMUNITY, f"amend{kind}", entry, ', changes: { title: "改了" }')
    assert (entry["state"], entry["askedOn"]) == ("PENDING", TODAY.isoformat())
    assert await refused(lists, STREET_OFFICE, f"confirm{kind}", entry, GROUND_GIVEN) == ("CONFLICT", early)
    rows = await lists.graph.read(Statement("MATCH (e:LogEntry {action: 'ENTRY_ASKED'}) RETURN count(e)"))
    assert rows == [[2]]
    assert (await turn(lists, HOSPITAL, f"confirm{kind}", entry))["state"] in ("ACTIVE", "OPEN")


async def test_the_reason_says_who_else_may(lists: Desk) -> None:
    entry = await publish(lists, COMMUNITY, "Resource", "u-1")
    theirs = "这一步由条目所属的单位来办；单位不答复的，由其上级镇街写明依据后代办。"
    state = "当前状态是“待单位确认”，不能“{}”；可以：确认、不认可、撤回。"
    assert await actions(lists, SCHOOL, entry) == {
        "PAUSE": state.format("暂停"),
        "RESUME": state.format("恢复"),
        "WITHDRAW!": "这一步由所在地的社区、镇街或条目所属的单位来办。",
        "CONFIRM!": theirs,
        "DECLINE!": theirs,
    }
    assert (await actions(lists, COMMUNITY, entry))["WITHDRAW!"] == ""
    body = (await lists.ask(COMMUNITY, '{ entryActions(entry: "n-9") { action } }')).body
    assert body["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_of_a_yes_and_a_no_at_once_one_counts(lists: Desk) -> None:
    entry = await publish(lists, COMMUNITY, "Resource", "u-1")
    said = (change("confirmResource", entry), change("declineResource", entry, ', reason: "没有"')) * 3
    answers = [each.body for each in await asyncio.gather(*(lists.ask(HOSPITAL, text) for text in said))]
    (won,) = (body["data"] for body in answers if "errors" not in body)
    lost = [each["extensions"]["code"] for body in answers for each in body.get("errors", [])]
    assert lost == ["CONFLICT"] * 5
    (state,) = (each["state"] for each in won.values() if each)
    shown = f'{{ resource(id: "{entry["id"]}") {{ state version }} }}'
    assert (await lists.data(HOSPITAL, shown))["resource"] == {"state": state, "version": 2}


@pytest.mark.parametrize("name", list(CYPHER))
async def test_statements_start_from_an_index(demo_graph: Graph, name: str) -> None:
    given = {
        "id": "x",
        "unit": "x",
        "scope": ["500103"],
        "holding": [],
        "late": TODAY,
        "me": "x",
        "first": 1,
        "after": "",
    }
    assert await scans(demo_graph, Statement(CYPHER[name], given), products=True) == set()


async def test_the_notice_of_it_is_found_by_an_index(demo_graph: Graph) -> None:
    assert await scans(demo_graph, Statement(TELLING["entries_of_lists"], {"entries": []})) == set()
