"""Measures every offer against a problem: a column of values in 0..1 for each reason, a row for each offer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from graphsvc.cobuilding.model.measure import Amount
from graphsvc.cobuilding.model.window import Days, opening
from graphsvc.matching.model.candidates import Offer
from graphsvc.matching.model.distance import NEARNESS, Surroundings
from graphsvc.matching.model.score import Reason
from graphsvc.matching.model.topics import TopicFit, best_of
from graphsvc.matching.wording.forms import Wish, is_talk
from graphsvc.matching.wording.memory import Wording
from graphsvc.text.terms import Page, Rarity

Column = NDArray[np.float64]
Vectors = NDArray[np.float32]

FAR, NEAR = 0.2, 0.8  # cosines of the model between which texts of this kind lie
CENTRED = 0.3  # share of what all official wordings have in common that is taken from a question
FAR_CENTRED, NEAR_CENTRED = 0.11, 0.65  # the same two cosines when it is
OWN_SHARE = 0.5  # of a fit, for the text itself; the rest is for the official wordings it may stand for
VENUE = "VENUE"
PRIOR_MEAN = 4.0  # of 5 stars: what a resource is taken to be worth before anybody has rated it
PRIOR_COUNT = 2  # ratings of the mean that every resource starts with
USUAL_QUANTITY = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """What is looked for: its text, when, how much.

    Attributes:
        vector: of the text (model.query); None without the model.
        centre: mean of the vectors of all official wordings; None without the memory of phrases.
        topics: for every topic's code, how well a resource about it fits (topics.fits).
        wordings: official ones that the text may stand for; their likelihoods sum to 1, unless there are none.
        wish: the form of help that is asked for.
        rarity: of the terms of its text.
    """

    text: str
    days: Days
    topics: Mapping[str, TopicFit]
    vector: Vectors | None = None
    amount: Amount | None = None
    wordings: tuple[Wording, ...] = ()
    wish: Wish = Wish()  # noqa: RUF009 - frozen
    rarity: Rarity = Rarity()  # noqa: RUF009 - read only
    centre: Vectors | None = None

    def asked_of(self, offer: Offer) -> int | None:
        """How much of an offer is asked for; None where nothing is told, or it counts something else."""
        return self.amount and self.amount.measured_in(offer.capacity_unit)

    def is_short_of(self, offer: Offer) -> bool:
        """Whether less of an offer is free than is asked for."""
        return offer.free is not None and offer.free < (self.asked_of(offer) or 0)

    def taken_of(self, offer: Offer) -> int:
        """How much of an offer a project for it would take."""
        return 1 if offer.free is None else min(self.asked_of(offer) or 1, offer.free or 1)

    @property
    def readings(self) -> list[tuple[str, Vectors | None, float]]:
        """The text and the wordings it may stand for, each with its vector and its share of the fit."""
        own = OWN_SHARE if self.wordings else 1.0
        others = [(each.text, each.vector, (1 - own) * each.likelihood) for each in self.wordings]
        return [(self.text, self.vector, own), *others]


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
        Reason.TERMS: _terms(problem, texts),
        Reason.FORM: _forms(problem.wish, offers),
        Reason.AVAILABILITY: _cover(problem.days, offers),
        Reason.CAPACITY: _free(problem, offers),
    }
    if vectors is not None and problem.vector is not None:
        values[Reason.TEXT] = _closeness(problem, vectors)
    return values


def _forms(wish: Wish, offers: Sequence[Offer]) -> Column:
    known = {(venue, talk): wish.value(venue=venue, talk=talk) for venue in (False, True) for talk in (False, True)}
    return _column(known[one.kind == VENUE, is_talk(one.title)] for one in offers)


def _terms(problem: Problem, texts: Sequence[str]) -> Column:
    page, total = Page.of(texts), np.zeros(len(texts))
    for text, _, share_ in problem.readings:
        total = total + share_ * page.agreement(text, problem.rarity)
    return _clipped(total)


def _closeness(problem: Problem, vectors: Vectors) -> Column:
    total = np.zeros(len(vectors))
    for _, vector, share_ in problem.readings:
        if vector is not None:
            total = total + share_ * _closeness_to(problem.centre, vectors, vector)
    return _clipped(total)


def _closeness_to(centre: Vectors | None, vectors: Vectors, vector: Vectors) -> Column:
    """As `closeness`, less what speaks for a text that is a little like everything an office is ever asked."""
    if centre is None:
        return closeness(vectors, vector)
    return closeness(vectors, vector - np.float32(CENTRED) * centre, FAR_CENTRED, NEAR_CENTRED)


def closeness(vectors: Vectors, vector: Vectors, far: float = FAR, near: float = NEAR) -> Column:
    """Exact cosines, stretched so that texts with nothing in common are at 0 and near paraphrases at 1.

    Each row is added up by itself and in one order, so that a value does not depend on which other rows there are.
    """
    cosines = np.einsum("ij,j->i", vectors, vector)
    return _clipped((cosines.astype(np.float64) - far) / (near - far))


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
    known: dict[tuple[str | None, str | None, str | None], float] = {(None, None, None): 1.0}
    for one in offers:
        key = (one.opens, one.closes, one.recurrence)
        if key not in known:
            known[key] = opening(one.recurrence, one.window, days).share
    return _column(known[one.opens, one.closes, one.recurrence] for one in offers)


def _free(problem: Problem, offers: Sequence[Offer]) -> Column:
    free = _column(inf if one.capacity is None else one.capacity - one.held for one in offers)
    return _clipped(free / _column(problem.asked_of(one) or USUAL_QUANTITY for one in offers))


def _ratings(offers: Sequence[Offer]) -> Column:
    """Mean stars, drawn to the usual mean while there are few, as a fraction between one star and five.

    The usual mean is fixed, so that a pair scores alike whatever else is looked at.
    """
    rated = np.array([one.rated for one in offers], np.float64)
    stars = np.array([one.stars for one in offers], np.float64)
    return _clipped(((stars + PRIOR_MEAN * PRIOR_COUNT) / (rated + PRIOR_COUNT) - 1) / 4)


def _load(offers: Sequence[Offer]) -> Column:
    """1 for a provider without recent projects, a half with one, a third with two."""
    return _column(1 / (1 + one.offered_by.lately) for one in offers)
