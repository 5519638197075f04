"""One event told several times, on a real Neo4j: shown, merged, its reporters told, split; a number comes in once."""

import asyncio
from typing import Any

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.cases.duplicates.likeness import Told
from graphsvc.cases.duplicates.search import CYPHER, search_text
from graphsvc.cases.store.cases import TEXTS
from graphsvc.cypher.statement import Statement
from graphsvc.notices.store.telling import derive
from tests.engine.cases_world import COMMUNITY_CODE, GRID_CODE, START, replayed, stands
from tests.engine.desk import COMMUNITY, DISCOVER, ELSEWHERE, FOUND, GRID, STREET_OFFICE, VIEWER, WRITTEN, Desk
from tests.plans import scans
from tests.shared_graph import everything

MERGE = """mutation ($id: ID!, $version: Int!, $cases: [ID!]!, $key: ID) {
  mergeCase(id: $id, expectedVersion: $version, cases: $cases, reason: "同一处停水", key: $key) {
    id version state mergedCases { totalCount nodes { id state mergedInto { id } } } } }"""
SPLIT = MERGE.replace("mergeCase", "splitCase")
FEED_BACK = """mutation ($id: ID!, $version: Int!) {
  feedBackCase(id: $id, expectedVersion: $version, note: "已恢复供水") { id version state } }"""
LIKELY = "query ($case: CaseInput!) { likelyDuplicates(case: $case) { points signs { points text } case { id } } }"
LIKELY_OF = "query ($id: ID!) { likelyDuplicatesOf(case: $id) { points case { id } } }"
MINE = "{ myNotices(orderBy: [{ raisedAt: ASC }]) { nodes { action subjectId } } }"
NEIGHBOUR = Principal("neighbour", Role.GRID_WORKER, (GRID_CODE,))


async def raised(desk: Desk, who: Principal = GRID, **more: Any) -> Any:
    return (await desk.data(who, DISCOVER, case=FOUND | more))["discoverCase"]


async def heard(desk: Desk, who: Principal) -> list[tuple[str, str]]:
    """What somebody was told of which case, in order."""
    while (await desk.graph.transact(lambda tx: derive(tx, desk.now))).due:
        pass
    nodes = (await desk.data(who, MINE))["myNotices"]["nodes"]
    return [(each["action"], each["subjectId"]) for each in nodes]


async def asked(desk: Desk, who: Principal, text: str, case: Any, *others: Any, **more: Any) -> Any:
    given = {"id": case["id"], "version": case["version"], "cases": [each["id"] for each in others]} | more
    return (await desk.ask(who, text, **given)).body


async def refused(desk: Desk, who: Principal, text: str, case: Any, *others: Any) -> Any:
    before = await everything(desk.graph, *WRITTEN)
    body = await asked(desk, who, text, case, *others)
    assert await everything(desk.graph, *WRITTEN) == before
    return body["errors"][0]


async def test_likely_duplicates_are_shown_before_a_case_is_raised_and_on_it(desk: Desk) -> None:
    first = await raised(desk)
    wide = await raised(desk, COMMUNITY, area=COMMUNITY_CODE, title="整栋楼停水", place="3 栋")
    await raised(desk, category="D08", title="广场舞噪音", place="中心花园")
    done = await raised(desk, title="三单元停水了")
    await desk.step(GRID, "withdrawCase", done, ', reason: "来水了"')
    found = (await desk.data(COMMUNITY, LIKELY, case=FOUND))["likelyDuplicates"]
    assert [each["case"]["id"] for each in found] == [first["id"], wide["id"]]
    assert (found[0]["points"], found[0]["points"]) == (100.0, sum(each["points"] for each in found[0]["signs"]))
    assert [each["case"]["id"] for each in (await desk.data(GRID, LIKELY, case=FOUND))["likelyDuplicates"]] == [
        first["id"]
    ]  # the community's own lies out of a grid's scope
    shown = (await desk.data(COMMUNITY, LIKELY_OF, id=first["id"]))["likelyDuplicatesOf"]
    assert [each["case"]["id"] for each in shown] == [wide["id"]]
    assert (await desk.data(ELSEWHERE, LIKELY, case=FOUND))["likelyDuplicates"] == []
    for who, code in ((ELSEWHERE, "NOT_FOUND"), (VIEWER, "FORBIDDEN")):
        body = (await desk.ask(who, LIKELY_OF, id=first["id"])).body
        assert body["errors"][0]["extensions"]["code"] == code


