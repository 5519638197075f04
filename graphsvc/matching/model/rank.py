"""Ranks providers for a problem: gates first, then the sum of the parts; says why, what nearly fits, and how sure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graphsvc.matching.model import eligibility as gates
from graphsvc.matching.model.candidates import Found, Offer
from graphsvc.matching.model.distance import Committee, Distance, Provider
from graphsvc.matching.model.eligibility import Gate
from graphsvc.matching.model.features import Column, Problem, measured
from graphsvc.matching.model.path import Step, path
from graphsvc.matching.model.score import FIT, Reason, Score, Weights, score
from graphsvc.matching.model.window import first_session
from graphsvc.vocabulary.labelled import Labelled

RESOURCES_A_UNIT = 3
NEAR_MISSES = 5
NEARLY = 0.85  # share of the best fit that a gated resource needs to be shown
FITTING = 0.75  # share of the best fit that a resource needs to be shown
PLAIN_FIT = 0.36  # fit from which it is shown however well another fits
WEAK_FIT = 0.34  # fit under which an answer is marked LOW; chosen with the weights
WEAK_WORDS = 0.2  # the same without the model
DIGITS = 9  # of a total that decide an order; the rest is noise of adding floats
LOW_ADVICE = "匹配度偏低，建议先与提供方核实，或由社区吹哨，报镇街协调。"


class Confidence(Labelled):
    """Whether the best fit is good enough to act on (把握程度)."""

    HIGH = "HIGH", "可采信", "It is"
    LOW = "LOW", "偏低，建议报镇街", "Ask first, or refer it to the subdistrict"


@dataclass(frozen=True, slots=True)
class Match:
    """A resource that passes the gates, with its score."""

    offer: Offer
    score: Score


@dataclass(frozen=True, slots=True)
class UnitMatch:
    """A provider with its fitting resources, best first, and how it hangs together with the place."""

    provider: Provider
    matches: tuple[Match, ...]
    distance: Distance
    committee: Committee | None
    path: tuple[Step, ...]

    @property
    def score(self) -> Score:
        """That of its best resource."""
        return self.matches[0].score


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A resource that fits but for one gate; fit 0..1."""

    offer: Offer
    gate: Gate
    words: str
    fit: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """The answer; `advice` is empty only when the confidence is HIGH."""

    units: tuple[UnitMatch, ...]
    near_misses: tuple[NearMiss, ...]
    confidence: Confidence
    advice: str


@dataclass(frozen=True, slots=True)
class _Sheet:
    """All offers with their values, totals and fits, and their order by total."""

    offers: Sequence[Offer]
    shares: Mapping[Reason, float]
    values: Mapping[Reason, Column]
    totals: Column
    fits: Column
    by_id: NDArray[np.int64]

    def score(self, at: int) -> Score:
        return score({reason: float(self.values[reason][at]) for reason in self.shares}, self.shares)

    def order(self, by: Column, among: NDArray[np.bool_]) -> list[int]:
        """Places of the offers `among` them, best first; of equals the smaller id."""
        places = self.by_id[among[self.by_id]]
        ranked: list[int] = places[np.argsort(np.round(-by[places], DIGITS), kind="stable")].tolist()
        return ranked


def rank(
    problem: Problem,
    found: Found,
    vectors: NDArray[np.float32] | None,
    weights: Weights = Weights(),  # noqa: B008
    first: int = 10,
) -> Ranking:
    """The best `first` providers, each by its best resource.

    Args:
        vectors: a row for each of `found.offered`, then of `found.outside`; None without the model.
    """
    sheet = _sheet(problem, found, vectors, weights)
    ranked, closed = _by_unit(sheet, problem, first)
    units = tuple(_unit_match(found, sheet, places) for places in ranked)
    best = max((float(sheet.fits[places[0]]) for places in ranked), default=0.0)
    weak = best < (WEAK_WORDS if problem.vector is None else WEAK_FIT)
    advice = (LOW_ADVICE if weak else "") if units else gates.NEXT_STEP
    return Ranking(units, _near_misses(sheet, closed), Confidence.LOW if weak else Confidence.HIGH, advice)


