"""What the gathering statement finds for a place, read from its one row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from graphsvc.matching.distance import Area, Committee, Provider, Surroundings
from graphsvc.matching.gates import Gate
from graphsvc.matching.text import joined
from graphsvc.matching.topics import Topic
from graphsvc.matching.window import Window


@dataclass(frozen=True, slots=True)
class Candidate:
    """A resource on offer, with what its projects say of it.

    Attributes:
        held: capacity that projects in progress hold.
        stars: sum of the communities' ratings, of which there are `rated`.
        lately: projects proposed of late.
        key: of the text that `vector` belongs to (text.key); vector holds 512 float16.
    """

    id: str
    title: str
    description: str | None
    kind: str
    topics: tuple[str, ...]
    window: Window
    recurrence: str | None
    capacity: int | None
    capacity_unit: str | None
    held: int
    rated: int
    stars: int
    lately: int
    service_area: str
    key: int | None
    vector: bytes | None
    gate: Gate | None
    provider: Provider

    @property
    def text(self) -> str:
        """What it is known by."""
        return joined(self.title, self.description)

    @property
    def free(self) -> int | None:
        """Capacity that no project in progress holds; None when it has no limit."""
        return None if self.capacity is None else max(self.capacity - self.held, 0)


@dataclass(frozen=True, slots=True)
class Found:
    """A place with all that is offered there, gated or not, in the order of ids, and what serves only its neighbours."""

    surroundings: Surroundings
    topics: Sequence[Topic]
    offered: Sequence[Candidate]
    outside: Sequence[Candidate]


def read(row: Sequence[Any]) -> Found:
    """The row of `matching.cypher#candidates`."""
    code, name, level, chain, committees, topics, offered, outside = row
    surroundings = Surroundings(
        Area(code, name, level),
        tuple(Area(*area) for area in chain),
        tuple(Committee(*rest, frozenset(members)) for *rest, members in committees),
    )
    terms = tuple(Topic(code, name, tuple(synonyms or ())) for code, name, synonyms in topics)
    return Found(surroundings, terms, tuple(map(candidate, offered)), tuple(map(candidate, outside)))


def candidate(values: Sequence[Any]) -> Candidate:
    """One resource of the row."""
    id_, title, description, kind, topics, opens, closes, *plain, gate, provider, name, is_unit, area = values
    recurrence, capacity, unit, held, rated, stars, lately, service_area, key, vector = plain
    return Candidate(
        id_,
        title,
        description,
        kind,
        tuple(topics),
        _window(opens, closes),
        recurrence,
        capacity,
        unit,
        held,
        rated,
        stars,
        lately,
        service_area,
        key,
        vector,
        Gate(gate) if gate else None,
        Provider(provider, name, is_unit, area),
    )


@lru_cache(maxsize=20_000)
def _window(opens: str | None, closes: str | None) -> Window:
    return Window(date.fromisoformat(opens) if opens else None, date.fromisoformat(closes) if closes else None)
