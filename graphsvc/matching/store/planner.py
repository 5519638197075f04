"""Gathers what can meet many needs of an area, and makes the best plan of it; can be watched and cancelled."""

import asyncio
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from operator import attrgetter
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from graphsvc.cobuilding.model.window import Days, opening
from graphsvc.codes import prefix_of
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Progress, Reader, say_nothing
from graphsvc.matching.model.assignment import Limits, Option, Plan, greedy, optimal
from graphsvc.matching.model.candidates import Found, Offer
from graphsvc.matching.model.distance import Provider
from graphsvc.matching.model.eligibility import NEXT_STEP, NO_FIT, Gate, words
from graphsvc.matching.model.features import Column, Problem, of_offers, of_problem
from graphsvc.matching.model.need import Need, need
from graphsvc.matching.model.rank import Confidence, fits_of, summed
from graphsvc.matching.model.score import Reason, Weights
from graphsvc.matching.model.topics import CLOSENESS, Relation
from graphsvc.matching.store.matcher import CYPHER, gathered
from graphsvc.matching.store.understanding import Understanding, problem_of
from graphsvc.matching.wording.forms import UNLIKE

MOST_NEEDS = 5_000
COMMUNITY = 12  # characters of a code; needs of one community are gathered for together
SAID_ALIKE = 0.44
"""Fit of the texts alone from which a pair may stand unasked: a topic that a person has named says much of a need, but
whatever else stands under it would do. Source: of pairs that the labels of bench/evaluation call at least a main part,
with the topics named, 95 % instead of 85 % of those paired on what may be fitted, 93 % instead of 84 % on the rest."""
CANDIDATES = 50  # options a need enters the plan with, best first
TAKEN = "合适的资源已分给其他需求"


@dataclass(frozen=True, slots=True)
class Asked:
    """A provider, how many pairings of a plan it has; with its recent projects that is the total."""

    provider: Provider
    pairings: int

    @property
    def total(self) -> int:
        """Pairings and recent projects."""
        return self.pairings + self.provider.lately


@dataclass(frozen=True, slots=True)
class Planned:
    """The best plan, what a greedy one would have brought, and all that it speaks of by id; `seconds` of solving.

    Attributes:
        unmet: why a need got nothing, by its id.
    """

    plan: Plan
    greedy: Plan
    needs: Mapping[str, Need]
    offers: Mapping[str, Offer]
    unmet: Mapping[str, str]
    seconds: float

    @property
    def asked(self) -> list[Asked]:
        """Providers of the plan, the most asked first: pairings, and projects that they were asked for of late."""
        counts = Counter(pairing.option.unit for pairing in self.plan.pairings)
        providers = {one.provider: one.offered_by for one in self.offers.values()}
        rows = [Asked(providers[id_], count) for id_, count in counts.items()]
        return sorted(rows, key=lambda row: (-row.total, row.provider.id))

    @property
    def fairness(self) -> float:
        """How evenly the work is shared among those who are asked, 0..1; 1 when all have as much.

        Source: Jain, Chiu and Hawe, A Quantitative Measure of Fairness (1984).
        """
        totals = np.array([row.total for row in self.asked], np.float64)
        return float(totals.sum() ** 2 / (len(totals) * (totals**2).sum())) if len(totals) else 1.0


async def planned(
    graph: Reader,
    understanding: Understanding,
    area: str,
    limits: Limits,
    today: date,
    needs: Sequence[str] | None = None,
    weights: Weights | None = None,
    progress: Progress = say_nothing,
) -> Planned:
    """The best assignment of what is on offer to the open needs under an area.

    One statement for the needs and one for each community they are in; the solving runs in a thread. Cancel the task to
    stop between two places.

    Args:
        needs: only these, of the open ones; all when None.
        limits: capacities are filled in from what the statements find free.
    Raises:
        MalformedCode. ValueError: the limits cannot be kept.
    """
    asked = {"prefix": prefix_of(area), "ids": None if needs is None else list(needs), "most": MOST_NEEDS}
    found = [need(row) for row in await graph.read(Statement(CYPHER["open_needs"], asked), Lane.HEAVY)]
    options: list[Option] = []
    offers: dict[str, Offer] = {}
    unmet: dict[str, str] = {}
    done = 0
    for place, group in groupby(found, key=lambda each: each.area[:COMMUNITY]):
        of_place = list(group)
        gathering = await _gathered(graph, place, of_place, today)
        offers |= {one.id: one for one in gathering.offered}
        own, why = await _options(understanding, gathering, of_place, limits, today, weights or understanding.weights)
        options += own
        unmet |= why
        done += len(of_place)
        progress(done, len(found))
    free = {id_: one.free for id_, one in offers.items() if one.free is not None}
    known = replace(limits, capacity={**free, **limits.capacity})
    began = perf_counter()
    best = await asyncio.to_thread(optimal, options, known)
    seconds = perf_counter() - began
    plain = await asyncio.to_thread(greedy, options, known)
    used = {pairing.option.resource for plan in (best, plain) for pairing in plan.pairings}
    unmet |= dict.fromkeys(best.unmet, TAKEN)
    needs_ = {each.id: each for each in found}
    return Planned(best, plain, needs_, {id_: offers[id_] for id_ in used}, unmet, seconds)