def _sheet(problem: Problem, found: Found, vectors: NDArray[np.float32] | None, weights: Weights) -> _Sheet:
    offers = [*found.offered, *found.outside]
    values = measured(problem, offers, [one.text for one in offers], vectors, found.surroundings)
    shares = weights.shares(with_text=Reason.TEXT in values)
    of_fit = {reason: shares[reason] for reason in FIT if reason in values}
    by_id = np.array(sorted(range(len(offers)), key=lambda at: offers[at].id), np.int64)
    fits = _summed(values, of_fit) / (sum(of_fit.values()) or 1)
    return _Sheet(offers, shares, values, _summed(values, shares), fits, by_id)


def _summed(values: Mapping[Reason, Column], shares: Mapping[Reason, float]) -> Column:
    total = np.zeros(len(next(iter(values.values()))))
    for reason, weight in shares.items():
        total = total + weight * values[reason]
    return total


def _by_unit(sheet: _Sheet, problem: Problem, first: int) -> tuple[list[list[int]], dict[int, Gate]]:
    """Places of the open offers of the best providers, and the gates of all others that were looked at."""
    units: dict[str, list[int]] = {}
    closed = {at: Gate(one.gate) for at, one in enumerate(sheet.offers) if one.gate}
    open_ = np.array([one.gate is None for one in sheet.offers], np.bool_)
    fitting = open_ & (sheet.fits >= _bar(sheet, problem, open_))
    for at in sheet.order(sheet.totals, fitting):
        one = sheet.offers[at]
        full = len(units) >= first and one.provider not in units
        if full or len(units.get(one.provider, ())) >= RESOURCES_A_UNIT:
            continue
        if _meets(one, problem):
            units.setdefault(one.provider, []).append(at)
        else:
            closed[at] = Gate.NO_SESSION
    return list(units.values()), closed


def _bar(sheet: _Sheet, problem: Problem, open_: NDArray[np.bool_]) -> float:
    """The fit that a resource needs to be shown, by the best of those that are open and have a session."""
    best = next((at for at in sheet.order(sheet.fits, open_) if _meets(sheet.offers[at], problem)), None)
    return 0.0 if best is None else min(FITTING * float(sheet.fits[best]), PLAIN_FIT)


def _meets(one: Offer, problem: Problem) -> bool:
    """Whether its recurrence falls on one of the needed days."""
    if one.recurrence is None:
        return True
    return first_session(one.recurrence, one.window.first, one.window, problem.days) is not None


def _unit_match(found: Found, sheet: _Sheet, places: Sequence[int]) -> UnitMatch:
    matches = tuple(Match(sheet.offers[at], sheet.score(at)) for at in places)
    best = matches[0].offer
    provider = best.offered_by
    distance, committee = found.surroundings.reach(provider)
    way = path(found.surroundings, provider, Step(best.id, "Resource", best.title, "OFFERS"))
    return UnitMatch(provider, matches, distance, committee, way)


def _near_misses(sheet: _Sheet, closed: Mapping[int, Gate]) -> tuple[NearMiss, ...]:
    if not closed:
        return ()
    bar = NEARLY * float(sheet.fits.max())
    fitting = np.zeros(len(sheet.offers), np.bool_)
    fitting[list(closed)] = True
    nearest = sheet.order(sheet.fits, fitting & (sheet.fits >= bar))[:NEAR_MISSES]
    return tuple(_near_miss(sheet, at, closed[at]) for at in nearest)


def _near_miss(sheet: _Sheet, at: int, gate: Gate) -> NearMiss:
    one = sheet.offers[at]
    return NearMiss(one, gate, gates.words(gate, one.window.first, one.window.last), float(sheet.fits[at]))
