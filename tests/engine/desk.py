"""Callers at their desks: they ask the service about cases and tasks, each at the next minute."""

from datetime import timedelta
from typing import Any

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.gql.execution.response import Answer
from tests.conftest import KEYS, RECORD
from tests.engine.cases_world import COMMUNITY_CODE, GRID_CODE, START, STREET
from tests.shared_graph import everything

GRID = Principal("grid-worker", Role.GRID_WORKER, (GRID_CODE,))
COMMUNITY = Principal("community", Role.COMMUNITY_OFFICIAL, (COMMUNITY_CODE,))
STREET_OFFICE = Principal("street", Role.SUBDISTRICT_OFFICIAL, (STREET,))
DISTRICT_OFFICE = Principal("district", Role.DISTRICT_ADMIN, ("500103000000",))
WATER = Principal("water", Role.DEPARTMENT, (), "unit-water")
POWER = Principal("power", Role.DEPARTMENT, (), "unit-power")
ELSEWHERE = Principal("elsewhere", Role.SUBDISTRICT_OFFICIAL, ("500103014000",))
VIEWER = Principal("viewer", Role.VIEWER)

SHOWN = "{ id state version calls { nodes { id state unit { name } } } }"
DISCOVER = f"mutation ($case: CaseInput!, $key: ID) {{ discoverCase(case: $case, key: $key) {SHOWN} }}"
FOUND = {"area": GRID_CODE, "category": "C02", "title": "三单元停水", "place": "3 栋"}

DISPATCH = """
mutation ($task: TaskInput!, $key: ID) { dispatchTask(task: $task, key: $key) {
  id title checklist { text required } receiverCount doneCount lateCount
  shares { nodes { id version state receiver { ...Receiver } } } } }
fragment Receiver on Node { ... on Area { code } ... on Unit { id } ... on Person { id } }"""
PATROL = {
    "area": STREET,
    "title": "夜间巡查",
    "checklist": "PATROL",
    "items": [{"text": "地下车库", "required": False}],
    "receivers": {"levels": [{"level": "GRID", "under": COMMUNITY_CODE}], "units": ["unit-water"]},
}

WRITTEN = ("Case", "Call", "Step", "LogEntry")
"""Labels of what a step of a case writes."""


class Desk:
    """Asks as somebody, at a moment."""

    def __init__(self, known: Documents, graph: Graph) -> None:
        self.known, self.graph, self.now = known, graph, START
        self.tools: dict[type, Any] = {}

    async def ask(self, caller: Principal, document: str, **variables: Any) -> Answer:
        self.now += timedelta(minutes=1)
        executor = Executor(self.known, self.graph, RECORD, KEYS, now=lambda: self.now, tools=self.tools)
        return await executor.answer(Request(document, caller, variables))

    async def data(self, caller: Principal, document: str, **variables: Any) -> Any:
        body = (await self.ask(caller, document, **variables)).body
        assert "errors" not in body, body
        return body["data"]

    async def step(self, caller: Principal, name: str, case: Any, more: str = "") -> Any:
        text = f'mutation {{ {name}(id: "{case["id"]}", expectedVersion: {case["version"]}{more}) {SHOWN} }}'
        return (await self.data(caller, text))[name]

    async def refused(self, caller: Principal, name: str, case: Any, more: str = "") -> Any:
        text = f'mutation {{ {name}(id: "{case["id"]}", expectedVersion: {case["version"]}{more}) {SHOWN} }}'
        before = await everything(self.graph, *WRITTEN)
        body = (await self.ask(caller, text)).body
        assert await everything(self.graph, *WRITTEN) == before
        return body["errors"][0]["extensions"]


async def whistled(desk: Desk) -> Any:
    """A case that was found, accepted and whistled."""
    case = (await desk.data(GRID, DISCOVER, case=FOUND))["discoverCase"]
    case = await desk.step(COMMUNITY, "acceptCase", case)
    return await desk.step(STREET_OFFICE, "whistleCase", case, ', departments: ["unit-water"], kind: HARD_PROBLEM')
