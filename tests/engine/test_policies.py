"""Policy notices on a real Neo4j: published with counts, told and answered area by area; figures equal their lists."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import product
from random import Random
from typing import Any

import pytest

from graphsvc.access.principal import Principal
from graphsvc.china import day_in_china
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from graphsvc.places.policies import store
from tests.engine.cases_world import COMMUNITY_CODE, GRID_CODE, STREET, place
from tests.engine.desk import COMMUNITY, ELSEWHERE, GRID, POWER, STREET_OFFICE, VIEWER, WATER, Desk
from tests.plans import scans
from tests.shared_graph import everything

OF_SHARE = """{ id version state qualifiedCount toldCount answeredCount tellByOn applyByOn untold unanswered
  toldOn reportedOn closedOn note notice { id } area { code } }"""
SHOWN = f"""{{ id version state title text qualifies tellByOn applyByOn openNow publishedOn revokedOn note
  department {{ id }} area {{ code }}
  shares(first: 10, orderBy: [{{ qualifiedCount: ASC }}]) {{ nodes {OF_SHARE} }} }}"""
PUBLISH = (
    f"mutation ($notice: PolicyNoticeInput!, $key: ID) {{ publishPolicyNotice(notice: $notice, key: $key) {SHOWN} }}"
)
AMEND = f"""mutation ($id: ID!, $v: Int!, $notice: PolicyNoticeDetailsInput!) {{
  amendPolicyNotice(id: $id, expectedVersion: $v, notice: $notice) {SHOWN} }}"""
EXTEND = f"""mutation ($id: ID!, $v: Int!, $shares: [PolicyShareInput!]!, $key: ID) {{
  extendPolicyNotice(id: $id, expectedVersion: $v, shares: $shares, key: $key) {SHOWN} }}"""
REVOKE = f"""mutation ($id: ID!, $v: Int!) {{
  revokePolicyNotice(id: $id, expectedVersion: $v, reason: "并入新政") {SHOWN} }}"""
REPORT = f"""mutation ($id: ID!, $v: Int!, $progress: PolicyProgressInput!, $key: ID) {{
  reportPolicyShare(id: $id, expectedVersion: $v, progress: $progress, key: $key) {OF_SHARE} }}"""
CLOSE = f"""mutation ($id: ID!, $v: Int!) {{
  closePolicyShare(id: $id, expectedVersion: $v, reason: "其余已迁出") {OF_SHARE} }}"""
NOTICES = (
    "query ($filter: PolicyNoticeFilter) { policyNotices(first: 200, filter: $filter) { totalCount nodes { id } } }"
)
SHARES = """query ($filter: PolicyShareFilter) { policyShares(first: 200, filter: $filter) {
  totalCount nodes { id version state qualifiedCount toldCount answeredCount } } }"""
FIGURES = """query ($area: ID, $notice: ID) { policyFigures(area: $area, notice: $notice) {
  shareCount openCount qualifiedCount toldCount answeredCount untoldCount unansweredCount } }"""
NOTICE_ACTIONS = "query ($id: ID!) { policyNoticeActions(notice: $id) { action allowed reason } }"
SHARE_ACTIONS = "query ($id: ID!) { policyShareActions(share: $id) { action allowed reason } }"
TOLD: dict[str, Any] = {
    "title": "高龄津贴",
    "text": "八十周岁起每月发放，凭身份证到服务点申请",
    "qualifies": "本街道八十周岁以上的常住居民",
    "tellByOn": "2026-09-28",
    "applyByOn": "2026-10-31",
}
NEW = {
    **TOLD,
    "area": STREET,
    "department": "unit-water",
    "shares": [{"area": "500103012012", "qualifiedCount": 3}, {"area": GRID_CODE, "qualifiedCount": 8}],
}
THEIRS, THERE = "须由该区域的社区、镇街或区县办理。", "须由该区域的网格员、社区、镇街或区县办理。"


class Office(Desk):
    """Asks about policies; a refusal is asserted to have written nothing."""

    async def published(self, caller: Principal = STREET_OFFICE, **more: Any) -> Any:
        return (await self.data(caller, PUBLISH, notice={**NEW, **more}))["publishPolicyNotice"]

    async def take(self, text: str, of: Any, caller: Principal = STREET_OFFICE, **more: Any) -> Any:
        (made,) = (await self.data(caller, text, id=of["id"], v=of["version"], **more)).values()
        return made

    async def nodes(self, caller: Principal, text: str = SHARES, /, **filter_: Any) -> list[Any]:
        (page,) = (await self.data(caller, text, filter=filter_)).values()
        assert page["totalCount"] == len(page["nodes"])
        return list(page["nodes"])

    async def refused(self, caller: Principal, text: str, **variables: Any) -> Any:  # type: ignore[override]
        before = await everything(self.graph)
        body = (await self.ask(caller, text, **variables)).body
        assert await everything(self.graph) == before
        return body["errors"][0]["extensions"]

    async def reasons(self, caller: Principal, id_: str, text: str = SHARE_ACTIONS) -> list[str | None]:
        (offers,) = (await self.data(caller, text, id=id_)).values()
        return [each["reason"] for each in offers]


@pytest.fixture
async def office(known: Documents, clean_graph: Graph) -> Office:
    await place(clean_graph)
    second = """MATCH (a:Subdistrict {id: $street})
      CREATE (:Node:Area:Community {id: $code, code: $code, areaCode: $code, prefix: $code, level: 4,
        name: '青石社区'})-[:PART_OF]->(a)"""
    await clean_graph.write(Statement(second, {"street": STREET, "code": "500103012012"}))
    return Office(known, clean_graph)


def so_far(qualified: int, told: int, answered: int) -> dict[str, int]:
    return {"qualifiedCount": qualified, "toldCount": told, "answeredCount": answered}


async def test_a_notice_is_published_with_counts_by_who_may_and_revoked_with_its_shares(office: Office) -> None:
    there, twice = NEW["shares"], [{"area": COMMUNITY_CODE, "qualifiedCount": 2}]
    for caller, more, code in (
        (VIEWER, {}, "FORBIDDEN"),
        (GRID, {}, "FORBIDDEN"),
        (WATER, {}, "FORBIDDEN"),
        (ELSEWHERE, {}, "NOT_FOUND"),
        (COMMUNITY, {}, "NOT_FOUND"),
        (STREET_OFFICE, {"department": "unit-nobody"}, "NOT_FOUND"),
        (STREET_OFFICE, {"shares": [{"area": "500103012013", "qualifiedCount": 3}]}, "NOT_FOUND"),
        (STREET_OFFICE, {"shares": [{"area": STREET, "qualifiedCount": 3}]}, "BAD_USER_INPUT"),
        (STREET_OFFICE, {"shares": [{"area": "500103013011", "qualifiedCount": 3}]}, "BAD_USER_INPUT"),
        (STREET_OFFICE, {"shares": [*there, *twice]}, "BAD_USER_INPUT"),
        (STREET_OFFICE, {"shares": [*there, there[0]]}, "BAD_USER_INPUT"),
        (STREET_OFFICE, {"shares": [{"area": GRID_CODE, "qualifiedCount": 0}]}, "BAD_USER_INPUT"),
        (STREET_OFFICE, {"shares": []}, "BAD_USER_INPUT"),
        (STREET_OFFICE, {"tellByOn": "2026-09-06"}, "BAD_USER_INPUT"),
        (STREET_OFFICE, {"applyByOn": "2026-09-27"}, "BAD_USER_INPUT"),
        (STREET_OFFICE, {"applyByOn": "2029-09-27"}, "BAD_USER_INPUT"),
        (STREET_OFFICE, {"qualifies": "联系 13800001234"}, "BAD_USER_INPUT"),
    ):
        assert (await office.refused(caller, PUBLISH, notice={**NEW, **more}))["code"] == code, (caller, more)
    made = (await office.data(STREET_OFFICE, PUBLISH, notice=NEW, key="key-0001"))["publishPolicyNotice"]
    assert await office.data(STREET_OFFICE, PUBLISH, notice=NEW, key="key-0001") == {"publishPolicyNotice": made}
    few, many = made["shares"]["nodes"]
    assert [(each["qualifiedCount"], each["area"]["code"]) for each in (few, many)] == [
        (3, "500103012012"),
        (8, GRID_CODE),
    ]
    assert (made["state"], made["openNow"], made["department"]["id"]) == ("PUBLISHED", True, "unit-water")
    assert await office.reasons(STREET_OFFICE, made["id"], NOTICE_ACTIONS) == [None, None, None]
    assert await office.reasons(VIEWER, made["id"], NOTICE_ACTIONS) == [THEIRS, THEIRS, THEIRS]
    assert (await office.refused(COMMUNITY, REVOKE, id=made["id"], v=1))["code"] == "NOT_FOUND"
    assert (await office.refused(STREET_OFFICE, REVOKE, id=made["id"], v=2))["allowed"] == ["AMEND", "EXTEND", "REVOKE"]
    for day in ("2026-11-01", "2026-09-06"):  # past the last day to apply; before it was published
        refusal = await office.refused(STREET_OFFICE, AMEND, id=made["id"], v=1, notice={**TOLD, "tellByOn": day})
        assert (refusal["code"], refusal["field"]) == ("BAD_USER_INPUT", ["notice", "tellByOn"])
    closed = await office.take(CLOSE, few)
    made = await office.take(AMEND, made, notice={**TOLD, "tellByOn": "2026-10-09"})
    days = {each["id"]: each["tellByOn"] for each in made["shares"]["nodes"]}
    assert days == {few["id"]: "2026-09-28", many["id"]: "2026-10-09"}, "what is closed keeps its day"
    assert [each["id"] for each in await office.nodes(VIEWER, NOTICES, openOn="2026-10-31")] == [made["id"]]
    assert await office.nodes(VIEWER, NOTICES, openOn="2026-11-01") == []
    office.now += timedelta(days=3)
    made = await office.take(REVOKE, made)
    assert (made["state"], made["revokedOn"], made["note"], made["openNow"]) == (
        "REVOKED",
        "2026-09-10",
        "并入新政",
        False,
    )
    notes = {each["id"]: (each["state"], each["note"], each["closedOn"]) for each in made["shares"]["nodes"]}
    assert notes == {
        closed["id"]: ("DONE", "其余已迁出", "2026-09-07"),
        many["id"]: ("DONE", "并入新政", "2026-09-10"),
    }
    assert await office.nodes(VIEWER, NOTICES, openOn="2026-09-10") == []
    refusal = await office.refused(STREET_OFFICE, AMEND, id=made["id"], v=made["version"], notice=TOLD)
    assert (refusal["code"], refusal["allowed"]) == ("CONFLICT", [])
    rows = await office.graph.read(
        Statement("MATCH (e:LogEntry {subject: $id}) RETURN e.action ORDER BY e.number", {"id": made["id"]})
    )
    assert [action for (action,) in rows] == [f"POLICY_NOTICE_{each}" for each in ("PUBLISHED", "AMEND", "REVOKE")]


async def test_areas_are_added_once_each_while_people_are_still_told(office: Office) -> None:
    made = await office.published()
    few, _ = made["shares"]["nodes"]
    await office.take(CLOSE, few)
    second = [{"area": f"{COMMUNITY_CODE}002", "qualifiedCount": 5}]
    grid = """MATCH (a:Community {id: $over}) CREATE (:Node:Area:Grid {id: $code, code: $code, areaCode: $code,
      prefix: $code, level: 5, kind: 'GENERAL', name: '第二网格'})-[:PART_OF]->(a)"""
    await office.graph.write(Statement(grid, {"over": COMMUNITY_CODE, "code": second[0]["area"]}))
    for caller, shares, version, code in (
        (VIEWER, second, 1, "FORBIDDEN"),
        (WATER, second, 1, "FORBIDDEN"),
        (ELSEWHERE, second, 1, "NOT_FOUND"),
        (COMMUNITY, second, 1, "NOT_FOUND"),  # the notice is the subdistrict's
        (STREET_OFFICE, second, 2, "CONFLICT"),
        (STREET_OFFICE, [], 1, "BAD_USER_INPUT"),
        (STREET_OFFICE, [*second, *second], 1, "BAD_USER_INPUT"),
        (STREET_OFFICE, [{"area": few["area"]["code"], "qualifiedCount": 1}], 1, "BAD_USER_INPUT"),  # closed, counted
        (STREET_OFFICE, [{"area": COMMUNITY_CODE, "qualifiedCount": 1}], 1, "BAD_USER_INPUT"),  # its grid is counted
        (STREET_OFFICE, [{"area": few["area"]["code"] + "001", "qualifiedCount": 1}], 1, "NOT_FOUND"),
        (STREET_OFFICE, [{"area": "500103013011", "qualifiedCount": 1}], 1, "NOT_FOUND"),
        (STREET_OFFICE, [{"area": STREET, "qualifiedCount": 1}], 1, "BAD_USER_INPUT"),
    ):
        given = {"id": made["id"], "v": version, "shares": shares}
        assert (await office.refused(caller, EXTEND, **given))["code"] == code, (caller, shares)
    office.now += timedelta(days=22)
    late = await office.refused(STREET_OFFICE, EXTEND, id=made["id"], v=1, shares=second)
    assert (late["code"], late["zh"]) == ("BAD_USER_INPUT", "告知期限已过，请先更新期限。")
    made = await office.take(AMEND, made, notice={**TOLD, "tellByOn": "2026-10-09"})
    both = [office.ask(STREET_OFFICE, EXTEND, id=made["id"], v=2, shares=second) for _ in range(4)]
    assert sum("errors" not in each.body for each in await asyncio.gather(*both)) == 1
    (more,) = await office.nodes(
        COMMUNITY, SHARES.replace("id version", "id tellByOn version"), qualifiedCount={"equals": 5}
    )
    made = {"id": made["id"], "version": 3}
    assert more["id"].endswith("-2")
    assert (more["state"], more["version"], more["toldCount"], more["tellByOn"]) == ("TELLING", 1, 0, "2026-10-09")
    figures = (await office.data(STREET_OFFICE, FIGURES, notice=made["id"]))["policyFigures"]
    assert (figures["shareCount"], figures["openCount"], figures["qualifiedCount"]) == (3, 2, 16)
    await office.take(REVOKE, made)
    assert {each["state"] for each in await office.nodes(STREET_OFFICE)} == {"DONE"}
    refusal = await office.refused(STREET_OFFICE, EXTEND, id=made["id"], v=4, shares=second)
    assert (refusal["code"], refusal["allowed"]) == ("CONFLICT", [])


async def test_an_area_reports_how_many_were_told_and_answered_until_it_is_done(office: Office) -> None:
    made = await office.published()
    few, many = made["shares"]["nodes"]
    for caller, of, counts, code in (
        (VIEWER, many, (8, 1, 0), "FORBIDDEN"),
        (WATER, many, (8, 1, 0), "FORBIDDEN"),
        (ELSEWHERE, many, (8, 1, 0), "NOT_FOUND"),
        (GRID, few, (3, 1, 0), "NOT_FOUND"),
        (GRID, many, (8, 9, 0), "BAD_USER_INPUT"),
        (GRID, many, (8, 2, 3), "BAD_USER_INPUT"),
        (GRID, many, (8, -1, -1), "BAD_USER_INPUT"),
    ):
        given = {"id": of["id"], "v": 1, "progress": so_far(*counts)}
        assert (await office.refused(caller, REPORT, **given))["code"] == code, (caller, counts)
    assert await office.reasons(GRID, many["id"]) == [None, THEIRS]
    assert await office.reasons(WATER, many["id"]) == [THERE, THEIRS]
    assert (await office.refused(POWER, SHARE_ACTIONS, id=many["id"]))["code"] == "NOT_FOUND"
    many = await office.take(REPORT, many, GRID, progress=so_far(8, 5, 2), key="key-0002")
    assert (await office.take(REPORT, {**many, "version": 1}, GRID, progress=so_far(8, 5, 2), key="key-0002")) == many
    assert (many["version"], many["toldOn"], many["reportedOn"]) == (2, None, "2026-09-07")
    assert (await office.refused(GRID, REPORT, id=many["id"], v=1, progress=so_far(8, 8, 8)))["allowed"] == [
        "REPORT",
        "CLOSE",
    ]
    for day, untold in (("2026-09-28", set()), ("2026-09-29", {few["id"], many["id"]})):
        assert {each["id"] for each in await office.nodes(STREET_OFFICE, untoldOn=day)} == untold
    office.now += timedelta(days=2)
    many = await office.take(REPORT, many, GRID, progress=so_far(9, 9, 4))
    assert many["toldOn"] == "2026-09-09"
    office.now += timedelta(days=1)
    many = await office.take(REPORT, many, GRID, progress=so_far(9, 9, 6))
    assert many["toldOn"] == "2026-09-09", "the day since which all were told"
    many = await office.take(REPORT, many, GRID, progress=so_far(10, 9, 6))
    assert many["toldOn"] is None, "one more qualifies, who was not told"
    assert {each["id"] for each in await office.nodes(STREET_OFFICE, unansweredOn="2026-11-01")} == {
        few["id"],
        many["id"],
    }
    assert await office.nodes(STREET_OFFICE, unansweredOn="2026-10-31") == []
    done = await office.take(CLOSE, many, COMMUNITY)
    assert (done["state"], done["note"], done["closedOn"]) == ("DONE", "其余已迁出", "2026-09-10")
    refusal = await office.refused(GRID, REPORT, id=done["id"], v=done["version"], progress=so_far(10, 10, 10))
    assert (refusal["code"], refusal["allowed"]) == ("CONFLICT", [])
    assert {each["id"] for each in await office.nodes(STREET_OFFICE, untoldOn="2027-01-01")} == {few["id"]}


async def test_a_past_day_is_answered_by_what_was_reported_and_said_by_then(office: Office) -> None:
    made = await office.published()
    few, many = (share["id"] for share in made["shares"]["nodes"])

    async def on(day: int, name: str) -> set[str]:
        return {each["id"] for each in await office.nodes(STREET_OFFICE, **{name: f"2026-10-{day:02}"})}

    steps = {2: (8, 8, 1), 4: (9, 8, 1), 5: (9, 9, 9)}
    for day, counts in steps.items():
        office.now = datetime(2026, 10, day, 2, tzinfo=UTC)
        (share,) = [each for each in await office.nodes(GRID) if each["id"] == many]
        await office.take(REPORT, share, GRID, progress=so_far(*counts))
    office.now = datetime(2026, 10, 6, 2, tzinfo=UTC)
    told = {**TOLD, "tellByOn": "2026-10-20", "applyByOn": "2026-10-25"}
    made = await office.take(AMEND, made, notice=told)
    office.now = datetime(2026, 10, 28, 2, tzinfo=UTC)
    (share,) = [each for each in await office.nodes(STREET_OFFICE) if each["id"] == few]
    await office.take(CLOSE, share)
    late = {1: {few, many}, 2: {few}, 3: {few}, 4: {few, many}, 5: {few}, 6: set(), 20: set(), 21: {few}, 27: {few}}
    for day, untold in {**late, 28: set()}.items():
        assert await on(day, "untoldOn") == untold, day
    for day, unanswered in {25: set(), 26: {few}, 27: {few}, 28: set()}.items():
        assert await on(day, "unansweredOn") == unanswered, day
    await office.take(AMEND, made, notice={**told, "applyByOn": "2026-10-31"})
    for day, open_ in ((25, True), (26, False), (27, False), (28, True), (31, True)):
        listed = await office.nodes(VIEWER, NOTICES, openOn=f"2026-10-{day:02}")
        assert [each["id"] for each in listed] == [made["id"]] * open_, day


async def test_figures_equal_the_lists_of_every_caller_area_and_notice(office: Office) -> None:
    random = Random(18)
    made = [await office.published(title=f"政策 {number}") for number in range(3)]
    for share in [share for notice in made for share in notice["shares"]["nodes"]]:
        told = random.randint(0, share["qualifiedCount"])
        counts = so_far(share["qualifiedCount"], told, random.randint(0, told))
        share = await office.take(REPORT, share, progress=counts)
        if random.random() < 0.3:
            await office.take(CLOSE, share)
    office.now += timedelta(days=90)
    today = day_in_china(office.now).isoformat()
    callers = (STREET_OFFICE, COMMUNITY, GRID, WATER, POWER, ELSEWHERE)
    some = 0
    for caller, area, notice in product(callers, (None, STREET, COMMUNITY_CODE), (None, made[1]["id"])):
        within: dict[str, Any] = ({"within": area} if area else {}) | (
            {"notice": {"id": {"equals": notice}}} if notice else {}
        )
        rows = await office.nodes(caller, **within)
        figures = (await office.data(caller, FIGURES, area=area, notice=notice))["policyFigures"]
        assert figures == {
            "shareCount": len(rows),
            "openCount": sum(row["state"] == "TELLING" for row in rows),
            **{name: sum(row[name] for row in rows) for name in ("qualifiedCount", "toldCount", "answeredCount")},
            "untoldCount": len(await office.nodes(caller, untoldOn=today, **within)),
            "unansweredCount": len(await office.nodes(caller, unansweredOn=today, **within)),
        }, (caller, area, notice)
        some += bool(rows)
    assert some == 4 * 6, "who works there, and the department, and nobody else"
    under = f'{{ community(code: "{COMMUNITY_CODE}") {{ policyShares {{ totalCount }} }} }}'
    assert (await office.data(COMMUNITY, under))["community"]["policyShares"]["totalCount"] == 3
    assert (await office.ask(VIEWER, FIGURES)).body["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_no_share_is_left_open_by_a_revocation_at_the_same_time_as_reports(office: Office) -> None:
    made = await office.published()
    many = made["shares"]["nodes"][1]
    reports = [office.ask(GRID, REPORT, id=many["id"], v=1, progress=so_far(8, n, 0)) for n in range(1, 5)]
    answers = await asyncio.gather(office.ask(STREET_OFFICE, REVOKE, id=made["id"], v=1), *reports)
    assert sum("errors" not in each.body for each in answers[1:]) <= 1
    if "errors" in answers[0].body:
        await office.take(REVOKE, made)
    assert {each["state"] for each in await office.nodes(STREET_OFFICE)} == {"DONE"}


@pytest.mark.parametrize("name", sorted(store.TEXTS))
async def test_no_statement_of_policies_scans(office: Office, name: str) -> None:
    given: dict[str, Any] = {"id": "p", "expected": 1, "sources": [], "changes": {}, "scope": [""], "area": "a"}
    given |= {"notice": {"id": "n"}, "shares": [], "inherited": {}, "department": "u", "unit": "u", "prefix": "5"}
    given |= {"stem": "s-", "most": 9}
    given |= {"today": day_in_china(office.now)} | ({"notice": None} if name == "figures" else {})
    assert not await scans(office.graph, Statement(store.TEXTS[name], given), products=True)
