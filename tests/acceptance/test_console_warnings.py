"""Warnings at the console: read with their evidence, decided on with a reason."""

from graphsvc.access.authenticator import SERVICE
from graphsvc.app import documents
from graphsvc.clock import utc_now
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.executor import Executor, Request
from tests.acceptance.visitor import GRID, enter
from tests.conftest import KEYS, RECORD

DISCOVER = "mutation ($case: CaseInput!) { discoverCase(case: $case) { id } }"


async def discover(graph: Graph) -> None:
    """Five cases at one address."""
    executor = Executor(documents(), graph, RECORD, KEYS, now=utc_now)
    for number in range(5):
        case = {"area": GRID, "category": "C02", "title": f"三单元停水 {number}", "place": "桐花苑 3 栋"}
        answer = await executor.answer(Request(DISCOVER, SERVICE, {"case": case}))
        assert "errors" not in answer.body


async def test_a_warning_is_read_with_its_evidence_and_dismissed_with_a_reason(console: str, demo_graph: Graph) -> None:
    await discover(demo_graph)
    street = await enter(console, "SUBDISTRICT_OFFICIAL")
    await street.open("/console/warnings?area=500103012000")
    assert "同一地址反复发生" in street.said, street.said[:800]
    assert "桐花苑3栋" in street.said
    assert "三单元停水 4" in street.said
    form = street.form("/console/do/judgeRiskWarning")
    await street.send(form, verdict="DISMISSED", reason="同一户水表重复报修")
    assert "不成立：同一户水表重复报修" in street.said, street.said[:800]
