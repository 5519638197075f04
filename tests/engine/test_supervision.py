"""Supervisions on a real Neo4j: asked of who has the work, answered by it, judged by another; replayed step by step."""

import asyncio
from random import Random
from typing import Any

import pytest

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.command.api.supervisions import NEEDED
from graphsvc.command.model.supervision import (
    SUPERVISION,
    Reach,
    Standing,
    SupervisionAction,
    SupervisionState,
    bar_step,
)
from graphsvc.command.store.supervisions import TEXTS
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from graphsvc.notices.model.notice import Notice
from graphsvc.notices.store.telling import derive
from tests.engine.cases_world import COMMUNITY_CODE, GRID_CODE, STREET, place
from tests.engine.command_world import FOUND as FOUND_CENTRE
from tests.engine.desk import COMMUNITY, DISPATCH, ELSEWHERE, GRID, POWER, STREET_OFFICE, VIEWER, WATER, Desk, whistled
from tests.plans import scans
from tests.shared_graph import everything

COLLEAGUE = Principal("street-2", Role.SUBDISTRICT_OFFICIAL, (STREET,))
NEIGHBOUR = Principal("community-2", Role.COMMUNITY_OFFICIAL, ("500103012012",))
DUE = "2026-09-09"
SHOWN = "{ id version state light dueOn answer note }"
OPEN = f"mutation ($given: SupervisionInput!, $key: ID) {{ openSupervision(supervision: $given, key: $key) {SHOWN} }}"
STEPS = {
    SupervisionAction.ANSWER: 'answerSupervision(id: $id, expectedVersion: $v, answer: "已派人")',
    SupervisionAction.RETURN: 'returnSupervision(id: $id, expectedVersion: $v, dueOn: "2026-09-20", reason: "没修好")',
    SupervisionAction.CLOSE: "closeSupervision(id: $id, expectedVersion: $v)",
    SupervisionAction.WITHDRAW: 'withdrawSupervision(id: $id, expectedVersion: $v, reason: "重复")',
}
MINE = "{ mySupervisions { totalCount nodes { id } } }"
ACTIONS = "query ($id: ID!) { supervisionActions(supervision: $id) { action allowed reason } }"


class Centre(Desk):
    """Asks about supervisions; a refusal is asserted to have written nothing."""

    case: Any

    async def open(self, to: str | None = None, about: str = "", **more: Any) -> Any:
        given = {"about": about or self.case["id"], "demand": "三日内修复并回话", "dueOn": DUE, "to": to, **more}
        return (await self.data(STREET_OFFICE, OPEN, given=given))["openSupervision"]

    async def take(self, caller: Principal, action: SupervisionAction, of: Any) -> Any:
        (made,) = (await self.data(caller, _text(action), id=of["id"], v=of["version"])).values()
        return made

    async def refused(self, caller: Principal, text: str, **variables: Any) -> Any:  # type: ignore[override]
        before = await everything(self.graph)
        body = (await self.ask(caller, text, **variables)).body
        assert await everything(self.graph) == before
        return body["errors"][0]["extensions"]

    async def mine(self, caller: Principal) -> list[str]:
        page = (await self.data(caller, MINE))["mySupervisions"]
        assert page["totalCount"] == len(page["nodes"])
        return [each["id"] for each in page["nodes"]]


def _text(action: SupervisionAction) -> str:
    return f"mutation ($id: ID!, $v: Int!) {{ {STEPS[action]} {SHOWN} }}"


@pytest.fixture
async def centre(known: Documents, clean_graph: Graph) -> Centre:
    await place(clean_graph)
    centre = Centre(known, clean_graph)
    centre.case = await whistled(centre)
    return centre


async def found(centre: Centre) -> None:
    await centre.data(STREET_OFFICE, FOUND_CENTRE, centre={"area": STREET})


