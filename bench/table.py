"""The figures as a table."""

from collections.abc import Sequence

from rich.table import Table

from bench.figures import CPU_GOAL, GROWTH_GOAL, THROUGHPUT_GOAL, Result
from bench.scale import Growth

HEADS = (
    "CPU ms",
    "ratio",
    "ratio at 16",
    "no HTTP ms",
    "ratio to that",
    "Neo4j ms",
    "p50 ms",
    "p95 ms",
    "req/s at 16",
    "ratio",
    "db hits",
    "kB",
)


def results(found: Sequence[Result], graph: str) -> Table:
    """A row a query; service / hand-written behind HTTP."""
    goals = f"goals: CPU ratio ≤ {CPU_GOAL}, throughput ratio ≥ {THROUGHPUT_GOAL}; CPU a request, user and system"
    table = Table(title=f"{graph}: service / hand-written Cypher, both over HTTP", caption=goals)
    table.add_column("query")
    for head in HEADS:
        table.add_column(head, justify="right")
    for one in found:
        table.add_row(one.name, *_cells(one))
    return table


def _cells(one: Result) -> list[str]:
    service, limit = one.service, one.limit_http
    return [
        f"{service.cpu_ms:.2f} / {limit.cpu_ms:.2f}",
        _marked(one.ratio, one.ratio <= CPU_GOAL),
        f"{one.ratio_crowd:.2f}",
        f"{one.limit.cpu_ms:.2f}",
        f"{one.ratio_bare:.2f}",
        f"{service.neo4j_ms:.2f} / {limit.neo4j_ms:.2f}",
        f"{service.p50_ms:.1f} / {limit.p50_ms:.1f}",
        f"{service.p95_ms:.1f} / {limit.p95_ms:.1f}",
        f"{service.rps:,.0f} / {limit.rps:,.0f}",
        _marked(one.ratio_throughput, one.ratio_throughput >= THROUGHPUT_GOAL),
        f"{one.hits:,.0f} / {one.hits_written:,.0f}",
        f"{one.answer_bytes / 1000:.1f}",
    ]


def growth(found: Sequence[Growth], larger: str) -> Table:
    """A row a query: what the same answer costs in a larger graph."""
    table = Table(title=f"{larger} / district, same answers", caption=f"goal: ≤ {GROWTH_GOAL}")
    table.add_column("query")
    for head in ("db hits", "ratio", "service CPU ms", "ratio", "Neo4j CPU ms", "ratio", "p50 ms"):
        table.add_column(head, justify="right")
    for one in found:
        table.add_row(
            one.name,
            f"{one.hits_larger:,.0f} / {one.hits:,.0f}",
            _marked(one.ratio_hits, one.ratio_hits <= GROWTH_GOAL),
            f"{one.larger.cpu_ms:.2f} / {one.district.cpu_ms:.2f}",
            _marked(one.ratio_cpu, one.ratio_cpu <= GROWTH_GOAL),
            f"{one.larger.neo4j_ms:.2f} / {one.district.neo4j_ms:.2f}",
            _marked(one.ratio_neo4j, one.ratio_neo4j <= GROWTH_GOAL),
            f"{one.larger.p50_ms:.1f} / {one.district.p50_ms:.1f}",
        )
    return table


def _marked(value: float, good: bool) -> str:
    return f"[{'green' if good else 'red'}]{value:.2f}[/]"
