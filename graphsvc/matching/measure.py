"""Measures every candidate against a problem: one column of values in 0..1 a reason, one row a candidate."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graphsvc.matching.distance import NEARNESS, Surroundings
from graphsvc.matching.found import Candidate
from graphsvc.matching.score import Reason
from graphsvc.matching.text import agreement
from graphsvc.matching.topics import TopicFit, best_of
from graphsvc.matching.window import Days, share

Column = NDArray[np.float64]

FAR, NEAR = 0.2, 0.8  # cosines of the model between which texts of this kind lie
PRIOR_MEAN = 4.0  # of 5 stars, while nothing has been rated
PRIOR_COUNT = 2.0  # ratings of the mean that every resource starts with
USUAL_QUANTITY = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """What is looked for: its text, when, how much.

    Attributes:
        vector: of the text (model.query); None without the model.
        topics: for every topic's code, how well a resource about it fits (topics.fits).
    """

    text: str
    days: Days
    topics: Mapping[str, TopicFit]
    vector: NDArray[np.float32] | None = None
    quantity: int | None = None


def measured(
    problem: Problem, candidates: Sequence[Candidate], vectors: NDArray[np.float32] | None, around: Surroundings
) -> dict[Reason, Column]:
    """Values of all candidates.

    Args:
        vectors: of the candidates, a row each; rows of zeros where one is missing. None without the model.
    """
    values = {
        Reason.TOPIC: _column(best_of(problem.topics, one.topics).value for one in candidates),
        Reason.TERMS: _column(agreement(problem.text, [one.text for one in candidates])),
        Reason.DISTANCE: _nearness(candidates, around),
        Reason.AVAILABILITY: _column(share(one.window, problem.days) for one in candidates),
        Reason.CAPACITY: _column(_free(one, problem.quantity or USUAL_QUANTITY) for one in candidates),
        Reason.RATING: _ratings(candidates),
        Reason.LOAD: _load(candidates),
    }
    if vectors is not None and problem.vector is not None:
        values[Reason.TEXT] = closeness(vectors, problem.vector)
    return values


def closeness(vectors: NDArray[np.float32], vector: NDArray[np.float32]) -> Column:
    """Exact cosines, stretched so that texts that have nothing in common are at 0 and near paraphrases at 1.

    Each row by itself in float64 (einsum keeps one order of addition), so that a candidate's value does not depend on
    which others there are.
    """
    cosines = np.einsum("ij,j->i", vectors, vector, dtype=np.float64)
    return np.clip((cosines - FAR) / (NEAR - FAR), 0.0, 1.0)


def _column(values: object) -> Column:
    return np.fromiter(values, np.float64)  # type: ignore[call-overload]


def _nearness(candidates: Sequence[Candidate], around: Surroundings) -> Column:
    known: dict[str, float] = {}
    for one in candidates:
        if one.provider.id not in known:
            known[one.provider.id] = NEARNESS[around.reach(one.provider)[0]]
    return _column(known[one.provider.id] for one in candidates)


def _free(one: Candidate, quantity: int) -> float:
    return 1.0 if one.free is None else min(one.free / quantity, 1.0)


def _ratings(candidates: Sequence[Candidate]) -> Column:
    """Mean stars, drawn to the mean of all while there are few, as a fraction between one star and five."""
    rated = sum(one.rated for one in candidates)
    mean = (sum(one.stars for one in candidates) + PRIOR_MEAN * PRIOR_COUNT) / (rated + PRIOR_COUNT)
    drawn = _column((one.stars + mean * PRIOR_COUNT) / (one.rated + PRIOR_COUNT) for one in candidates)
    return np.clip((drawn - 1) / 4, 0.0, 1.0)


def _load(candidates: Sequence[Candidate]) -> Column:
    """1 for a provider without recent projects, a half with one, a third with two."""
    lately: Counter[str] = Counter()
    for one in candidates:
        lately[one.provider.id] += one.lately
    return _column(1 / (1 + lately[one.provider.id]) for one in candidates)
