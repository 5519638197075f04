"""Two services in one process, on one graph: each goes by the settings it was given."""

from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.app import Service
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.process import Embedded
from graphsvc.gql.execution.executor import Request
from graphsvc.settings import Settings
from tests.engine.cases_world import GRID_CODE, place

WORKER = Principal("grid-worker", Role.GRID_WORKER, (GRID_CODE,))
RAISE = """mutation ($case: CaseInput!) { discoverCase(case: $case) { dueAt } }"""
BOUNDS = "{ auditRules { code thresholds { name value } } }"
DAYS: dict[str, dict[str, Any]] = {
    "ten minutes a day": {"working_hours": "09:00-09:10"},
    "round the clock": {"working_hours": "00:00-23:59:59", "audit_bounds": "most_members=40"},
}


@pytest.fixture
async def services(clean_graph: Graph, neo4j: Embedded, tmp_path: Path) -> Any:
    """Both, attached to the run's graph."""
    await place(clean_graph)
    reached: dict[str, Any] = {
        "neo4j_uri": neo4j.address.uri,
        "neo4j_user": neo4j.address.user,
        "neo4j_password": neo4j.address.password,
        "record_key": "the key of the record in these tests",
        "text_model": "off",
        "deadline_seconds": 60,
        "data_dir": tmp_path,
    }
    async with AsyncExitStack() as stack:
        made = {name: Service(Settings(**reached, **own)) for name, own in DAYS.items()}
        for service in made.values():
            stack.push_async_callback(service.close)
            await service.attach()
        yield made


async def answered(service: Service, text: str, **variables: Any) -> Any:
    body = (await service.executor().answer(Request(text, WORKER, variables))).body
    assert "errors" not in body, body
    return body["data"]


async def test_each_counts_deadlines_by_its_own_working_hours(services: dict[str, Service]) -> None:
    case = {"area": GRID_CODE, "category": "C02", "title": "三单元停水", "urgency": "LOW"}
    due = {
        name: (await answered(service, RAISE, case=case))["discoverCase"]["dueAt"] for name, service in services.items()
    }
    assert due["round the clock"] < due["ten minutes a day"]


async def test_each_audits_by_its_own_bounds(services: dict[str, Service]) -> None:
    most = {}
    for name, service in services.items():
        rules = (await answered(service, BOUNDS))["auditRules"]
        bounds = {each["name"]: each["value"] for rule in rules for each in rule["thresholds"]}
        most[name] = bounds["most_members"]
    assert most == {"ten minutes a day": "50", "round the clock": "40"}
