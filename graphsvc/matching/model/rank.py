"""Ranks providers for a problem: gates first, then the sum of the parts; says why, what nearly fits, and how sure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from graphsvc.cobuilding.model.window import Opening, opening
from graphsvc.matching.model import eligibility as gates
from graphsvc.matching.model.candidates import Found, Offer
from graphsvc.matching.model.distance import Committee, Distance, Provider
from graphsvc.matching.model.eligibility import Gate
from graphsvc.matching.model.features import Column, Problem, measured
from graphsvc.matching.model.path import Step, path
from graphsvc.matching.model.score import FIT, Reason, Score, Weights, score
from graphsvc.vocabulary.labelled import Labelled

RESOURCES_A_UNIT = 3
NEAR_MISSES = 5
TOGETHER_AT_MOST = 10
NEARLY = 0.85  # share of the best fit that a gated resource needs to be shown
FITTING = 0.75  # share of the best fit that a resource needs to be shown
PLAIN_FIT = 0.38  # fit from which it is shown however well another fits
WEAK_FIT = 0.345  # fit under which an answer is marked LOW; chosen with the weights
NO_FIT = 0.26  # fit under which nothing is shown
WEAK_WORDS, NO_WORDS = 0.2, 0.1  # the same two without the model
DIGITS = 9  # of a total that decide an order; the rest is noise of adding floats
LOW_ADVICE = "匹配度偏低，建议先与提供方核实，或由社区吹哨，报镇街协调。"


class Confidence(Labelled):
    """Whether the best fit is good enough to act on (把握程度)."""

    HIGH = "HIGH", "可采信", "It is"
    LOW = "LOW", "偏低，建议报镇街", "Ask first, or refer it to the subdistrict"

    @classmethod
    def of(cls, fit: float, *, by_model: bool) -> "Confidence":
        """Judge a fit, 0..1."""
        return cls.LOW if fit < (WEAK_FIT if by_model else WEAK_WORDS) else cls.HIGH


def bar(best: float, *, by_model: bool) -> float:
    """Tell the fit that a resource needs to be shown, where the best that is open fits so well."""
    return max(min(FITTING * best, PLAIN_FIT), NO_FIT if by_model else NO_WORDS)


@dataclass(frozen=True, slots=True)
class Match:
    """A resource that passes the gates, with its score, when it is open in the days needed, and what is taken of it."""

    offer: Offer
    score: Score
    opening: Opening
    quantity: int


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
class Contribution:
    """What one provider gives of a quantity that none has alone."""

    offer: Offer
    quantity: int
    score: Score


@dataclass(frozen=True, slots=True)
class Ranking:
    """The answer; `advice` is empty only when the confidence is HIGH and one provider is enough.

    Attributes:
        together: providers that meet the quantity together where none does alone; best first.
        lacking: what is lacking of it even so.
        count: says how many providers there are.
    """

    units: tuple[UnitMatch, ...]
    near_misses: tuple[NearMiss, ...]
    confidence: Confidence
    advice: str
    together: tuple[Contribution, ...] = ()
    lacking: int = 0
    count: Callable[[], int] = field(default=lambda: 0, compare=False)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """All offers with their values, totals and fits, and their order by total."""

    problem: Problem
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

    def opening(self, at: int) -> Opening:
        one = self.offers[at]
        return opening(one.recurrence, one.window, self.problem.days)

    def gate(self, at: int) -> Gate | None:
        """What stops an open offer after all."""
        if not self.opening(at).days:
            return Gate.NO_SESSION
        return Gate.SHORT if self.problem.is_short_of(self.offers[at]) else None


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
    sheet, by_model = _sheet(problem, found, vectors, weights), problem.vector is not None
    least = bar(_best_fit(sheet), by_model=by_model)
    ranked, closed = _by_unit(sheet, least, first)
    units = tuple(_unit_match(found, sheet, places) for places in ranked)
    together = () if units else _together(sheet, closed, least)
    lacking = _asked(problem) - sum(one.quantity for one in together) if together else 0
    fits = [unit.score.fit for unit in units] + [one.score.fit for one in together]
    confidence = Confidence.of(max(fits, default=0.0), by_model=by_model)
    advice = _advice(sheet, confidence, units, together, lacking)
    near_misses = _near_misses(sheet, closed)
    return Ranking(units, near_misses, confidence, advice, together, lacking, lambda: _count(sheet, least))


def _count(sheet: _Sheet, least: float) -> int:
    """How many providers have something that fits and that no gate stops."""
    passing: set[str] = set()
    for at in np.flatnonzero(_open(sheet) & (sheet.fits >= least)).tolist():
        provider = sheet.offers[at].provider
        if provider not in passing and sheet.gate(at) is None:
            passing.add(provider)
    return len(passing)


def _advice(
    sheet: _Sheet,
    confidence: Confidence,
    units: Sequence[UnitMatch],
    together: Sequence[Contribution],
    lacking: int,
) -> str:
    if lacking:
        return gates.in_part(lacking)
    if together:
        return gates.TOGETHER if len({one.offer.provider for one in together}) > 1 else gates.OF_ONE
    if units:
        return LOW_ADVICE if confidence is Confidence.LOW else ""
    is_open = any(one.gate is None and sheet.gate(at) is None for at, one in enumerate(sheet.offers))
    return gates.NO_FIT if is_open else gates.NEXT_STEP


def _sheet(problem: Problem, found: Found, vectors: NDArray[np.float32] | None, weights: Weights) -> _Sheet:
    offers = [*found.offered, *found.outside]
    values = measured(problem, offers, [one.text for one in offers], vectors, found.surroundings)
    shares = weights.shares(with_text=Reason.TEXT in values)
    by_id = np.array(sorted(range(len(offers)), key=lambda at: offers[at].id), np.int64)
    return _Sheet(problem, offers, shares, values, summed(values, shares), fits_of(values, shares), by_id)


def fits_of(values: Mapping[Reason, Column], shares: Mapping[Reason, float], by: Sequence[Reason] = FIT) -> Column:
    """How well each thing itself fits, 0..1, whoever offers it and when; as `Score.fit`, or `by` some reasons alone."""
    of_fit = {reason: shares[reason] for reason in by if reason in values}
    return summed(values, of_fit) / (sum(of_fit.values()) or 1)


def summed(values: Mapping[Reason, Column], shares: Mapping[Reason, float]) -> Column:
    """Add up some reasons by their shares, 0..1."""
    total = np.zeros(len(next(iter(values.values()))))
    for reason, weight in shares.items():
        total = total + weight * values[reason]
    return total


def _open(sheet: _Sheet) -> NDArray[np.bool_]:
    return np.array([one.gate is None for one in sheet.offers], np.bool_)


def _best_fit(sheet: _Sheet) -> float:
    """That of the best offer which is open and has a session, though it be too little of it."""
    best = next((at for at in sheet.order(sheet.fits, _open(sheet)) if sheet.opening(at).days), None)
    return 0.0 if best is None else float(sheet.fits[best])


def _by_unit(sheet: _Sheet, least: float, first: int) -> tuple[list[list[int]], dict[int, Gate]]:
    """Places of the open offers of the best providers, and the gates of all others that were looked at."""
    units: dict[str, list[int]] = {}
    closed = {at: Gate(one.gate) for at, one in enumerate(sheet.offers) if one.gate}
    for at in sheet.order(sheet.totals, _open(sheet) & (sheet.fits >= least)):
        one = sheet.offers[at]
        full = len(units) >= first and one.provider not in units
        if full or len(units.get(one.provider, ())) >= RESOURCES_A_UNIT:
            continue
        gate = sheet.gate(at)
        if gate is None:
            units.setdefault(one.provider, []).append(at)
        else:
            closed[at] = gate
    return list(units.values()), closed


def _together(sheet: _Sheet, closed: Mapping[int, Gate], least: float) -> tuple[Contribution, ...]:
    """Offers that are too small alone, the best first, until they make up the quantity; all count in one unit."""
    short = np.zeros(len(sheet.offers), np.bool_)
    short[[at for at, gate in closed.items() if gate is Gate.SHORT]] = True
    given: list[Contribution] = []
    left = _asked(sheet.problem)
    for at in sheet.order(sheet.totals, short & (sheet.fits >= least)):
        one = sheet.offers[at]
        if given and one.capacity_unit != given[0].offer.capacity_unit:
            continue
        taken = min(one.free or 0, left)
        if not taken or len(given) >= TOGETHER_AT_MOST:
            break
        given.append(Contribution(one, taken, sheet.score(at)))
        left -= taken
    return tuple(given)


def _asked(problem: Problem) -> int:
    return problem.amount.number if problem.amount else 0


def _unit_match(found: Found, sheet: _Sheet, places: Sequence[int]) -> UnitMatch:
    matches = tuple(
        Match(one := sheet.offers[at], sheet.score(at), sheet.opening(at), sheet.problem.taken_of(one)) for at in places
    )
    best = matches[0].offer
    provider = best.offered_by
    distance, committee = found.surroundings.reach(provider)
    way = path(found.surroundings, provider, Step(best.id, "Resource", best.title, "OFFERS"))
    return UnitMatch(provider, matches, distance, committee, way)


def _near_misses(sheet: _Sheet, closed: Mapping[int, Gate]) -> tuple[NearMiss, ...]:
    if not closed:
        return ()
    nearly = NEARLY * float(sheet.fits.max())
    fitting = np.zeros(len(sheet.offers), np.bool_)
    fitting[list(closed)] = True
    nearest = sheet.order(sheet.fits, fitting & (sheet.fits >= nearly))[:NEAR_MISSES]
    return tuple(_near_miss(sheet, at, closed[at]) for at in nearest)


def _near_miss(sheet: _Sheet, at: int, gate: Gate) -> NearMiss:
    one, problem = sheet.offers[at], sheet.problem
    return NearMiss(one, gate, gates.words(gate, one, problem.days, problem.amount), float(sheet.fits[at]))
