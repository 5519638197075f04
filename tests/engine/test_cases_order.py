"""A case is read before its calls, so that a step between the two readings is noticed by the case's version."""

from datetime import UTC, datetime

import pytest

from graphsvc.cases.store import TEXTS
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.db.plan import Plan

GIVEN = {"id": "x", "scope": [""], "me": "", "units": [], "now": datetime(2026, 11, 24, tzinfo=UTC), "most": 5}


def whole(plan: Plan) -> list[Plan]:
    return [plan, *(each for child in plan.children for each in whole(child))]


@pytest.mark.parametrize("name", ["snapshot", "due"])
async def test_the_case_is_read_before_its_calls_are_collected(demo_graph: Graph, name: str) -> None:
    plan = await demo_graph.explain(Statement(TEXTS[name], GIVEN))
    (collecting,) = [each for each in whole(plan) if each.operator.startswith("RollUpApply")]
    reading = [each for each in whole(plan) if "AS case" in each.details and each.operator.startswith("Projection")]
    assert [each in whole(collecting.children[0]) for each in reading] == [True]
