"""Appraisals of years on a real Neo4j: noticed once, objected to in time, decided by another, sealed; replayed."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from rich.console import Console

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.cli.commands.record import verified
from graphsvc.command.appraisal.acts import TEXTS, tell_undecided
from graphsvc.command.appraisal.offers import NEEDED
from graphsvc.command.appraisal.seals import TEXTS as SEALS
from graphsvc.command.appraisal.seals import find_changed
from graphsvc.command.appraisal.store import AppraisalDays
from graphsvc.command.appraisal.yearly import (
    APPRAISAL,
    AppraisalAction,
    Reach,
    Standing,
    YearlyAppraisalState,
    bar_act,
)
from graphsvc.command.rules.terms import FILE, Terms, read_terms
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from graphsvc.notices.model.notice import Notice
from graphsvc.notices.store.telling import derive
from tests.conftest import RECORD
from tests.engine.cases_world import COMMUNITY_CODE, GRID_CODE, STREET, place
from tests.engine.desk import (
    COMMUNITY,
    DISTRICT_OFFICE,
    ELSEWHERE,
    GRID,
    STREET_OFFICE,
    VIEWER,
    WATER,
    Desk,
)
from tests.engine.moved_area import OTHER, add_other, moved
from tests.plans import scans
from tests.shared_graph import everything

JUDGE = Principal("street-2", Role.SUBDISTRICT_OFFICIAL, (STREET,))
HEADER = FILE.read_text(encoding="utf-8").splitlines()[0]
ID = f"appraisal-{COMMUNITY_CODE}-2025"
SHOWN = """{ id version state year points most objectUntilOn decideUntilOn digest area { code }
  items { item draftPoints points most objection lapsed corrected reason rowIds rowTexts text } }"""
NOTICE = f"""mutation ($area: ID!, $year: Int!, $key: ID) {{
  noticeAppraisal(area: $area, year: $year, key: $key) {SHOWN} }}"""
OBJECT = f"""mutation ($id: ID!, $v: Int!, $given: [AppraisalObjectionInput!]!) {{
  objectAppraisal(id: $id, expectedVersion: $v, objections: $given) {SHOWN} }}"""
DECIDE = f"""mutation ($id: ID!, $v: Int!, $given: [AppraisalDecisionInput!]!) {{
  decideAppraisal(id: $id, expectedVersion: $v, decisions: $given) {SHOWN} }}"""
SEAL = f"mutation ($id: ID!, $v: Int!) {{ sealAppraisal(id: $id, expectedVersion: $v) {SHOWN} }}"
TEXT = {AppraisalAction.OBJECT: OBJECT, AppraisalAction.DECIDE: DECIDE, AppraisalAction.SEAL: SEAL}
ACTIONS = """query ($area: ID!, $year: Int!) { appraisalActions(area: $area, year: $year) {
  action allowed reason } }"""
CHECK = "query ($id: ID!) { appraisalSeal(appraisal: $id) { digest sealed holds steps { action holds } } }"
DOUBTS: list[dict[str, Any]] = [
    {"item": "MEETINGS", "reason": "少记一次会议"},
    {"item": "CONTACTS", "reason": "走访没有登记"},
]
VERDICTS: list[dict[str, Any]] = [
    {"item": "CONTACTS", "reason": "没有材料"},
    {"item": "MEETINGS", "points": 7.5, "reason": "补登一次会议"},
]
_MEETING = """\
MATCH (a:Community) CREATE (a)<-[:SERVES]-(k:Node:JointCommittee:BigPartyCommittee {id: 'bpc', areaCode: a.code,
  name: '桐花社区大党委'})
