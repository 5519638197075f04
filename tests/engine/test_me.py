"""`me` tells a caller what the permission table grants, and nothing that would not be granted."""

from datetime import UTC, datetime
from typing import Any

import pytest

from graphsvc.access.principal import NOWHERE, Principal
from graphsvc.access.role import Role
from graphsvc.access.scope import Operation
from graphsvc.app import documents
from graphsvc.clock import utc_now
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.executor import Executor, Request
from tests.conftest import KEYS, RECORD

ME = """{ me {
  subject role expiresAt areas { __typename code name } unit { id name } permissions { operation reach } } }"""


async def told(graph: Graph, caller: Principal) -> Any:
    body = (await Executor(documents(), graph, RECORD, KEYS, now=utc_now).answer(Request(ME, caller))).body
    assert "errors" not in body, body
    return body["data"]["me"]


async def test_an_official_is_told_areas_role_and_the_reach_of_every_operation(demo_graph: Graph) -> None:
    ends = datetime(2026, 12, 1, 4, tzinfo=UTC)
    areas = ("500103012011", "500103012011003", "500103999999")
    me = await told(demo_graph, Principal("wang", Role.COMMUNITY_OFFICIAL, areas, expires_at=ends))
    reach = {each["operation"]: each["reach"] for each in me.pop("permissions")}
    assert me == {
        "subject": "wang",
        "role": "COMMUNITY_OFFICIAL",
        "expiresAt": "2026-12-01T04:00:00+00:00",
        "areas": [
            {"__typename": "Community", "code": "500103012011", "name": "马家堡社区"},
            {"__typename": "Grid", "code": "500103012011003", "name": "马家堡社区第三网格"},
        ],
        "unit": None,
    }
    assert list(reach) == [operation.name for operation in Operation]
    assert (reach["READ_STRUCTURE"], reach["ACCEPT_CASE"], reach["WHISTLE_CASE"]) == ("ALL", "SCOPE", "NEVER")


async def test_a_department_is_told_its_unit(demo_graph: Graph) -> None:
    me = await told(demo_graph, Principal("water", Role.DEPARTMENT, (), "unit-01"))
    assert (me["areas"], me["unit"]["id"], me["expiresAt"]) == ([], "unit-01", None)
    assert {"operation": "ANSWER_CALL", "reach": "UNIT"} in me["permissions"]


@pytest.mark.parametrize("role", list(Role))
async def test_who_has_neither_areas_nor_unit_is_promised_nothing_that_is_refused(
    demo_graph: Graph, role: Role
) -> None:
    caller = Principal("someone", role)
    for each in (await told(demo_graph, caller))["permissions"]:
        assert (each["reach"] == "NEVER") == (caller.granted(Operation[each["operation"]]) == NOWHERE), each
