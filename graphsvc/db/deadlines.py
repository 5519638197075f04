"""How long a request may take: in all, and as a statement inside Neo4j."""

from dataclasses import dataclass, field

from graphsvc.db.breaker import Limits
from graphsvc.db.bulkhead import Lane
from graphsvc.settings import Settings

ASIDE_SECONDS = 2.0  # of the deadline, for the lane's queue and the way to Neo4j and back
SHORTEST = 0.5  # share of a deadline that the statement gets in any case


@dataclass(frozen=True, slots=True)
class Timing:
    """Deadlines in seconds; Neo4j ends a statement itself before the request's own deadline."""

    light: float = 5.0
    heavy: float = 30.0
    setup: float = 1800.0
    limits: Limits = field(default_factory=Limits)

    @classmethod
    def of(cls, settings: Settings) -> "Timing":
        """Read the deadlines of the settings."""
        return cls(light=settings.deadline_seconds, heavy=settings.heavy_deadline_seconds)

    def deadline(self, lane: Lane) -> float:
        """Limit how long a request of this lane may take, queue and connection included."""
        if lane is Lane.LIGHT:
            return self.light
        return self.heavy if lane is Lane.HEAVY else self.setup

    def statement(self, lane: Lane) -> float:
        """Limit how long its statement may run inside Neo4j."""
        whole = self.deadline(lane)
        return max(whole - ASIDE_SECONDS, whole * SHORTEST)
