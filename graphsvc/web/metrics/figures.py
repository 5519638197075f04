"""How the service stands, as gauges and counters read at the moment Prometheus asks."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector


@dataclass(frozen=True, slots=True)
class Figure:
    """One value under a name; labels are few and never a caller's text."""

    name: str
    help: str
    value: float
    labels: dict[str, str] = field(default_factory=dict)
    counts: bool = False  # only ever grows


class Figures(Collector):
    """Gives the figures that a function reads; those of one name together."""

    def __init__(self, read: Callable[[], Iterable[Figure]]) -> None:
        self._read = read

    def collect(self) -> Iterator[Metric]:
        """Read them now."""
        families: dict[str, Metric] = {}
        for figure in self._read():
            family = families.get(figure.name)
            if family is None:
                kind = CounterMetricFamily if figure.counts else GaugeMetricFamily
                family = families[figure.name] = kind(figure.name, figure.help, labels=list(figure.labels))
            family.add_metric(list(figure.labels.values()), figure.value)  # type: ignore[attr-defined]
        yield from families.values()