async def test_who_has_the_work_is_asked_and_answers_and_another_judges_it(centre: Centre) -> None:
    given = {"about": centre.case["id"], "demand": "回话", "dueOn": DUE}
    assert "尚未设立指挥中心" in (await centre.refused(STREET_OFFICE, OPEN, given=given))["zh"]
    await found(centre)
    for caller, more, code in (
        (COMMUNITY, {}, "FORBIDDEN"),
        (ELSEWHERE, {}, "NOT_FOUND"),
        (STREET_OFFICE, {"about": "nothing"}, "NOT_FOUND"),
        (STREET_OFFICE, {"to": "unit-power"}, "CONFLICT"),
        (STREET_OFFICE, {"to": "nothing"}, "CONFLICT"),
        (STREET_OFFICE, {"dueOn": "2026-09-06"}, "BAD_USER_INPUT"),
    ):
        assert (await centre.refused(caller, OPEN, given={**given, **more}))["code"] == code
    made, other = await centre.open("unit-water"), await centre.open()
    assert (made["state"], made["light"], made["version"]) == ("OPEN", "GREEN", 1)
    again = await centre.refused(STREET_OFFICE, OPEN, given={**given, "to": "unit-water"})
    assert "已有未销号的督办" in again["zh"]
    assert await centre.mine(WATER) == [made["id"]]
    assert await centre.mine(COMMUNITY) == [other["id"]]
    assert await centre.mine(STREET_OFFICE) == await centre.mine(GRID) == await centre.mine(POWER) == []
    about = "query ($id: ID!) { case(id: $id) { supervisions { totalCount nodes { id } } } }"
    for caller, opened in ((STREET_OFFICE, {made["id"], other["id"]}), (WATER, {made["id"]})):
        listed = (await centre.data(caller, about, id=centre.case["id"]))["case"]["supervisions"]
        assert ({each["id"] for each in listed["nodes"]}, listed["totalCount"]) == (opened, len(opened))
    answer = {"id": made["id"], "v": 1}
    for caller, code in (
        (COMMUNITY, "CONFLICT"),
        (POWER, "NOT_FOUND"),
        (NEIGHBOUR, "NOT_FOUND"),
        (VIEWER, "FORBIDDEN"),
    ):
        assert (await centre.refused(caller, _text(SupervisionAction.ANSWER), **answer))["code"] == code
    made = await centre.take(WATER, SupervisionAction.ANSWER, made)
    assert (made["state"], made["light"], made["answer"]) == ("ANSWERED", None, "已派人")
    assert await centre.mine(STREET_OFFICE) == [made["id"]]
    stale = await centre.refused(STREET_OFFICE, _text(SupervisionAction.CLOSE), id=made["id"], v=1)
    assert stale["allowed"] == ["RETURN", "CLOSE", "WITHDRAW"]
    made = await centre.take(STREET_OFFICE, SupervisionAction.RETURN, made)
    assert (made["state"], made["dueOn"], made["note"]) == ("OPEN", "2026-09-20", "没修好")
    made = await centre.take(STREET_OFFICE, SupervisionAction.ANSWER, made)
    own = await centre.refused(STREET_OFFICE, _text(SupervisionAction.CLOSE), id=made["id"], v=made["version"])
    assert "由他人核查" in own["zh"]
    offers = (await centre.data(STREET_OFFICE, ACTIONS, id=made["id"]))["supervisionActions"]
    assert {each["action"] for each in offers if each["allowed"]} == {"RETURN", "WITHDRAW"}
    assert all(each["allowed"] or each["reason"] for each in offers)
    assert (await centre.take(COLLEAGUE, SupervisionAction.CLOSE, made))["state"] == "CLOSED"
    assert (await centre.open("unit-water"))["state"] == "OPEN"


async def test_a_supervision_of_a_task_is_answered_by_its_receiver_and_lights_up_by_its_own_day(centre: Centre) -> None:
    await found(centre)
    patrol = {"area": STREET, "title": "夜巡", "receivers": {"areas": [GRID_CODE], "units": ["unit-power"]}}
    task = (await centre.data(STREET_OFFICE, DISPATCH, task=patrol))["dispatchTask"]
    given = {"about": task["id"], "demand": "回话", "dueOn": DUE}
    assert (await centre.refused(STREET_OFFICE, OPEN, given=given))["code"] == "CONFLICT"
    assert (await centre.refused(STREET_OFFICE, OPEN, given={**given, "to": COMMUNITY_CODE}))["code"] == "CONFLICT"
    grid = await centre.open(GRID_CODE, task["id"])
    assert await centre.mine(GRID) == [grid["id"]]
    centre.now = centre.now.replace(day=9, hour=12)
    text = "{ supervisions(filter: {light: %s}) { nodes { id light about { id } to { id } centre { id } } } }"
    yellow = (await centre.data(STREET_OFFICE, text % "YELLOW"))["supervisions"]["nodes"]
    assert [(each["about"]["id"], each["to"]["id"]) for each in yellow] == [(task["id"], GRID_CODE)]
    assert yellow[0]["centre"]["id"] == f"centre-{STREET}"
    centre.now = centre.now.replace(hour=16)
    assert (await centre.data(STREET_OFFICE, text % "YELLOW"))["supervisions"]["nodes"] == []
    assert [each["light"] for each in (await centre.data(GRID, text % "RED"))["supervisions"]["nodes"]] == ["RED"]
    assert (await centre.data(WATER, text % "RED"))["supervisions"]["nodes"] == []
    assert (await centre.take(GRID, SupervisionAction.ANSWER, grid))["state"] == "ANSWERED"


