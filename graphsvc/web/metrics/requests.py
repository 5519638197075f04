"""Requests counted as they end: some microseconds each, and never a label that a caller can make up."""

from collections.abc import Collection

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.types import Scope

from graphsvc.web.request_context import Visit

OTHER = "other"
"""The operation of a request that names none of the known ones."""

SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)
PRICES = (100, 1_000, 5_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
UNCOUNTED = ("/health/", "/metrics")


class RequestMetrics:
    """Counts requests by operation and outcome."""

    def __init__(self, known: Collection[str], registry: CollectorRegistry) -> None:
        """Args: `known` are the operations of trusted documents; all others are counted together."""
        self._known = frozenset(known)
        self._requests = Counter(
            "graphsvc_requests", "Requests that are over.", ["operation", "code"], registry=registry
        )
        self._seconds = Histogram(
            "graphsvc_request_seconds", "How long they took.", ["operation"], buckets=SECONDS, registry=registry
        )
        self._prices = Histogram("graphsvc_request_price", "What they were worth.", buckets=PRICES, registry=registry)
        self._counters: dict[tuple[str, str], Counter] = {}
        self._times: dict[str, Histogram] = {}

    def __call__(self, visit: Visit, scope: Scope, status: int, seconds: float) -> None:
        """Count a request that is over."""
        if scope["path"].startswith(UNCOUNTED):
            return
        operation = visit.operation if visit.operation in self._known else OTHER
        code = visit.code or ("OK" if status < 400 else "HTTP")
        assert operation is not None, "the known ones are names"
        counter = self._counters.get((operation, code))
        if counter is None:
            counter = self._counters[operation, code] = self._requests.labels(operation, code)
        counter.inc()
        times = self._times.get(operation)
        if times is None:
            times = self._times[operation] = self._seconds.labels(operation)
        times.observe(seconds)
        if visit.price is not None:
            self._prices.observe(visit.price)