async def test_one_case_stands_for_an_event_and_all_who_told_of_it_hear_what_came_of_it(desk: Desk) -> None:
    event, again, third = await raised(desk), await raised(desk, NEIGHBOUR), await raised(desk, title="没水了")
    body = await asked(desk, COMMUNITY, MERGE, event, again, third, key="merged-once")
    merged = body["data"]["mergeCase"]
    assert await asked(desk, COMMUNITY, MERGE, event, again, third, key="merged-once") == body
    assert (merged["state"], merged["version"], merged["mergedCases"]["totalCount"]) == ("DISCOVERED", 2, 2)
    assert {each["id"]: (each["state"], each["mergedInto"]) for each in merged["mergedCases"]["nodes"]} == {
        again["id"]: ("MERGED", {"id": event["id"]}),
        third["id"]: ("MERGED", {"id": event["id"]}),
    }
    inbox = (await desk.data(COMMUNITY, "{ myInbox(first: 50) { nodes { case { id } } } }"))["myInbox"]["nodes"]
    assert [each["case"]["id"] for each in inbox] == [event["id"]]
    case = await desk.step(COMMUNITY, "acceptCase", merged)
    case = await desk.step(COMMUNITY, "settleCase", case, ', note: "已抢修"')
    case = (await desk.data(COMMUNITY, FEED_BACK, id=case["id"], version=case["version"]))["feedBackCase"]
    assert await heard(desk, NEIGHBOUR) == [("CASE_JOIN", again["id"]), ("CASE_FEED_BACK", again["id"])]
    assert sorted(await heard(desk, GRID)) == sorted(
        [("CASE_JOIN", third["id"]), ("CASE_FEED_BACK", third["id"]), ("CASE_FEED_BACK", event["id"])]
    )
    late = await raised(desk)
    error = await refused(desk, COMMUNITY, MERGE, case, late)
    assert error["extensions"]["code"] == "CONFLICT"
    for each in (event, again, third):
        assert await stands(desk.graph, each["id"]) == await replayed(desk.graph, each["id"])


async def test_a_case_that_is_another_event_goes_its_own_way_again(desk: Desk) -> None:
    event, other = await raised(desk), await raised(desk)
    merged = (await asked(desk, COMMUNITY, MERGE, event, other))["data"]["mergeCase"]
    gone = {"id": other["id"], "version": 2}
    (row,) = await desk.graph.read(Statement("MATCH (c:Node:Case {id: $id}) RETURN c.totalDueAt, c.dueAt", gone))
    split = (await asked(desk, STREET_OFFICE, SPLIT, merged, gone))["data"]["splitCase"]
    assert (split["version"], split["mergedCases"]["totalCount"]) == (3, 0)
    after = await stands(desk.graph, other["id"])
    assert (after.state.value, after.into, after.version) == ("ACCEPTED", None, 3)
    (now,) = await desk.graph.read(Statement("MATCH (c:Node:Case {id: $id}) RETURN c.totalDueAt, c.dueAt", gone))
    assert (now[0], row[1]) == (row[0], None)  # the total has gone on
    assert now[1] <= now[0]
    assert await replayed(desk.graph, event["id"]) == await stands(desk.graph, event["id"])
    error = await refused(desk, STREET_OFFICE, SPLIT, split, gone)
    assert error["extensions"]["zh"].startswith(f"事件 {event['id']}：没有并入的事件。")


async def test_a_merger_is_refused_whole_and_says_which_case_stands_in_the_way(desk: Desk) -> None:
    urgent = await raised(desk, urgency="URGENT")
    event, other = await raised(desk), await raised(desk)
    at_work = await desk.step(COMMUNITY, "acceptCase", await raised(desk))
    at_work = await desk.step(
        STREET_OFFICE, "whistleCase", at_work, ', departments: ["unit-water"], kind: HARD_PROBLEM'
    )
    error = await refused(desk, COMMUNITY, MERGE, event, other, at_work)
    assert error["extensions"]["zh"].startswith(f"事件 {at_work['id']}：当前状态是“镇街吹哨”，不能“并入”。")
    error = await refused(desk, COMMUNITY, MERGE, event, urgent)  # time is not won by a merger
    assert (error["extensions"]["code"], error["extensions"]["field"]) == ("BAD_USER_INPUT", ["cases"])
    assert urgent["id"] in error["extensions"]["zh"]
    error = await refused(desk, COMMUNITY, MERGE, event | {"version": 7}, other)
    assert error["extensions"]["zh"].startswith("事件已到第 1 版（您看到的是第 7 版）")
    for who, others, code in (
        (COMMUNITY, [event], "BAD_USER_INPUT"),
        (COMMUNITY, [other, other], "BAD_USER_INPUT"),
        (COMMUNITY, [{"id": "case-none", "version": 1}], "NOT_FOUND"),
        (ELSEWHERE, [other], "NOT_FOUND"),
        (GRID, [other], "FORBIDDEN"),
    ):
        assert (await refused(desk, who, MERGE, event, *others))["extensions"]["code"] == code
    joined = await desk.step(COMMUNITY, "joinCase", other, f', into: "{event["id"]}", reason: "同一处"')
    assert joined["state"] == "MERGED"
    more = ', reason: "不是同一处"'
    other = await desk.step(COMMUNITY, "leaveCase", joined, more)
    assert (await desk.refused(COMMUNITY, "leaveCase", other, more))["zh"].startswith(
        "当前状态是“社区接报”，不能“拆出”。"
    )
    event = event | {"version": 3}
    both = await asyncio.gather(  # each into the other at once: one of them comes first
        asked(desk, COMMUNITY, MERGE, other, event), asked(desk, STREET_OFFICE, MERGE, event, other)
    )
    assert sorted("errors" in each for each in both) in ([False, True], [True, True])


