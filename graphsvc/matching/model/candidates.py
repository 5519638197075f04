"""What the gathering statement finds for a place, read from its one row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from graphsvc.cobuilding.model.window import Window
from graphsvc.matching.model.distance import Area, Committee, Provider, Surroundings
from graphsvc.matching.model.topics import Topic
from graphsvc.text.terms import joined


class Offer(NamedTuple):
    """A resource as the statement gives it; thousands of them are read for an answer that shows ten.

    Attributes:
        opens: first day of its window, where that cuts into the days needed; closes: the last one alike.
        held: capacity that projects in progress hold.
        stars: sum of the communities' ratings, of which there are `rated`.
        key: of the text that `vector` belongs to (text.key); vector holds 512 float16.
    """

    id: str
    title: str
    description: str | None
    topics: Sequence[str]
    opens: str | None
    closes: str | None
    recurrence: str | None
    capacity: int | None
    capacity_unit: str | None
    held: int
    rated: int
    stars: int
    service_area: str
    key: int | None
    vector: bytes | None
    gate: str | None
    kind: str
    offered_by: Provider

    @property
    def provider(self) -> str:
        """Id of who offers it."""
        return self.offered_by.id

    @property
    def text(self) -> str:
        """What it is known by."""
        return joined(self.title, self.description)

    @property
    def window(self) -> Window:
        """The days on which it is open, as far as the days needed are concerned."""
        return window(self.opens, self.closes)

    @property
    def free(self) -> int | None:
        """Capacity that no project in progress holds; None when it has no limit."""
        return None if self.capacity is None else max(self.capacity - self.held, 0)


@dataclass(frozen=True, slots=True)
class Found:
    """A place with all that is offered there, gated or not, and what stands nearby but does not serve it."""

    surroundings: Surroundings
    topics: tuple[Topic, ...]
    offered: Sequence[Offer]
    outside: Sequence[Offer]


def read(row: Sequence[Any]) -> Found:
    """The row of `matching.cypher#candidates`."""
    code, name, level, chain, names, committees, topics, offered, outside = row
    surroundings = Surroundings(
        Area(code, name, level),
        tuple(Area(*area) for area in chain),
        tuple(Committee(id_, called, big, area, frozenset(units)) for id_, called, big, area, units in committees),
        dict(names) | {area[0]: area[1] for area in chain},
    )
    terms = tuple(Topic(code, name, tuple(synonyms or ())) for code, name, synonyms in topics)
    return Found(surroundings, terms, offers(offered), offers(outside))


def offers(by_provider: Sequence[Any]) -> list[Offer]:
    """Resources as the statements give them: each provider once, with the rows of what it offers."""
    known = ((Provider(*provider), rows) for provider, rows in by_provider)
    return [Offer._make([*row, provider]) for provider, rows in known for row in rows]


@lru_cache(maxsize=20_000)
def window(opens: str | None, closes: str | None) -> Window:
    """A window from the text of its days."""
    return Window(date.fromisoformat(opens) if opens else None, date.fromisoformat(closes) if closes else None)