async def _gathered(graph: Reader, place: str, needs: Sequence[Need], today: date) -> Found:
    """Everything offered at a place in the days that any of its needs speaks of; each need looks at its own days."""
    days = [each.days(today) for each in needs]
    span = Days(min(each.first for each in days), max(each.last for each in days))
    return await gathered(graph, place, span, today, [], Lane.HEAVY, {each.area for each in needs})


async def _options(
    understanding: Understanding, found: Found, needs: Sequence[Need], limits: Limits, today: date, weights: Weights
) -> tuple[list[Option], dict[str, str]]:
    """The options of some needs of one place, and why a need has none."""
    offers = sorted((one for one in found.offered if one.gate is None), key=attrgetter("id"))
    if not offers:
        return [], {each.id: NEXT_STEP for each in needs}
    texts = [one.text for one in offers]
    readings = understanding.readings
    vectors = (await readings.stored(offers, len(offers)))[0] if readings else None
    shared = of_offers(offers, found.surroundings)
    shares = weights.shares(with_text=vectors is not None)
    options: list[Option] = []
    why: dict[str, str] = {}
    read = await asyncio.gather(*(understanding.read(each.text) for each in needs))
    for each, understood in zip(needs, read, strict=True):
        likely = await understanding.topics(understood, found.topics, each.topics)
        problem = problem_of(understood, likely, each.days(today), each.amount)
        values = shared | await asyncio.to_thread(of_problem, problem, offers, texts, vectors)
        alike = (values[Reason.TOPIC] > CLOSENESS[Relation.SIBLING]) & (values[Reason.FORM] > UNLIKE)
        if vectors is not None:
            alike &= fits_of(values, shares, (Reason.TEXT, Reason.TERMS)) >= SAID_ALIKE
        sheet = _Sheet(each, problem, offers, 100 * summed(values, shares), fits_of(values, shares), alike)
        own = list(sheet.options({resource for need, resource in limits.pinned if need == each.id}))
        options += own
        if not own:
            why[each.id] = sheet.why()
    return options, why


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A need with the offers of its place, by id, their points and fits, and which are alike otherwise."""

    need: Need
    problem: Problem
    offers: Sequence[Offer]
    totals: Column
    fits: Column
    alike: NDArray[np.bool_]

    def options(self, promised: Collection[str]) -> Iterator[Option]:
        """The best that fit and pass the need's own gates, and those that are promised."""
        left = CANDIDATES
        for at in np.argsort(np.round(-self.totals, 6), kind="stable").tolist():
            one = self.offers[at]
            helps = left > 0 and self.is_fitting(at) and self.gate(one) is None
            if helps or one.id in promised:
                left -= 1
                yield Option(self.need.id, one.id, one.provider, float(self.totals[at]), self.problem.taken_of(one))

    def is_fitting(self, at: int) -> bool:
        """Whether an offer fits well enough to be paired unasked: nobody has looked at it, as one does at a ranking."""
        return (
            bool(self.alike[at])
            and Confidence.of(float(self.fits[at]), by_model=self.problem.vector is not None) is Confidence.HIGH
        )

    def gate(self, one: Offer) -> str | None:
        """What keeps an offer from this need, in words."""
        if one.provider == self.need.raiser:
            return "由提出方自己提供"
        if not self.need.area.startswith(prefix_of(one.service_area)):
            return Gate.OUT_OF_AREA.zh
        if not opening(one.recurrence, one.window, self.problem.days).days:
            return Gate.NO_SESSION.zh
        if self.problem.is_short_of(one):
            return words(Gate.SHORT, one, self.problem.days, self.problem.amount)
        return None

    def why(self) -> str:
        """Why the need has no option: the gate of what would fit, or what is nearest and does not."""
        fitting = [at for at in range(len(self.offers)) if self.is_fitting(at)]
        others = [at for at, one in enumerate(self.offers) if one.provider != self.need.raiser]
        if not fitting and not others:
            return NO_FIT
        one = self.offers[max(fitting or others, key=lambda at: float(self.fits[at]))]
        if not fitting:
            return f"最接近的是“{one.title}”（{one.offered_by.name}），与需求不够契合。{NO_FIT}"
        return f"“{one.title}”（{one.offered_by.name}）{self.gate(one)}"
