"""What comes out: medians over the rounds, ratios taken inside each round."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median, quantiles
from typing import Any

from bench.rounds import Sample, Samples

CPU_GOAL = 1.5
THROUGHPUT_GOAL = 0.7
GROWTH_GOAL = 1.3


@dataclass(frozen=True, slots=True)
class Figures:
    """One way, one query. Processor time and latencies in ms; `cpu_crowd_ms` and `rps` with 16 clients, else one."""

    cpu_ms: float
    cpu_crowd_ms: float
    neo4j_ms: float
    p50_ms: float
    p95_ms: float
    rps: float


@dataclass(frozen=True, slots=True)
class Result:
    """One query: the service against the hand-written statement over HTTP (`limit_http`) and without (`limit`)."""

    name: str
    ratio: float
    ratio_crowd: float
    ratio_bare: float
    ratio_neo4j: float
    ratio_throughput: float
    ratio_hits: float
    hits: float
    hits_written: float
    answer_bytes: float
    keys: int
    requests: int
    service: Figures
    limit_http: Figures
    limit: Figures

    @property
    def meets_goals(self) -> bool:
        """Whether it costs little more than the limit."""
        return self.ratio <= CPU_GOAL and self.ratio_throughput >= THROUGHPUT_GOAL

    def line(self) -> dict[str, Any]:
        """As JSON, rounded to three digits after the point."""
        return as_line(asdict(self), self.meets_goals)


@dataclass(frozen=True, slots=True)
class Facts:
    """What does not depend on the clock: database hits of both statements, mean over the keys, and the answer."""

    hits: float
    hits_written: float
    answer_bytes: float
    keys: int


def result(name: str, samples: Samples, facts: Facts) -> Result:
    """Put the figures of a query together."""
    service, written, bare = (samples[way, name] for way in ("service", "limit_http", "limit"))
    return Result(
        name=name,
        ratio=ratio(service, written, lambda sample: sample.alone),
        ratio_crowd=ratio(service, written, lambda sample: sample.crowd),
        ratio_bare=ratio(service, bare, lambda sample: sample.alone),
        ratio_neo4j=ratio(service, written, lambda sample: sample.jvm),
        ratio_throughput=ratio(service, written, lambda sample: sample.requests_a_second),
        ratio_hits=facts.hits / facts.hits_written,
        hits=facts.hits,
        hits_written=facts.hits_written,
        answer_bytes=facts.answer_bytes,
        keys=facts.keys,
        requests=sum(len(sample.latencies) for sample in service),
        service=figures(service),
        limit_http=figures(written),
        limit=figures(bare),
    )


def figures(samples: Sequence[Sample]) -> Figures:
    """Medians over the rounds; percentiles of all requests of one client."""
    latencies = [latency for sample in samples for latency in sample.latencies]
    return Figures(
        cpu_ms=1000 * median(sample.alone for sample in samples),
        cpu_crowd_ms=1000 * median(sample.crowd for sample in samples),
        neo4j_ms=1000 * median(sample.jvm for sample in samples),
        p50_ms=1000 * median(latencies),
        p95_ms=1000 * quantiles(latencies, n=20)[-1],
        rps=median(sample.requests_a_second for sample in samples),
    )


def ratio(one: Sequence[Sample], other: Sequence[Sample], of: Callable[[Sample], float]) -> float:
    """One against the other, round by round; the median of the rounds."""
    return median(of(a) / of(b) for a, b in zip(one, other, strict=True))


def as_line(values: Mapping[str, Any], meets_goals: bool) -> dict[str, Any]:
    """The values and the verdict, with three digits after the point."""
    return {key: _rounded(value) for key, value in values.items()} | {"meets_goals": meets_goals}


def _rounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _rounded(inner) for key, inner in value.items()}
    return round(value, 3) if isinstance(value, float) else value
