"""The score of one candidate: named reasons, each a weight times a value, that add up to the total."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields

from graphsvc.vocabulary.labelled import Labelled


class Reason(Labelled):
    """What speaks for a candidate (评分项)."""

    TOPIC = "TOPIC", "主题契合", "How near the topics are"
    TEXT = "TEXT", "语义相近", "How alike the texts are in meaning"
    TERMS = "TERMS", "用词相合", "How many words the texts share"
    FORM = "FORM", "形式相合", "Whether it is a place, a deed or a talk, as the problem asks for"
    DISTANCE = "DISTANCE", "组织距离", "How near the provider stands through the organization graph"
    AVAILABILITY = "AVAILABILITY", "时段覆盖", "How much of the needed days is on offer"
    CAPACITY = "CAPACITY", "剩余容量", "How much of what is needed is free"
    RATING = "RATING", "往期评分", "How the provider's past projects were rated"
    LOAD = "LOAD", "近期负担", "How little the provider has in hand"


FIT = (Reason.TOPIC, Reason.TEXT, Reason.TERMS, Reason.FORM)


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each reason counts; only their proportions matter, points add up to at most 100.

    Source: moved one by one on the fitted halves of all labelled sets, in both wordings (bench/evaluation), to the
    middle of what ranks alike; capacity and load are set by hand, the labels do not speak of them.
    """

    topic: float = 0.24
    text: float = 0.32
    terms: float = 0.12
    form: float = 0.12
    distance: float = 0.05
    availability: float = 0.04
    capacity: float = 0.02
    rating: float = 0.05
    load: float = 0.04

    def __post_init__(self) -> None:
        values = [getattr(self, each.name) for each in fields(self)]
        if not all(math.isfinite(value) and value >= 0 for value in values) or not sum(values):
            raise ValueError("weights are not negative, and not all zero")

    def shares(self, *, with_text: bool = True) -> Mapping[Reason, float]:
        """Weights that sum to 1; without the model its share goes to topics and terms."""
        given = {Reason(each.name.upper()): float(getattr(self, each.name)) for each in fields(self)}
        if not with_text:
            spare = given.pop(Reason.TEXT) / 2
            given |= {Reason.TOPIC: given[Reason.TOPIC] + spare, Reason.TERMS: given[Reason.TERMS] + spare}
        total = sum(given.values())
        return {reason: weight / total for reason, weight in given.items()}


@dataclass(frozen=True, slots=True)
class Part:
    """One reason of a score; `points` is weight × value × 100."""

    reason: Reason
    weight: float
    value: float

    @property
    def points(self) -> float:
        """What the reason adds to the total."""
        return self.weight * self.value * 100


@dataclass(frozen=True, slots=True)
class Score:
    """The parts and their sum, 0..100."""

    parts: tuple[Part, ...]

    @property
    def total(self) -> float:
        """Sum of the points, to the last digit the same whatever their order."""
        return math.fsum(part.points for part in self.parts)

    @property
    def fit(self) -> float:
        """How well the thing itself fits, 0..1, whoever offers it and when: by the reasons of `FIT`."""
        of_fit = [part for part in self.parts if part.reason in FIT]
        return math.fsum(part.points for part in of_fit) / (100 * math.fsum(part.weight for part in of_fit) or 1)


def score(values: Mapping[Reason, float], shares: Mapping[Reason, float]) -> Score:
    """Score one candidate and say what each reason added.

    Args:
        values: each reason's value, a fraction in 0..1.
        shares: weights that sum to 1; reasons without a share do not count.
    Raises:
        ValueError: a value outside 0..1, a bug in what measured it.
    """
    for reason, value in values.items():
        if not 0 <= value <= 1:
            raise ValueError(f"{reason} is {value}, outside 0..1")
    return Score(tuple(Part(reason, weight, values[reason]) for reason, weight in shares.items()))