async def test_who_is_asked_is_told_and_the_street_of_the_answer(centre: Centre) -> None:
    await found(centre)
    of_unit, of_area = await centre.open("unit-water"), await centre.open()
    await centre.take(COMMUNITY, SupervisionAction.ANSWER, of_area)
    told: list[Notice] = []
    while (round_ := await centre.graph.transact(lambda tx: derive(tx, centre.now))).due:
        told += [each for each in round_.notices if each.action.startswith("SUPERVISION_")]
    assert [(each.action, each.subject, each.to) for each in told] == [
        ("SUPERVISION_OPENED", of_unit["id"], "UNIT unit-water;"),
        ("SUPERVISION_OPENED", of_area["id"], f"COMMUNITY_OFFICIAL {COMMUNITY_CODE};"),
        ("SUPERVISION_ANSWER", of_area["id"], f"SUBDISTRICT_OFFICIAL {STREET[:9]};"),
    ]


async def test_of_sixteen_that_open_the_same_or_answer_it_one_does(centre: Centre) -> None:
    await found(centre)
    given = {"about": centre.case["id"], "demand": "回话", "dueOn": DUE}
    tries = await asyncio.gather(*(centre.ask(STREET_OFFICE, OPEN, given=given) for _ in range(16)))
    (made,) = [each.body["data"]["openSupervision"] for each in tries if "errors" not in each.body]
    text = _text(SupervisionAction.ANSWER)
    tries = await asyncio.gather(*(centre.ask(COMMUNITY, text, id=made["id"], v=1) for _ in range(16)))
    codes = [each.body["errors"][0]["extensions"]["code"] for each in tries if "errors" in each.body]
    assert codes == ["CONFLICT"] * 15


CALLERS = (STREET_OFFICE, COLLEAGUE, COMMUNITY, NEIGHBOUR, WATER, POWER, GRID)


@pytest.mark.parametrize("seed", range(2))
async def test_every_step_of_a_random_walk_is_taken_or_refused_as_the_table_says(centre: Centre, seed: int) -> None:
    """The model says of each try whether it happens; `supervisionActions` says the same before, the graph after it."""
    random = Random(seed)
    await found(centre)
    of_unit, of_area = await centre.open("unit-water"), await centre.open()
    known = {
        of_unit["id"]: (Standing(SupervisionState.OPEN, GRID_CODE, "", "unit-water"), 1),
        of_area["id"]: (Standing(SupervisionState.OPEN, GRID_CODE, COMMUNITY_CODE, ""), 1),
    }
    taken = 0
    for _ in range(40):
        id_, caller, action = random.choice(list(known)), random.choice(CALLERS), random.choice(list(SupervisionAction))
        if action is SupervisionAction.WITHDRAW and random.random() < 0.8:
            action = SupervisionAction.ANSWER
        standing, version = known[id_]
        seen = version if random.random() < 0.8 else version + random.choice((-1, 1))
        grant = caller.granted(NEEDED[action])
        barred = bar_step(standing, action, Reach(grant.scope, grant.unit), caller.subject)
        body = (await centre.ask(caller, _text(action), id=id_, v=max(seen, 0))).body
        assert ("errors" not in body) == (barred is None and seen == version), (standing, action, caller, body)
        if "errors" in body:
            continue
        taken += 1
        by = caller.subject if action is SupervisionAction.ANSWER else ""
        by = standing.answered_by if action is SupervisionAction.WITHDRAW else by
        state = SUPERVISION.after(standing.state, action)
        known[id_] = (Standing(state, standing.area, standing.asked_area, standing.asked_unit, by), version + 1)
    rows = await centre.graph.read(Statement("MATCH (s:Supervision) RETURN s.id, s.state, s.version"))
    assert {id_: (state, version) for id_, state, version in rows} == {
        id_: (standing.state.value, version) for id_, (standing, version) in known.items()
    }
    assert taken > 3


@pytest.mark.parametrize("name", sorted(TEXTS))
async def test_no_statement_scans(centre: Centre, name: str) -> None:
    given: dict[str, Any] = {"about": "a", "to": "", "supervision": {}, "scope": [""], "unit": "", "id": "s", "by": "b"}
    given |= {"expected": 1, "action": "CLOSE", "over": True, "sources": [], "changes": {}, "first": 1, "after": ""}
    assert not await scans(centre.graph, Statement(TEXTS[name], given), products=True)