async def test_no_correction_wins_time_that_the_merger_refused(desk: Desk) -> None:
    head, other = await raised(desk, urgency="URGENT"), await raised(desk, urgency="HIGH")
    merged = (await asked(desk, COMMUNITY, MERGE, head, other))["data"]["mergeCase"]
    for urgency, code in (("LOW", "BAD_USER_INPUT"), ("NORMAL", "BAD_USER_INPUT"), ("HIGH", None)):
        more = f', changes: {{ urgency: {urgency} }}, reason: "查明没那么急"'
        if code:
            error = await desk.refused(COMMUNITY, "amendCase", merged, more)
            assert (error["code"], error["zh"]) == (
                code,
                f"并入的事件 {other['id']} 总时限更早，不能放宽这件事的时限；先把它拆出。",
            )
        else:
            merged = await desk.step(COMMUNITY, "amendCase", merged, more)
    split = (await asked(desk, COMMUNITY, SPLIT, merged, {"id": other["id"]}))["data"]["splitCase"]
    assert await desk.step(COMMUNITY, "amendCase", split, ', changes: { urgency: LOW }, reason: "只剩这一件"')


async def test_a_number_of_another_channel_comes_in_once(desk: Desk) -> None:
    order = {"source": "HOTLINE", "sourceNumber": "CQ-20260907-001"}
    firsts = await asyncio.gather(*(desk.ask(COMMUNITY, DISCOVER, case=FOUND | order) for _ in range(4)))
    (first,) = [each.body["data"]["discoverCase"] for each in firsts if "errors" not in each.body]
    before = await everything(desk.graph, *WRITTEN)
    body = (await desk.ask(COMMUNITY, DISCOVER, case=FOUND | order | {"sourceNumber": "cq-20260907-001 "})).body
    told_of = body["errors"][0]["extensions"]
    assert (told_of["code"], first["id"] in told_of["zh"]) == ("CONFLICT", True)
    body = (await desk.ask(COMMUNITY, DISCOVER, case=FOUND | {"sourceNumber": "1"})).body
    assert body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert await everything(desk.graph, *WRITTEN) == before
    await raised(desk, COMMUNITY, source="LETTERS", sourceNumber="CQ-20260907-001")  # another channel counts for itself
    found = await desk.data(
        COMMUNITY, '{ cases(filter: { sourceNumber: { equals: "CQ-20260907-001" } }) { nodes { source } } }'
    )
    assert sorted(each["source"] for each in found["cases"]["nodes"]) == ["HOTLINE", "LETTERS"]


async def test_no_statement_of_duplicates_reads_more_than_an_index_gives(desk: Desk) -> None:
    params = {
        "id": "case-1",
        "ids": ["case-1"],
        "into": "case-2",
        "most": 60,
        "scope": ["500103"],
        "units": [],
        "me": "x",
    }
    params |= {"query": search_text(Told(GRID_CODE, "C02", "三单元停水", START), ("500103",))}
    for name, text in CYPHER.items():
        assert await scans(desk.graph, Statement(text, params)) == set(), name
    case = {"id": "case-1", "areaCode": GRID_CODE, "sourceKey": "HOTLINE:1", "raisedAt": START}
    numbered = Statement(TEXTS["raise_numbered"], {"case": case, "step": {"id": "case-1.1"}, "scope": ["500103"]})
    assert await scans(desk.graph, numbered) == set()
