"""Gathers what can meet many needs of an area, and makes the best plan of it; can be watched and cancelled."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from operator import attrgetter
from time import perf_counter

import numpy as np

from graphsvc.codes import prefix_of
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Progress, Reader, say_nothing
from graphsvc.matching.model.assignment import Limits, Option, Plan, greedy, optimal
from graphsvc.matching.model.candidates import Found, Offer
from graphsvc.matching.model.eligibility import Gate
from graphsvc.matching.model.features import Column, Problem, of_offers, of_problem
from graphsvc.matching.model.need import Need, need
from graphsvc.matching.model.score import Reason, Weights
from graphsvc.matching.model.window import Days, first_session, overlap
from graphsvc.matching.store.matcher import CYPHER, gathered
from graphsvc.matching.store.understanding import Understanding, problem_of

MOST_NEEDS = 5_000
COMMUNITY = 12  # characters of a code; needs of one community are gathered for together
CANDIDATES = 50  # options a need enters the plan with, best first
LEAST_POINTS = 30.0  # a pairing under this is no help; the need stays unmet and is told so


@dataclass(frozen=True, slots=True)
class Planned:
    """The best plan, what a greedy one would have brought, and all that it speaks of by id; `seconds` of solving."""

    plan: Plan
    greedy: Plan
    needs: Mapping[str, Need]
    offers: Mapping[str, Offer]
    seconds: float


async def planned(
    graph: Reader,
    understanding: Understanding,
    area: str,
    limits: Limits,
    today: date,
    needs: Sequence[str] | None = None,
    weights: Weights = Weights(),  # noqa: B008
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
    done = 0
    for place, group in groupby(found, key=lambda each: each.area[:COMMUNITY]):
        of_place = list(group)
        gathering = await _gathered(graph, place, of_place, today)
        offers |= {one.id: one for one in gathering.offered}
        options += await _options(understanding, gathering, of_place, limits, today, weights)
        done += len(of_place)
        progress(done, len(found))
    free = {id_: one.free for id_, one in offers.items() if one.free is not None}
    known = replace(limits, capacity={**free, **limits.capacity})
    began = perf_counter()
    best = await asyncio.to_thread(optimal, options, known)
    seconds = perf_counter() - began
    plain = await asyncio.to_thread(greedy, options, known)
    used = {pairing.option.resource for plan in (best, plain) for pairing in plan.pairings}
    return Planned(best, plain, {each.id: each for each in found}, {id_: offers[id_] for id_ in used}, seconds)


async def _gathered(graph: Reader, place: str, needs: Sequence[Need], today: date) -> Found:
    """Everything offered at a place in the days that any of its needs speaks of; each need looks at its own days."""
    days = [each.days(today) for each in needs]
    span = Days(min(each.first for each in days), max(each.last for each in days))
    return await gathered(graph, place, span, today, [], Lane.HEAVY, {each.area for each in needs})


async def _options(
    understanding: Understanding, found: Found, needs: Sequence[Need], limits: Limits, today: date, weights: Weights
) -> list[Option]:
    offers = sorted((one for one in found.offered if one.gate is None), key=attrgetter("id"))
    if not offers:
        return []
    texts = [one.text for one in offers]
    readings = understanding.readings
    vectors = (await readings.stored(offers, len(offers)))[0] if readings else None
    shared = of_offers(offers, found.surroundings)
    shares = weights.shares(with_text=vectors is not None)
    options: list[Option] = []
    for each in needs:
        understood = await understanding.read(each.text)
        likely = await understanding.topics(understood, found.topics, each.topics)
        problem = problem_of(understood, likely, each.days(today), each.quantity)
        own = await asyncio.to_thread(of_problem, problem, offers, texts, vectors)
        totals = _totals(shared | own, shares)
        options += _best(each, problem, offers, totals, limits)
    return options


def _totals(values: Mapping[Reason, Column], shares: Mapping[Reason, float]) -> Column:
    total = np.zeros(len(values[Reason.TOPIC]))
    for reason, weight in shares.items():
        total = total + 100 * weight * values[reason]
    return total


def _best(need: Need, problem: Problem, offers: Sequence[Offer], totals: Column, limits: Limits) -> Iterator[Option]:
    """The best options of a need that pass its own gates, and those that are promised; `offers` by id."""
    left = CANDIDATES
    promised = {resource for of, resource in limits.pinned if of == need.id}
    for at in np.argsort(np.round(-totals, 6), kind="stable").tolist():
        one = offers[at]
        helps = left > 0 and totals[at] >= LEAST_POINTS
        if one.id in promised or (helps and _gate(one, need, problem) is None):
            left -= 1
            yield Option(need.id, one.id, one.provider, float(totals[at]))
        elif not helps and not promised:
            return


def _gate(one: Offer, need: Need, problem: Problem) -> Gate | None:
    if not need.area.startswith(prefix_of(one.service_area)):
        return Gate.OUT_OF_AREA
    if overlap(one.window, problem.days) is None:
        return Gate.NOT_YET
    if one.recurrence and first_session(one.recurrence, one.window.first, one.window, problem.days) is None:
        return Gate.NO_SESSION
    return None