CREATE (k)-[:HELD]->(:Node:JointMeeting {id: 'meeting', areaCode: k.areaCode, title: '联席会议', heldOn: $day})"""


class Office(Desk):
    """Asks about appraisals; a refusal is asserted to have written nothing."""

    async def notice(self, area: str = COMMUNITY_CODE, year: int = 2025, by: Principal = STREET_OFFICE) -> Any:
        return (await self.data(by, NOTICE, area=area, year=year))["noticeAppraisal"]

    async def act(self, by: Principal, text: str, version: int, **more: Any) -> Any:
        (made,) = (await self.data(by, text, id=ID, v=version, **more)).values()
        return made

    async def refusal(self, caller: Principal, text: str, **variables: Any) -> Any:
        before = await everything(self.graph)
        body = (await self.ask(caller, text, **variables)).body
        assert await everything(self.graph) == before
        return body["errors"][0]["extensions"]

    async def checked(self) -> Any:
        return (await self.data(COMMUNITY, CHECK, id=ID))["appraisalSeal"]

    async def told_undecided(self) -> list[Notice]:
        """What is told of objections that are overdue now, after a round of the service."""

        async def look(tx: Any) -> None:
            found = await tell_undecided(tx, self.now)
            await RECORD.append(tx, found.events, "service", "SYSTEM", self.now)

        await self.graph.transact(look)
        told: list[Notice] = []
        while (round_ := await self.graph.transact(lambda tx: derive(tx, self.now))).due:
            told += [each for each in round_.notices if each.action == "APPRAISAL_UNDECIDED"]
        return told

    async def changed(self) -> list[str]:
        return [each async for each in find_changed(self.graph)]

    async def may(self, caller: Principal, area: str = COMMUNITY_CODE, year: int = 2025) -> list[str]:
        offers = (await self.data(caller, ACTIONS, area=area, year=year))["appraisalActions"]
        assert all(each["allowed"] is (each["reason"] is None) for each in offers)
        return [each["action"] for each in offers if each["allowed"]]


@pytest.fixture
async def office(known: Documents, clean_graph: Graph) -> Office:
    await place(clean_graph)
    await clean_graph.write(Statement(_MEETING, {"day": date(2025, 6, 1)}))
    return Office(known, clean_graph)


async def test_the_score_of_a_year_that_is_over_is_frozen_once_by_the_level_above(office: Office) -> None:
    given = {"area": COMMUNITY_CODE, "year": 2025}
    for caller, more, code in (
        (COMMUNITY, {}, "FORBIDDEN"),
        (VIEWER, {}, "FORBIDDEN"),
        (WATER, {}, "FORBIDDEN"),
        (ELSEWHERE, {}, "NOT_FOUND"),
        (STREET_OFFICE, {"area": STREET}, "CONFLICT"),
        (STREET_OFFICE, {"year": 2026}, "CONFLICT"),
        (STREET_OFFICE, {"area": "500103012099"}, "NOT_FOUND"),
        (STREET_OFFICE, {"area": GRID_CODE}, "BAD_USER_INPUT"),
        (STREET_OFFICE, {"year": 1999}, "BAD_USER_INPUT"),
    ):
        assert (await office.refusal(caller, NOTICE, **{**given, **more}))["code"] == code, (caller, more)
    assert await office.may(STREET_OFFICE) == await office.may(DISTRICT_OFFICE) == ["NOTICE"]
    assert await office.may(COMMUNITY) == await office.may(STREET_OFFICE, STREET) == []
    made = await office.notice()
    assert {name: made[name] for name in ("id", "version", "state", "year", "points", "most", "digest")} == {
        "id": ID,
        "version": 1,
        "state": "NOTICED",
        "year": 2025,
        "points": 7.5,
        "most": 80,
        "digest": None,
    }
    assert (made["objectUntilOn"], made["area"]) == ("2026-09-14", {"code": COMMUNITY_CODE})
    assert [(each["item"], each["points"], each["draftPoints"], each["rowIds"]) for each in made["items"]] == [
        ("MEETINGS", 7.5, 7.5, ["meeting"]),
        ("CONTACTS", 0.0, 0.0, []),
        ("REQUESTS", 0.0, 0.0, []),
        ("SUPERVISIONS", None, None, []),
    ]
    assert [each["rowTexts"] for each in made["items"]] == [["2025-06-01 联席会议"], [], [], []]
    again = await office.refusal(STREET_OFFICE, NOTICE, **given)
    assert again["zh"] == "该区域这一年度已经公示。"
    await office.graph.write(Statement("MATCH (m:JointMeeting) DETACH DELETE m"))
    seen = (await office.data(COMMUNITY, f'{{ yearlyAppraisal(id: "{ID}") {SHOWN} }}'))["yearlyAppraisal"]
    assert seen == made
    street = await office.notice(STREET, by=DISTRICT_OFFICE)
    listed = "{ yearlyAppraisals(filter: {state: NOTICED}) { totalCount nodes { id } } }"
    for caller, ids in ((STREET_OFFICE, {ID, street["id"]}), (COMMUNITY, {ID}), (GRID, set()), (WATER, set())):
        page = (await office.data(caller, listed))["yearlyAppraisals"]
        assert ({each["id"] for each in page["nodes"]}, page["totalCount"]) == (ids, len(ids)), caller


async def test_of_sixteen_that_notice_a_year_one_does(office: Office) -> None:
    given = {"area": COMMUNITY_CODE, "year": 2025}
    tries = await asyncio.gather(*(office.ask(STREET_OFFICE, NOTICE, **given) for _ in range(16)))
    codes = [each.body["errors"][0]["extensions"]["code"] for each in tries if "errors" in each.body]
    assert codes == ["CONFLICT"] * 15
    counted = "MATCH (s:YearlyAppraisal) RETURN count(s), max(s.version)"
    assert await office.graph.read(Statement(counted)) == [[1, 1]]
    key = {"key": "once", "area": STREET, "year": 2025}
    made = [(await office.data(DISTRICT_OFFICE, NOTICE, **key))["noticeAppraisal"] for _ in range(2)]
    assert made[0] == made[1]


async def test_an_objection_is_decided_by_another_and_sealed_and_the_seal_is_checked(office: Office) -> None:
    await office.notice()
    given: dict[str, Any] = {"id": ID, "v": 1, "given": DOUBTS}
    refused: Any = (
        (STREET_OFFICE, {}, "CONFLICT"),
        (DISTRICT_OFFICE, {}, "FORBIDDEN"),
        (ELSEWHERE, {}, "NOT_FOUND"),
        (COMMUNITY, {"id": "appraisal-nothing"}, "NOT_FOUND"),
        (COMMUNITY, {"v": 2}, "CONFLICT"),
        (COMMUNITY, {"given": [{"item": "NOTHING", "reason": "x"}]}, "BAD_USER_INPUT"),
        (COMMUNITY, {"given": DOUBTS * 2}, "BAD_USER_INPUT"),
        (COMMUNITY, {"given": []}, "BAD_USER_INPUT"),
    )
    for caller, more, code in refused:
        assert (await office.refusal(caller, OBJECT, **{**given, **more}))["code"] == code, (caller, more)
    assert await office.may(COMMUNITY) == ["OBJECT"]
    assert await office.may(STREET_OFFICE) == []
    early = await office.refusal(STREET_OFFICE, SEAL, id=ID, v=1)
    assert (early["allowed"], "2026-09-14" in early["zh"]) == (["OBJECT", "SEAL"], True)
    made = await office.act(COMMUNITY, OBJECT, 1, given=DOUBTS)
    assert (made["state"], [each["objection"] for each in made["items"]]) == (
        "OBJECTED",
        ["少记一次会议", "走访没有登记", None, None],
    )
    given = {"id": ID, "v": 2, "given": VERDICTS}
    refused = (
        (STREET_OFFICE, {}, "CONFLICT"),
        (COMMUNITY, {}, "FORBIDDEN"),
        (JUDGE, {"given": VERDICTS[:1]}, "BAD_USER_INPUT"),
        (JUDGE, {"given": [*VERDICTS, {"item": "REQUESTS", "reason": "x"}]}, "BAD_USER_INPUT"),
        (JUDGE, {"given": [VERDICTS[0], {**VERDICTS[1], "points": 30.01}]}, "BAD_USER_INPUT"),
        (JUDGE, {"given": [VERDICTS[0], {**VERDICTS[1], "points": 7.123}]}, "BAD_USER_INPUT"),
        (JUDGE, {"v": 1}, "CONFLICT"),
    )
    for caller, more, code in refused:
        assert (await office.refusal(caller, DECIDE, **{**given, **more}))["code"] == code, (caller, more)
    assert (await office.may(STREET_OFFICE), await office.may(JUDGE)) == ([], ["DECIDE"])
    raised = [VERDICTS[0], {**VERDICTS[1], "points": 15}]
    made = await office.act(JUDGE, DECIDE, 2, given=raised)
    assert (made["state"], made["points"], made["most"]) == ("DECIDED", 15.0, 80)
    assert [(e["draftPoints"], e["points"], e["corrected"], e["reason"]) for e in made["items"]] == [
        (7.5, 15.0, True, "补登一次会议"),
        (0.0, 0.0, False, "没有材料"),
        (0.0, 0.0, None, None),
        (None, None, None, None),
    ]
    unsealed = await office.checked()
    assert (unsealed["sealed"], unsealed["holds"]) == (None, True)
    assert (await office.refusal(STREET_OFFICE, SEAL, id=ID, v=2))["code"] == "CONFLICT"
    made = await office.act(STREET_OFFICE, SEAL, 3)
    assert (made["state"], made["version"], made["digest"]) == ("SEALED", 4, unsealed["digest"])
    sealed = await office.checked()
    acts = [{"action": each, "holds": True} for each in ("NOTICE", "OBJECT", "DECIDE", "SEAL")]
    assert sealed == {"digest": made["digest"], "sealed": made["digest"], "holds": True, "steps": acts}
    over: tuple[tuple[Principal, str, dict[str, Any]], ...] = (
        (COMMUNITY, OBJECT, {"given": DOUBTS}),
        (JUDGE, DECIDE, {"given": VERDICTS}),
        (JUDGE, SEAL, {}),
    )
    for caller, text, given in over:
        assert (await office.refusal(caller, text, id=ID, v=4, **given))["allowed"] == []
    reopened = "MATCH (s:YearlyAppraisal) SET s.state = $state"
    await office.graph.write(Statement(reopened, {"state": "DECIDED"}))
    assert (await office.checked())["holds"] is False
    await office.graph.write(Statement(reopened, {"state": "SEALED"}))
    forged = "MATCH (s:YearlyAppraisal) SET s.finals = [3000] + s.finals[1..], s.digest = 'x' RETURN s.id"
    await office.graph.write(Statement(forged))
    found = await office.checked()
    assert (found["holds"], found["sealed"]) == (False, made["digest"])
    assert [each["action"] for each in found["steps"] if not each["holds"]] == ["DECIDE", "SEAL"]


async def test_what_is_changed_past_the_service_between_two_acts_is_found_whatever_comes_after(office: Office) -> None:
    await office.notice()
    assert await office.changed() == []
    forge = "MATCH (s:YearlyAppraisal) SET s.rowTexts = ['2025-07-01 联席会议'] + s.rowTexts[1..]"
    await office.graph.write(Statement(forge))
    assert ((await office.checked())["holds"], await office.changed()) == (False, [ID])
    await office.act(COMMUNITY, OBJECT, 1, given=DOUBTS)
    await office.graph.write(Statement("MATCH (s:YearlyAppraisal) SET s.objections = ['撤回', '撤回']"))
    await office.act(JUDGE, DECIDE, 2, given=VERDICTS)
    await office.act(JUDGE, SEAL, 3)
    steps = (await office.checked())["steps"]
    assert [(each["action"], each["holds"]) for each in steps] == [
        ("NOTICE", False),
        ("OBJECT", False),
        ("DECIDE", True),
        ("SEAL", True),
    ]
    printed = Console(file=StringIO())
    assert not await verified(office.graph, RECORD, printed)
    assert ID in printed.file.getvalue()  # type: ignore[attr-defined]


async def test_without_an_objection_in_time_it_is_sealed_and_a_later_one_names_the_day(office: Office) -> None:
    office.tools[AppraisalDays] = AppraisalDays(lambda day: day.day != 14)
    assert (await office.notice())["objectUntilOn"] == "2026-09-12"
    office.now = datetime(2026, 9, 12, 15, 50, tzinfo=UTC)  # the last minutes of the day in China
    assert (await office.may(COMMUNITY), await office.may(STREET_OFFICE)) == (["OBJECT"], [])
    office.now = datetime(2026, 9, 12, 16, tzinfo=UTC)
    late = await office.refusal(COMMUNITY, OBJECT, id=ID, v=1, given=DOUBTS)
    assert late["zh"] == "申诉期已于 2026-09-12 结束，不能再申诉。"
    assert (await office.may(COMMUNITY), await office.may(STREET_OFFICE)) == ([], ["SEAL"])
    assert (await office.act(STREET_OFFICE, SEAL, 1))["state"] == "SEALED"


async def test_an_objection_that_nobody_decides_on_ends_without_its_items(office: Office) -> None:
    await office.notice()
    made = await office.act(COMMUNITY, OBJECT, 1, given=DOUBTS)
    assert made["decideUntilOn"] == "2026-09-21"
    office.now = datetime(2026, 9, 21, 15, 50, tzinfo=UTC)  # the last minutes of the day in China
    early = await office.refusal(STREET_OFFICE, SEAL, id=ID, v=2)
    assert (early["allowed"], "2026-09-21" in early["zh"]) == (["DECIDE", "SEAL"], True)
    assert (await office.graph.transact(lambda tx: tell_undecided(tx, office.now))).due == 0
    office.now = datetime(2026, 9, 21, 16, tzinfo=UTC)
    assert [await office.may(each) for each in (JUDGE, STREET_OFFICE)] == [["DECIDE", "SEAL"], ["SEAL"]]
    told = await office.told_undecided()
    district = f"DISTRICT_ADMIN {STREET[:6]};"
    above = [f"COMMUNITY_OFFICIAL {COMMUNITY_CODE};", f"SUBDISTRICT_OFFICIAL {STREET[:9]};", district]
    assert [(each.subject, each.to) for each in told] == [(ID, to) for to in above]
    assert await office.told_undecided() == []
    made = await office.act(STREET_OFFICE, SEAL, 2)
    assert (made["state"], made["points"], made["most"]) == ("SEALED", 0.0, 20)
    assert [(e["draftPoints"], e["points"], e["lapsed"]) for e in made["items"]] == [
        (7.5, None, True),
        (0.0, None, True),
        (0.0, 0.0, False),
        (None, None, False),
    ]
    assert (await office.checked())["holds"] is True


async def test_a_late_decision_counts_until_it_is_sealed(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "local.csv"
    path.write_text(f"{HEADER}\nDECISION_WORKDAYS,1,{STREET},2026-01-01,,本地\n", encoding="utf-8")
    office.tools[Terms] = read_terms(path)
    await office.notice()
    made = await office.act(COMMUNITY, OBJECT, 1, given=DOUBTS)
    assert made["decideUntilOn"] == "2026-09-08"
    office.now = datetime(2026, 9, 10, 4, tzinfo=UTC)
    assert (await office.act(JUDGE, DECIDE, 2, given=VERDICTS))["state"] == "DECIDED"
    assert await office.told_undecided() == []
    made = await office.act(JUDGE, SEAL, 3)
    assert (made["points"], [each["lapsed"] for each in made["items"]]) == (7.5, [False] * 4)


async def test_the_area_is_told_of_each_act_and_the_level_above_of_an_objection(office: Office) -> None:
    await office.notice()
    await office.act(COMMUNITY, OBJECT, 1, given=DOUBTS)
    await office.act(JUDGE, DECIDE, 2, given=VERDICTS)
    await office.act(JUDGE, SEAL, 3)
    street = await office.notice(STREET, by=DISTRICT_OFFICE)
    told: list[Notice] = []
    while (round_ := await office.graph.transact(lambda tx: derive(tx, office.now))).due:
        told += [each for each in round_.notices if each.action.startswith("APPRAISAL_")]
    own = f"COMMUNITY_OFFICIAL {COMMUNITY_CODE};"
    assert [(each.action, each.subject, each.to) for each in told] == [
        ("APPRAISAL_NOTICED", ID, own),
        ("APPRAISAL_OBJECT", ID, f"SUBDISTRICT_OFFICIAL {STREET[:9]};"),
        ("APPRAISAL_DECIDE", ID, own),
        ("APPRAISAL_SEAL", ID, own),
        ("APPRAISAL_NOTICED", street["id"], f"SUBDISTRICT_OFFICIAL {STREET[:9]};"),
    ]
    assert told[0].due_at == datetime(2026, 9, 14, 16, tzinfo=UTC)
    assert told[1].due_at == datetime(2026, 9, 21, 16, tzinfo=UTC)


async def test_communities_noticed_by_the_end_of_march_speak_for_their_street(office: Office) -> None:
    ask = """query ($on: Date) { appraisal(area: "500103012000", asOf: $on) { items {
      item count total points rows { id } } } }"""
    office.now = datetime(2027, 3, 31, 12, tzinfo=UTC)
    await office.notice(year=2026)
    office.now = datetime(2027, 4, 2, 12, tzinfo=UTC)
    codes = [
        code for (code,) in await office.graph.read(Statement("MATCH (c:Community) RETURN c.code ORDER BY c.code"))
    ]
    for on, count, total, rows in (("2027-03-31", 0, 0, []), ("2027-04-01", 1, len(codes), codes)):
        items = (await office.data(STREET_OFFICE, ask, on=on))["appraisal"]["items"]
        (item,) = [each for each in items if each["item"] == "APPRAISALS"]
        assert (item["count"], item["total"], [each["id"] for each in item["rows"]]) == (count, total, rows), on


async def test_the_appraisal_of_a_year_goes_with_an_area_that_is_redrawn(office: Office) -> None:
    office.now = datetime(2027, 3, 31, 3, tzinfo=UTC)
    made = await office.notice(year=2026)
    office.now = datetime(2027, 4, 1, 3, tzinfo=UTC)
    new = await moved(office.graph, office.now)
    own, year = replace(COMMUNITY, areas=(new,)), {"year": 2026}
    again = await office.refusal(STREET_OFFICE, NOTICE, area=new, **year)
    assert again["zh"] == "该区域这一年度已经公示。"
    for code in (new, COMMUNITY_CODE):  # that of the time, too, as pages of appraisals ask by their ids
        assert await office.may(own, code, **year) == ["OBJECT"], code
        assert await office.may(STREET_OFFICE, code, **year) == [], code
    ask = f"""{{ appraisal(area: "{STREET}") {{ items {{ item count total points rows {{ id }} }} }} }}"""
    items = (await office.data(STREET_OFFICE, ask))["appraisal"]["items"]
    assert items[-1] == {"item": "APPRAISALS", "count": 1, "total": 1, "points": 20.0, "rows": [{"id": new}]}
    kept = f'{{ area(code: "{new}") {{ ... on Community {{ yearlyAppraisals {{ nodes {{ id }} }} }} }} }}'
    assert (await office.data(own, kept))["area"]["yearlyAppraisals"]["nodes"] == [{"id": made["id"]}]
    body = (await office.ask(own, OBJECT, id=made["id"], v=1, given=DOUBTS)).body
    assert body["data"]["objectAppraisal"]["state"] == "OBJECTED"


async def test_an_area_that_takes_another_in_keeps_a_year_of_its_own(office: Office) -> None:
    await add_other(office.graph)
    taken = await office.notice()
    await moved(office.graph, office.now, OTHER, "MERGED")
    assert await office.may(STREET_OFFICE, OTHER) == ["NOTICE"]
    made = await office.notice(OTHER)
    listed = f'{{ area(code: "{OTHER}") {{ ... on Community {{ yearlyAppraisals {{ nodes {{ id }} }} }} }} }}'
    nodes = (await office.data(STREET_OFFICE, listed))["area"]["yearlyAppraisals"]["nodes"]
    assert {each["id"] for each in nodes} == {made["id"], taken["id"]}
    assert (await office.refusal(STREET_OFFICE, NOTICE, area=OTHER, year=2025))["zh"] == "该区域这一年度已经公示。"


async def test_no_year_is_noticed_of_an_area_that_is_gone_or_was_not_there(office: Office) -> None:
    gone, given = "该区域已经撤销。", {"area": COMMUNITY_CODE, "year": 2025}
    new = await moved(office.graph, office.now)
    assert (await office.refusal(STREET_OFFICE, NOTICE, **given))["zh"] == gone
    assert await office.may(STREET_OFFICE) == []
    assert await office.may(STREET_OFFICE, new) == ["NOTICE"]  # the one before it was there
    await add_other(office.graph)
    founded = "MATCH (c:Community {code: $code}) SET c.since = date('2026-01-01')"
    await office.graph.write(Statement(founded, {"code": OTHER}))
    not_yet = "该年度 12 月 31 日还没有这个区域，也没有它的前身，不作考核。"
    assert (await office.refusal(STREET_OFFICE, NOTICE, area=OTHER, year=2025))["zh"] == not_yet
    assert await office.may(STREET_OFFICE, OTHER) == []
    offers = (await office.data(STREET_OFFICE, ACTIONS, area=OTHER, year=2025))["appraisalActions"]
    assert offers[0]["reason"] == not_yet
    office.now = datetime(2027, 4, 2, tzinfo=UTC)
    await office.graph.write(
        Statement("MATCH (c:Community {code: $code}) SET c.since = $on", {"code": OTHER, "on": date(2027, 1, 1)})
    )
    ask = f"""{{ appraisal(area: "{STREET}") {{ items {{ item total rows {{ id }} }} }} }}"""
    items = (await office.data(STREET_OFFICE, ask))["appraisal"]["items"]
    assert items[-1] == {"item": "APPRAISALS", "total": 1, "rows": [{"id": new}]}


CALLERS = (STREET_OFFICE, JUDGE, COMMUNITY, DISTRICT_OFFICE)


@pytest.mark.parametrize("seed", range(3))
async def test_every_act_of_a_random_walk_is_done_or_refused_as_the_table_says(office: Office, seed: int) -> None:
    """The model says of each try whether it happens; `appraisalActions` says the same before, the graph after it."""
    random = Random(seed)
    known: dict[int, tuple[Standing, int]] = {
        year: (Standing(YearlyAppraisalState.DRAFT, COMMUNITY_CODE, year), 0) for year in (2023, 2024, 2025, 2026)
    }
    done = 0
    for _ in range(90):
        year, caller = random.choice(list(known)), random.choice(CALLERS)
        of, version = known[year]
        likely = list(APPRAISAL.allowed(of.state)) * 3
        action = random.choice([*AppraisalAction, *likely])
        seen = version if random.random() < 0.8 else version + 1
        grant = caller.granted(NEEDED[action])
        today = (await _moved(office, random)).date()
        barred = bar_act(of, action, Reach(grant.scope), caller.subject, today)
        offered = {each["action"]: each["allowed"] for each in await _offers(office, caller, year)}
        assert offered[action] is (barred is None), (of, action, caller)
        body = (await _try(office, caller, action, year, seen)).body
        fresh = action is AppraisalAction.NOTICE or seen == version
        assert ("errors" not in body) == (barred is None and fresh), (of, action, caller, body)
        if "errors" in body:
            continue
        done += 1
        (made,) = body["data"].values()
        until, decide = (made[name] and date.fromisoformat(made[name]) for name in ("objectUntilOn", "decideUntilOn"))
        by = caller.subject if action is AppraisalAction.NOTICE else of.noticed_by
        known[year] = (
            Standing(APPRAISAL.after(of.state, action), COMMUNITY_CODE, year, until, by, decide_until=decide),
            version + 1,
        )
    rows = await office.graph.read(Statement("MATCH (s:YearlyAppraisal) RETURN s.year, s.state, s.version"))
    assert {year: (state, version) for year, state, version in rows} == {
        year: (of.state.value, version) for year, (of, version) in known.items() if version
    }
    assert done > 5


async def _moved(office: Office, random: Random) -> datetime:
    """Let some days pass, at noon."""
    if random.random() < 0.1:
        office.now = office.now.replace(hour=4, minute=0) + (datetime(2026, 1, 4) - datetime(2026, 1, 1))
    return office.now


async def _offers(office: Office, caller: Principal, year: int) -> Any:
    return (await office.data(caller, ACTIONS, area=COMMUNITY_CODE, year=year))["appraisalActions"]


async def _try(office: Office, caller: Principal, action: AppraisalAction, year: int, version: int) -> Any:
    if action is AppraisalAction.NOTICE:
        return await office.ask(caller, NOTICE, area=COMMUNITY_CODE, year=year)
    more: Any = {AppraisalAction.OBJECT: {"given": DOUBTS}, AppraisalAction.DECIDE: {"given": VERDICTS}}.get(action, {})
    id_ = f"appraisal-{COMMUNITY_CODE}-{year}"
    return await office.ask(caller, TEXT[action], id=id_, v=version, **more)


@pytest.mark.parametrize("name", sorted(TEXTS | SEALS))
async def test_no_statement_scans(office: Office, name: str) -> None:
    given: dict[str, Any] = {"area": COMMUNITY_CODE, "id": ID, "appraisal": {}, "scope": [""], "expected": 1, "by": "x"}
    given |= {"sources": [], "changes": {}, "asOf": date(2026, 1, 1), "items": [], "points": []}
    given |= {"year": 2025, "lastDay": date(2025, 12, 31)}
    given |= {"after": "", "most": 9, "today": date(2026, 1, 1)}
    assert not await scans(office.graph, Statement((TEXTS | SEALS)[name], given), products=True)
