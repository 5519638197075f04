"""`/metrics` of a running service: every figure the board draws is there, and tells what has happened."""

import json
import re
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

from graphsvc.db.driver import Graph
from graphsvc.db.embedded.process import Embedded
from graphsvc.db.embedded.state_file import free_port
from tests.acceptance.serving import answers, ask, served, until
from tests.conftest import patience

BOARD = Path(__file__).parents[2] / "docs" / "grafana" / "graphsvc.json"
ONLY_WHEN_FAILING = {"graphsvc_task_failing_seconds"}
ONLY_EMBEDDED = {"graphsvc_disk_free_bytes"}


def samples(text: str) -> dict[tuple[str, ...], float]:
    return {
        (sample.name, *(sample.labels[label] for label in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_every_figure_of_the_board_is_told_and_right(demo_graph: Graph, neo4j: Embedded, tmp_path: Path) -> None:
    reached = {"neo4j_uri": neo4j.address.uri, "neo4j_password": neo4j.address.password, "data_dir": tmp_path}
    async with served(free_port(), {**reached, "text_model": "off", "ladder_seconds": 0.2}) as client:
        await until(lambda: answers(client, "/health/ready"), patience(30))
        for query in ("{ areas(first: 1) { totalCount } }",) * 3 + ("{ nothing }",):
            await ask(client, query)
        await until(lambda: told(client, "graphsvc_task_idle_seconds"), patience(20))
        text = (await client.get("/metrics")).text
    found = samples(text)
    assert found["graphsvc_requests_total", "OK", "other"] == 3
    assert found["graphsvc_requests_total", "GRAPHQL_VALIDATION_FAILED", "other"] == 1
    assert found["graphsvc_request_price_count",] == 3
    assert found["graphsvc_attached",] == found["graphsvc_alive",] == 1
    assert found["graphsvc_breaker_open",] == found["graphsvc_writes_held",] == 0
    assert found["graphsvc_lane_places", "light"] == 24
    assert found["graphsvc_connections", "idle"] >= 1
    assert 50e6 < found["graphsvc_jvm_heap_used_bytes",] <= found["graphsvc_jvm_heap_max_bytes",]
    drawn = set(re.findall(r"\bgraphsvc_[a-z_]+", " ".join(_expressions())))
    assert drawn - {name for name, *_ in found} - ONLY_WHEN_FAILING - ONLY_EMBEDDED == set()


def _expressions() -> list[str]:
    board = json.loads(BOARD.read_text(encoding="utf-8"))
    return [target["expr"] for panel in board["panels"] for target in panel["targets"]]


async def told(client: httpx.AsyncClient, name: str) -> bool:
    return name in (await client.get("/metrics")).text
