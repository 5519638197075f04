"""What a ranking is worth: NDCG@5 of units with a bootstrap interval, and of answers that show a resource first."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bench.labelled import ndcg

DEPTH = 5
DRAWS, SEED = 4_000, 20261128
EDGES = (2.5, 97.5)  # percentiles of a 95 % interval


@dataclass(frozen=True, slots=True)
class Worth:
    """A mean over problems and the ends of its 95 % interval."""

    mean: float
    low: float
    high: float
    problems: int

    def __str__(self) -> str:
        return f"{self.mean:.3f} [{self.low:.3f}, {self.high:.3f}] of {self.problems}"


def worth(gains: Sequence[float]) -> Worth:
    """Mean and interval by drawing problems with replacement; the same draws for the same number of problems."""
    values = np.array(gains)
    draws = np.random.default_rng(SEED).integers(0, len(values), (DRAWS, len(values)))
    low, high = np.percentile(values[draws].mean(axis=1), EDGES)
    return Worth(float(values.mean()), float(low), float(high), len(values))


def gain(ranked: Sequence[tuple[str, str]], grades: Mapping[str, float], by_resource: Mapping[str, float]) -> float:
    """NDCG@5 of units, each with the resource it is shown with; the resource counts where labels grade resources."""
    if not by_resource:
        return ndcg([unit for unit, _ in ranked], grades)
    shown = [by_resource.get(resource, 0.0) for _, resource in ranked[:DEPTH]]
    ideal = sorted(grades.values(), reverse=True)[:DEPTH]
    return _discounted(shown) / _discounted(ideal)


def unrelated(ranked: Sequence[tuple[str, str]], by_resource: Mapping[str, float]) -> float:
    """Which part of the first five shows a resource that does not even partly fit."""
    shown = ranked[:DEPTH]
    return sum(not by_resource.get(resource) for _, resource in shown) / len(shown) if shown else 0.0


def _discounted(grades: Sequence[float]) -> float:
    return sum((2**grade - 1) / math.log2(at + 2) for at, grade in enumerate(grades))
