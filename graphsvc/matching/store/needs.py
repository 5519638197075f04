"""The question turned round: for a unit, the needs it could meet; for a problem, how ones like it were met."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from graphsvc.cobuilding.model.project import DONE
from graphsvc.cobuilding.model.window import opening
from graphsvc.cobuilding.store.projects import HELD_BY
from graphsvc.codes import prefix_of
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Reader
from graphsvc.errors import NotFound
from graphsvc.matching.model.candidates import Offer, offers
from graphsvc.matching.model.distance import Area, Committee, Surroundings
from graphsvc.matching.model.features import Problem, closeness, measured
from graphsvc.matching.model.need import Need, need
from graphsvc.matching.model.rank import WEAK_WORDS, Confidence, bar
from graphsvc.matching.model.score import Score, Weights, score
from graphsvc.matching.model.topics import Topic
from graphsvc.matching.store.embeddings import Readings
from graphsvc.matching.store.matcher import CYPHER, RECENT, around, chain_of
from graphsvc.matching.store.phrasebook import rarity
from graphsvc.matching.store.understanding import Understanding, problem_of
from graphsvc.text.terms import agreement, joined

MOST_NEEDS = 2_000
MOST_MET = 5_000
READ_CLOSELY = 200  # needs whose every clause is read
LIKE = 0.55  # likeness from which a need that was met is worth telling


@dataclass(frozen=True, slots=True)
class NeedMatch:
    """A need with the unit's resource that meets it best, their score, how sure that is, and what is taken of it."""

    need: Need
    offer: Offer
    score: Score
    confidence: Confidence
    quantity: int


@dataclass(frozen=True, slots=True)
class PastUse:
    """A resource that a past project used, and who offered it."""

    resource: str
    title: str
    provider: str
    provider_name: str


@dataclass(frozen=True, slots=True)
class PastProject:
    """A project that met a need; ratings 1..5."""

    id: str
    title: str
    state: str
    community_rating: int | None
    unit_rating: int | None
    uses: tuple[PastUse, ...]


@dataclass(frozen=True, slots=True)
class Precedent:
    """A need like the problem that was met, how near it is (0..1), and the projects that met it."""

    need: str
    text: str
    area: str
    likeness: float
    projects: tuple[PastProject, ...]


async def match_needs(
    graph: Reader,
    understanding: Understanding,
    unit: str,
    today: date,
    weights: Weights | None = None,
) -> list[NeedMatch]:
    """All open needs that a unit could meet with what it offers, best first; two statements.

    A pair scores as it does for the need (`Matcher.match_need`). Its own needs are left out, and so is what does not
    fit. Of very many needs those are read closely whose stored vectors are nearest.

    Raises:
        NotFound: no such unit.
    """
    params = {"unit": unit, "asOf": today, "recent": today - RECENT, "holding": HELD_BY}
    rows = await graph.read(Statement(CYPHER["unit_offers"], params), Lane.LIGHT)
    if not rows:
        raise NotFound("没有这个单位。", "There is no such unit.")
    by_provider, joined_, raw_topics = rows[0]
    offered = [one for one in offers(by_provider) if one.gate is None]
    asked = {"prefixes": sorted({prefix_of(one.service_area) for one in offered}), "most": MOST_NEEDS}
    needs = [need(row) for row in await graph.read(Statement(CYPHER["needs_under"], asked), Lane.HEAVY)]
    committees = [Committee(id_, name, big, area, frozenset(of)) for id_, name, big, area, of in joined_]
    topics = [Topic(code, name, tuple(synonyms or ())) for code, name, synonyms in raw_topics]
    near = await _nearest(understanding, offered, [each for each in needs if each.raiser != unit])
    found = await _paired(understanding, offered, near, committees, topics, today, weights or understanding.weights)
    by_model = understanding.readings is not None
    least = bar(max((each.score.fit for each in found), default=0.0), by_model=by_model)
    fitting = [each for each in found if each.score.fit >= least]
    return sorted(fitting, key=lambda each: (-round(each.score.total, 9), each.need.id))


