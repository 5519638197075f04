"""The guide for officials walks a case from its discovery to its end: every document in it runs, in its order."""

import re
import shlex
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from starlette.applications import Starlette

from graphsvc.access.authenticator import DEVELOPER
from graphsvc.access.principal import Principal
from graphsvc.app import documents
from graphsvc.cases.model.deadlines import BY_URGENCY
from graphsvc.clock import utc_now
from graphsvc.db.driver import Graph
from graphsvc.georeports import geo_report
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.org.model.work import Urgency
from graphsvc.paths import SCHEMA_DIR
from graphsvc.web import open311
from tests.conftest import KEYS, RECORD

GUIDE = (SCHEMA_DIR.parent / "docs" / "officials.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


class Open:
    """Lets everybody in as the developer."""

    async def caller(self, scope: Any, headers: Any) -> Principal:
        return DEVELOPER


async def test_every_document_of_the_guide_runs_in_its_order(demo_graph: Graph) -> None:
    executor = Executor(documents(), demo_graph, RECORD, KEYS, now=utc_now)
    known: dict[str, Any] = {}
    states = []
    for kind, text in BLOCKS:
        if kind != "graphql":
            continue
        given = {name: known[name] for name in ("id", "version", "call") if f"${name}" in text}
        body = (await executor.answer(Request(text, DEVELOPER, given))).body
        assert "errors" not in body, (text, body)
        (first, *_) = body["data"].values()
        if isinstance(first, dict) and "version" in first:
            states.append(first["state"])
            known |= {"id": first["id"], "version": first["version"]}
            if calls := first.get("calls"):
                known["call"] = calls["nodes"][0]["id"]
    assert states == [
        *("DISCOVERED", "ACCEPTED", "WHISTLED", "WHISTLED", "RESPONDED", "HANDLING", "HANDLING"),
        *("RESOLVED", "RESOLVED", "FED_BACK", "FED_BACK", "CLOSED"),
    ]
    assert known["version"] == 12


async def test_the_commands_of_the_guide_file_and_list_requests(demo_graph: Graph) -> None:
    executor = Executor(documents(), demo_graph, RECORD, KEYS, now=utc_now)
    app = Starlette(routes=open311.routes(geo_report(lambda: executor, Open())))  # type: ignore[arg-type]
    commands = [line for kind, text in BLOCKS if kind == "sh" for line in text.splitlines()]
    answers = []
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8000") as client:
        for command in commands:
            _, address, *options = shlex.split(command)
            form = dict(parse_qsl("&".join(each for each in options if each != "-d")))
            path = urlsplit(address)
            target = f"{path.path}?{path.query}"
            answer = await (client.post(target, data=form) if form else client.get(target))
            assert answer.status_code in (200, 201), answer.text
            answers.append(answer.json())
    assert answers[2][0]["service_request_id"] == answers[1][0]["service_request_id"]


@pytest.mark.parametrize(
    ("column", "urgency"), enumerate((Urgency.NORMAL, Urgency.HIGH, Urgency.URGENT)), ids=lambda each: str(each)
)
def test_the_times_of_the_guide_are_those_of_the_policy(column: int, urgency: Urgency) -> None:
    rows = [line.strip("| ").split(" | ") for line in GUIDE.splitlines() if line.startswith(("| 签收", "| 报到"))]
    policy = BY_URGENCY[urgency]
    shown = [row[column + 1] for row in rows]
    assert shown[0].startswith("30 分钟" if policy.sign.amount == 0.5 else f"{policy.sign.amount} 工作小时")
    unit = "小时" if urgency is Urgency.URGENT else "个工作日"
    assert shown[1] == f"{policy.respond.amount} {unit}"
