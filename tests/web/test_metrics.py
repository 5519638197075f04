"""Metrics: bounded labels, the right counts, for the right callers, at the price of microseconds."""

import time
import uuid

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.testclient import TestClient

from graphsvc.web.metrics.endpoint import is_allowed, networks_of, route
from graphsvc.web.metrics.figures import Figure, Figures
from graphsvc.web.metrics.requests import RequestMetrics
from graphsvc.web.request_context import Visit
from tests.conftest import patience

MICROSECONDS = 25.0
"""A request may cost so much of counting; 3 to 6 are usual."""

GRAPHQL = {"path": "/graphql"}


def values(registry: CollectorRegistry) -> dict[tuple[str, ...], float]:
    """Every sample but those of buckets: name and label values → value."""
    families = text_string_to_metric_families(generate_latest(registry).decode())
    return {
        (sample.name, *(sample.labels[label] for label in sorted(sample.labels))): sample.value
        for family in families
        for sample in family.samples
        if not sample.name.endswith(("_bucket", "_created"))
    }


def test_requests_are_counted_by_known_operation_and_code() -> None:
    registry = CollectorRegistry()
    counted = RequestMetrics({"Units"}, registry)
    counted(Visit("1", operation="Units", price=20), GRAPHQL, 200, 0.01)
    counted(Visit("2", operation="Units", code="COST_EXCEEDED"), GRAPHQL, 400, 0.001)
    counted(Visit("3", operation="Mine", price=5), GRAPHQL, 200, 0.5)
    counted(Visit("4"), {"path": "/elsewhere"}, 404, 0.001)
    counted(Visit("5"), {"path": "/health/ready"}, 200, 0.001)
    counted(Visit("6"), {"path": "/metrics"}, 200, 0.001)
    found = values(registry)
    assert found["graphsvc_requests_total", "OK", "Units"] == 1
    assert found["graphsvc_requests_total", "COST_EXCEEDED", "Units"] == 1
    assert found["graphsvc_requests_total", "OK", "other"] == 1
    assert found["graphsvc_requests_total", "HTTP", "other"] == 1
    assert found["graphsvc_request_seconds_count", "Units"] == 2
    assert found["graphsvc_request_price_sum",] == 25
    assert sum(value for name, value in found.items() if name[0] == "graphsvc_requests_total") == 4


def test_no_name_of_a_caller_becomes_a_label() -> None:
    registry = CollectorRegistry()
    counted = RequestMetrics({"Units"}, registry)
    for _ in range(2_000):
        counted(Visit("1", operation=f"x{uuid.uuid4().hex}", code="OK"), GRAPHQL, 200, 0.01)
    assert len(generate_latest(registry)) < 5_000


def test_counting_a_request_costs_microseconds() -> None:
    counted, visit = RequestMetrics({"Units"}, CollectorRegistry()), Visit("1", operation="Units", price=200)
    begun = time.process_time()
    for _ in range(20_000):
        counted(visit, GRAPHQL, 200, 0.0123)
    spent = (time.process_time() - begun) / 20_000 * 1e6
    assert spent < patience(MICROSECONDS)


@pytest.mark.parametrize(
    ("address", "allowed"),
    [("127.0.0.1", True), ("::1", True), ("::ffff:127.0.0.1", True), ("10.1.2.3", False), ("", False), ("name", False)],
)
def test_only_this_machine_may_ask_unless_more_are_named(address: str, allowed: bool) -> None:
    assert is_allowed(address, networks_of("127.0.0.0/8, ::1/128")) is allowed
    assert is_allowed("10.1.2.3", networks_of("10.1.0.0/16")) is True


def test_for_others_there_is_no_such_page() -> None:
    async def nothing() -> None:
        return None

    registry = CollectorRegistry()
    registry.register(Figures(lambda: [Figure("a", "A.", 1, {"x": "1"}), Figure("a", "A.", 2, {"x": "2"})]))
    app = Starlette(routes=[route(registry, "127.0.0.0/8", nothing)])
    near, far = (TestClient(app, client=(host, 1)) for host in ("127.0.0.1", "203.0.113.7"))
    assert (near.get("/metrics").status_code, far.get("/metrics").status_code) == (200, 404)
    assert values(registry) == {("a", "1"): 1.0, ("a", "2"): 2.0}
