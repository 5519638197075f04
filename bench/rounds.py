"""Ways measured in turn: each round asks every query of every way, first in one order, then in the other.

The machine is shared and noisy; whatever disturbs it disturbs neighbouring samples alike, so ratios are taken inside a
round and the median of the rounds counts.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.clock import spent
from bench.served import Way

ALONE = 1
CROWD = 16


@dataclass(frozen=True, slots=True)
class Plan:
    """How long to measure: seconds a sample aims at, rounds, and requests before the first one, a way and query."""

    rounds: int = 7
    seconds: float = 0.5
    warm_up: int = 400
    fewest: int = 50


@dataclass(frozen=True, slots=True)
class Sample:
    """One way, one query, one round: seconds of processor time a request, in the way's process and in Neo4j's.

    `alone` is measured with one client, `crowd` with sixteen.
    """

    alone: float
    crowd: float
    jvm: float
    latencies: tuple[float, ...]
    requests_a_second: float


Samples = dict[tuple[str, str], list[Sample]]
Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Race:
    """Ways that are asked the same queries."""

    ways: Mapping[str, Way]
    names: Sequence[str]

    async def warm(self, plan: Plan) -> dict[str, int]:
        """Ask until plans and code are compiled; by query, how many requests make a sample."""
        counts = {}
        for name in self.names:
            for way in self.ways.values():
                await way.run(name, 0, plan.warm_up, CROWD)
            typical = sorted(await next(iter(self.ways.values())).run(name, 0, plan.fewest, ALONE))
            counts[name] = max(plan.fewest, round(plan.seconds / typical[len(typical) // 2]))
        return counts

    async def measure(self, plan: Plan, report: Report) -> Samples:
        """All samples, by way and query."""
        report("warming up")
        counts = await self.warm(plan)
        samples: Samples = {}
        for number in range(plan.rounds):
            report(f"round {number + 1} of {plan.rounds}")
            for name, label in self._turns(number):
                start = number * counts[name]
                sample = await self._sample(self.ways[label], name, start, counts[name])
                samples.setdefault((label, name), []).append(sample)
        return samples

    def _turns(self, number: int) -> Iterator[tuple[str, str]]:
        labels = list(self.ways)
        for name in self.names:
            for label in labels if number % 2 == 0 else reversed(labels):
                yield name, label

    async def _sample(self, way: Way, name: str, start: int, count: int) -> Sample:
        before, jvm = spent(way.pid), spent(way.jvm)
        latencies = await way.run(name, start, count, ALONE)
        between, began = spent(way.pid), time.perf_counter()
        jvm = spent(way.jvm) - jvm
        await way.run(name, start, count, CROWD)
        seconds = time.perf_counter() - began
        crowd = spent(way.pid) - between
        return Sample((between - before) / count, crowd / count, jvm / count, tuple(latencies), count / seconds)
