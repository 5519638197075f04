"""A desk that asks for figures of the screen and walks their lists, for callers of all levels."""

import json
from datetime import datetime
from typing import Any

from graphsvc.access.authenticator import SERVICE
from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.app import documents
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.executor import Executor, Request
from tests.conftest import KEYS, RECORD

BOARD = """query ($area: ID!) { board(area: $area) { at area { code } figures {
  kind board light count medianMinutes p90Minutes document variables } } }"""
STREET, COMMUNITY, GRID = "500103012000", "500103012011", "500103012011002"
AREAS = ("500000000000", "500103000000", STREET, "500103014000", COMMUNITY, GRID)
CALLERS = (
    SERVICE,
    Principal("district", Role.DISTRICT_ADMIN, ("500103000000",)),
    Principal("street", Role.SUBDISTRICT_OFFICIAL, (STREET,)),
    Principal("auditor", Role.AUDITOR, ("500103000000",)),
    Principal("community", Role.COMMUNITY_OFFICIAL, (COMMUNITY,)),
    Principal("grid", Role.GRID_WORKER, (GRID,)),
)
ONE_ASKED_TO_WAIT = """\
MATCH (c:Case) WHERE c.openIn IS NOT NULL
WITH c ORDER BY c.id LIMIT 1
SET c.reopened = 1, c.warnAt = datetime() - duration('PT1H'), c.dueAt = datetime() + duration('PT1H')"""


class Desk:
    """Asks at one moment."""

    def __init__(self, graph: Graph, now: datetime) -> None:
        self.executor = Executor(documents(), graph, RECORD, KEYS, now=lambda: now)

    async def ask(self, caller: Principal, text: str, variables: Any) -> Any:
        return (await self.executor.answer(Request(text, caller, variables))).body

    async def figures(self, caller: Principal, area: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.ask(caller, BOARD, {"area": area}))["data"]["board"]["figures"]
        return found

    async def listed(self, caller: Principal, figure: dict[str, Any], first: int) -> list[dict[str, Any]]:
        """The rows of a figure's list, walked in pages; what is said of their number holds for every page."""
        given, rows = {**json.loads(figure["variables"]), "first": first}, list[dict[str, Any]]()
        while True:
            page: Any = next(iter((await self.ask(caller, figure["document"], given))["data"].values()))
            assert page["totalCount"] == figure["count"], figure
            rows += page["nodes"]
            if not page["pageInfo"]["hasNextPage"]:
                return rows
            given["after"] = page["pageInfo"]["endCursor"]
