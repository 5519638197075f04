"""Whether cost grows with the answer or with the graph: the same queries, in a district and in more than it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bench.cases import Case
from bench.equal import compiled_statements, hits
from bench.figures import GROWTH_GOAL, Figures, as_line, figures, ratio
from bench.ground import Ground
from bench.rounds import Plan, Race, Report, Samples
from bench.served import service
from graphsvc.app import documents


@dataclass(frozen=True, slots=True)
class Growth:
    """One query: what the same answers cost in the district and in the larger graph."""

    name: str
    ratio_hits: float
    ratio_cpu: float
    ratio_neo4j: float
    hits: float
    hits_larger: float
    district: Figures
    larger: Figures

    @property
    def meets_goals(self) -> bool:
        """Whether the cost stays with the answer; processor time is judged as a whole, service and database."""
        before, after = (one.cpu_ms + one.neo4j_ms for one in (self.district, self.larger))
        return self.ratio_hits <= GROWTH_GOAL and after / before <= GROWTH_GOAL

    def line(self) -> dict[str, Any]:
        """As JSON, rounded to three digits after the point."""
        return as_line(asdict(self), self.meets_goals)


async def growth(cases: Sequence[Case], district: Ground, larger: Ground, plan: Plan, report: Report) -> list[Growth]:
    """Ask the same of two services, one a graph, in turn."""
    report("counting database hits")
    before, after = await _hits(cases, district), await _hits(cases, larger)
    async with service(district, cases) as one, service(larger, cases) as other:
        samples = await Race({"district": one, "larger": other}, [case.name for case in cases]).measure(plan, report)
    return [_growth(case.name, before[case.name], after[case.name], samples) for case in cases]


async def _hits(cases: Sequence[Case], ground: Ground) -> Mapping[str, float]:
    prepared = documents()
    return {case.name: await hits(ground.graph, compiled_statements(prepared, case)) for case in cases}


def _growth(name: str, before: float, after: float, samples: Samples) -> Growth:
    district, larger = samples["district", name], samples["larger", name]
    return Growth(
        name=name,
        ratio_hits=after / before,
        ratio_cpu=ratio(larger, district, lambda sample: sample.alone),
        ratio_neo4j=ratio(larger, district, lambda sample: sample.jvm),
        hits=before,
        hits_larger=after,
        district=figures(district),
        larger=figures(larger),
    )