async def _nearest(understanding: Understanding, offered: Sequence[Offer], needs: Sequence[Need]) -> Sequence[Need]:
    """Those whose texts are nearest to what is offered; all when they are few."""
    if understanding.readings is None or len(needs) <= READ_CLOSELY or not offered:
        return needs
    vectors, _ = await understanding.readings.stored(offered, len(offered))
    asked, _ = await understanding.readings.stored(needs)
    order = np.argsort(-(asked @ vectors.T).max(axis=1), kind="stable")[:READ_CLOSELY]
    return [needs[at] for at in sorted(order.tolist())]


async def _paired(
    understanding: Understanding,
    offered: Sequence[Offer],
    needs: Sequence[Need],
    committees: Sequence[Committee],
    topics: Sequence[Topic],
    today: date,
    weights: Weights,
) -> list[NeedMatch]:
    readings = understanding.readings
    vectors = (await readings.stored(offered, len(offered)))[0] if readings else None
    shares = weights.shares(with_text=vectors is not None)
    found = []
    for each in needs:
        understood = await understanding.read(each.text)
        likely = await understanding.topics(understood, topics, each.topics)
        problem = problem_of(understood, likely, each.days(today), each.amount)
        usable = [place for place, one in enumerate(offered) if _open(one, each, problem)]
        if not usable:
            continue
        chosen = [offered[place] for place in usable]
        rows = None if vectors is None else vectors[usable]
        values = measured(problem, chosen, [one.text for one in chosen], rows, _surroundings(each.area, committees))
        scores = [score({name: float(values[name][row]) for name in shares}, shares) for row in range(len(chosen))]
        best = min(range(len(chosen)), key=lambda row: (-round(scores[row].total, 9), chosen[row].id))
        confidence, one = Confidence.of(scores[best].fit, by_model=vectors is not None), chosen[best]
        found.append(NeedMatch(each, one, scores[best], confidence, problem.taken_of(one)))
    return found


def _open(one: Offer, need: Need, problem: Problem) -> bool:
    """Whether the offer reaches the need's place in its days, and is enough."""
    enough = one.free is None or one.free >= (problem.asked_of(one) or 1)
    here = need.area.startswith(prefix_of(one.service_area))
    return enough and here and opening(one.recurrence, one.window, problem.days).days > 0


def _surroundings(area: str, committees: Sequence[Committee]) -> Surroundings:
    codes = chain_of(area)
    chain = [Area(code, "", level) for level, code in enumerate(codes, start=1)]
    near = [each for each in committees if each.area.startswith(around(area))]
    return Surroundings(chain[-1], chain, near, {})


async def similar_needs(graph: Reader, readings: Readings | None, text: str, area: str) -> list[Precedent]:
    """All needs of the same district that were met and are like a problem, the likest first, with what met them."""
    params = {"prefix": prefix_of(area)[:6], "most": MOST_MET, "done": [state.value for state in DONE]}
    rows = await graph.read(Statement(CYPHER["met_needs"], params), Lane.HEAVY)
    needs = [Need(id_, title, description, place, None, None, None, (), key, vector)
             for id_, title, description, place, key, vector, _ in rows]  # fmt: skip
    likeness = await _likeness(readings, text, needs)
    order = sorted(range(len(needs)), key=lambda at: (-round(float(likeness[at]), 9), needs[at].id))
    return [
        Precedent(
            needs[at].id,
            joined(needs[at].title, needs[at].description),
            needs[at].area,
            float(likeness[at]),
            tuple(map(_project, rows[at][6])),
        )
        for at in order
        if likeness[at] >= (LIKE if readings else WEAK_WORDS)
    ]


async def _likeness(readings: Readings | None, text: str, needs: Sequence[Need]) -> np.ndarray[Any, Any]:
    if readings is None or not needs:
        return agreement(text, [each.text for each in needs], rarity())
    vectors, _ = await readings.stored(needs)
    return closeness(vectors, (await readings.model.embed([text]))[0])


def _project(row: Sequence[Any]) -> PastProject:
    id_, title, state, community, unit, uses = row
    return PastProject(id_, title, state, community, unit, tuple(PastUse(*use) for use in uses))
