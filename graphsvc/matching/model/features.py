"""Measures every offer against a problem: a column of values in 0..1 for each reason, a row for each offer."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graphsvc.matching.model.candidates import Offer, window
from graphsvc.matching.model.distance import NEARNESS, Surroundings
from graphsvc.matching.model.score import Reason
from graphsvc.matching.model.topics import TopicFit, best_of
from graphsvc.matching.model.window import Days, share
from graphsvc.text.terms import agreement

Column = NDArray[np.float64]
Vectors = NDArray[np.float32]

FAR, NEAR = 0.2, 0.8  # cosines of the model between which texts of this kind lie
PRIOR_MEAN = 4.0  # of 5 stars, while nothing has been rated
PRIOR_COUNT = 2  # ratings of the mean that every resource starts with
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
    vector: Vectors | None = None
    quantity: int | None = None


def measured(
    problem: Problem, offers: Sequence[Offer], texts: Sequence[str], vectors: Vectors | None, around: Surroundings
) -> dict[Reason, Column]:
    """Values of all offers.

    Args:
        texts: of the offers.
        vectors: of the texts, a row each; zeros where one is missing. None without the model.
    """
    return of_offers(offers, around) | of_problem(problem, offers, texts, vectors)


def of_offers(offers: Sequence[Offer], around: Surroundings) -> dict[Reason, Column]:
    """Values that are the same for all problems of a place."""
    return {
        Reason.DISTANCE: _nearness(offers, around),
        Reason.RATING: _ratings(offers),
        Reason.LOAD: _load(offers),
    }


def of_problem(
    problem: Problem, offers: Sequence[Offer], texts: Sequence[str], vectors: Vectors | None
) -> dict[Reason, Column]:
    """Values that each problem has of its own."""
    values = {
        Reason.TOPIC: _topics(problem, offers),
        Reason.TERMS: agreement(problem.text, texts),
        Reason.AVAILABILITY: _cover(problem.days, offers),
        Reason.CAPACITY: _column(_free(one, problem.quantity or USUAL_QUANTITY) for one in offers),
    }
    if vectors is not None and problem.vector is not None:
        values[Reason.TEXT] = closeness(vectors, problem.vector)
    return values


def closeness(vectors: Vectors, vector: Vectors) -> Column:
    """Exact cosines, stretched so that texts with nothing in common are at 0 and near paraphrases at 1.

    Each row is added up by itself and in one order, so that a value does not depend on which other rows there are.
    """
    cosines = np.einsum("ij,j->i", vectors, vector)
    return _clipped((cosines.astype(np.float64) - FAR) / (NEAR - FAR))


def _clipped(values: Column) -> Column:
    clipped: Column = np.clip(values, 0.0, 1.0)
    return clipped


def _column(values: Iterable[float]) -> Column:
    return np.fromiter(values, np.float64)


def _topics(problem: Problem, offers: Sequence[Offer]) -> Column:
    known: dict[tuple[str, ...], float] = {}
    keys = [tuple(one.topics) for one in offers]
    for key in set(keys):
        known[key] = best_of(problem.topics, key).value
    return _column(known[key] for key in keys)


def _nearness(offers: Sequence[Offer], around: Surroundings) -> Column:
    providers = {one.provider: one.offered_by for one in offers}
    known = {id_: NEARNESS[around.reach(provider)[0]] for id_, provider in providers.items()}
    return _column(known[one.provider] for one in offers)


def _cover(days: Days, offers: Sequence[Offer]) -> Column:
    known: dict[tuple[str | None, str | None], float] = {(None, None): 1.0}
    for one in offers:
        key = (one.opens, one.closes)
        if key not in known:
            known[key] = share(window(*key), days)
    return _column(known[one.opens, one.closes] for one in offers)


def _free(one: Offer, quantity: int) -> float:
    return 1.0 if one.capacity is None else min(max(one.capacity - one.held, 0) / quantity, 1.0)


def _ratings(offers: Sequence[Offer]) -> Column:
    """Mean stars, drawn to the mean of all while there are few, as a fraction between one star and five."""
    rated = np.array([one.rated for one in offers], np.float64)
    stars = np.array([one.stars for one in offers], np.float64)
    mean = (stars.sum() + PRIOR_MEAN * PRIOR_COUNT) / (rated.sum() + PRIOR_COUNT)
    return _clipped(((stars + mean * PRIOR_COUNT) / (rated + PRIOR_COUNT) - 1) / 4)


def _load(offers: Sequence[Offer]) -> Column:
    """1 for a provider without recent projects, a half with one, a third with two."""
    lately: defaultdict[str, int] = defaultdict(int)
    for one in offers:
        if one.lately:
            lately[one.provider] += one.lately
    return _column(1 / (1 + lately[one.provider]) if one.provider in lately else 1.0 for one in offers)
