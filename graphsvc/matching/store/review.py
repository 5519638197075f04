"""Where rankings and choices part: what officials proposed, how it was taken and rated, and where it was ranked.

Projects are never deleted and each of their steps is in the record, so they are the memory of what was chosen. A choice
is ranked by fit alone, among all that serves the place: days and capacity were others on the day it was made.
"""

import asyncio
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from statistics import fmean

import numpy as np

from graphsvc.cobuilding.model.project import ProjectState
from graphsvc.cobuilding.model.window import Days
from graphsvc.codes import prefix_of
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Reader
from graphsvc.matching.model.candidates import Found, Offer
from graphsvc.matching.model.features import of_problem
from graphsvc.matching.model.need import Need, need
from graphsvc.matching.model.rank import fits_of
from graphsvc.matching.model.score import Weights
from graphsvc.matching.store.matcher import CYPHER, gathered
from graphsvc.matching.store.understanding import Understanding, problem_of
from graphsvc.matching.wording.memory import Phrase, Wording

MOST_CHOICES = 5_000
COMMUNITY = 12  # characters of a code; needs of one community are gathered for together
NEAR_THE_TOP = 5
Z = 1.96  # of a 95 % interval


@dataclass(frozen=True, slots=True)
class Choice:
    """A resource that was proposed for a need, and where the ranking has it.

    Attributes:
        place: from 1; before it stand the other providers that have something which fits better.
        best: what the ranking has first.
        understood: what the need is understood as.
        asked_for_by: the official wording that asks for the like of what was chosen; empty without the memory.
    """

    project: str
    state: ProjectState
    rating: int | None
    need: Need
    chosen: Offer
    place: int
    fit: float
    best: Offer
    understood: tuple[Wording, ...]
    asked_for_by: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a number of choices, with its 95 % interval.

    Source: Wilson, Probable Inference, the Law of Succession, and Statistical Inference (1927).
    """

    hits: int
    of: int

    @property
    def value(self) -> float:
        """0..1; 0 of none."""
        return self.hits / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Its ends."""
        if not self.of:
            return 0.0, 1.0
        middle = self.value + Z * Z / (2 * self.of)
        half = Z * math.sqrt(self.value * (1 - self.value) / self.of + Z * Z / (4 * self.of * self.of))
        whole = 1 + Z * Z / self.of
        return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)


@dataclass(frozen=True, slots=True)
class Review:
    """All choices of an area, and how many could not be ranked: what serves the place no longer."""

    choices: tuple[Choice, ...]
    gone: int

    def within(self, places: int) -> Share:
        """Tell how many choices the ranking has among its first."""
        return Share(sum(one.place <= places for one in self.choices), len(self.choices))

    def declined(self, *, near: bool) -> Share:
        """Tell how many were declined, of those near the top or of the others."""
        of = [one for one in self.choices if (one.place <= NEAR_THE_TOP) == near]
        return Share(sum(one.state is ProjectState.DECLINED for one in of), len(of))

    def rating(self, *, near: bool) -> float | None:
        """Tell the communities' mean rating, of those near the top or of the others."""
        stars = [one.rating for one in self.choices if one.rating and (one.place <= NEAR_THE_TOP) == near]
        return fmean(stars) if stars else None

    @property
    def reciprocal(self) -> float:
        """The mean of 1 / place: 1 when every choice is ranked first."""
        return fmean(1 / one.place for one in self.choices) if self.choices else 0.0

    @property
    def parted(self) -> list[Choice]:
        """Those that the ranking does not have near its top, though nobody declined them; the farthest first."""
        far = [one for one in self.choices if one.place > NEAR_THE_TOP and one.state is not ProjectState.DECLINED]
        return sorted(far, key=lambda one: (-one.place, one.project))

    @property
    def phrases(self) -> list[Phrase]:
        """Phrases to propose: how needs were put that were understood otherwise than what was chosen for them."""
        apart = [one for one in self.parted if one.asked_for_by not in {"", *(each.text for each in one.understood)}]
        return list(dict.fromkeys(Phrase(one.need.title, one.asked_for_by) for one in apart))


async def review(graph: Reader, understanding: Understanding, area: str, today: date, weights: Weights) -> Review:
    """Rank everything that was ever proposed under an area; one statement, and one for each community.

    Raises:
        MalformedCode: the area is no code.
    """
    asked = {"prefix": prefix_of(area), "most": MOST_CHOICES}
    rows = await graph.read(Statement(CYPHER["choices"], asked), Lane.HEAVY)
    made = [_Made(row[0], ProjectState(row[1]), row[2], row[3], need(row[4:])) for row in rows]
    choices: list[Choice] = []
    for place, group in groupby(made, key=lambda one: one.need.area[:COMMUNITY]):
        of_place = list(group)
        areas = {one.need.area for one in of_place}
        found = await gathered(graph, place, Days(today, today), today, [], Lane.HEAVY, areas)
        choices += await _ranked(understanding, found, of_place, today, weights)
    return Review(tuple(choices), len(made) - len(choices))


@dataclass(frozen=True, slots=True)
class _Made:
    project: str
    state: ProjectState
    rating: int | None
    resource: str
    need: Need


async def _ranked(
    understanding: Understanding, found: Found, made: Sequence[_Made], today: date, weights: Weights
) -> list[Choice]:
    offers = found.offered
    at = {one.id: place for place, one in enumerate(offers)}
    readings = understanding.readings
    vectors = (await readings.stored(offers, len(offers)))[0] if readings else None
    shares = weights.shares(with_text=vectors is not None)
    texts = [one.text for one in offers]
    wordings = understanding.asked_for_by(vectors) if vectors is not None and len(offers) else []
    ranked = []
    for one in made:
        if one.resource not in at:
            continue
        understood = await understanding.read(one.need.text)
        likely = await understanding.topics(understood, found.topics, one.need.topics)
        problem = problem_of(understood, likely, one.need.days(today), None)
        values = await asyncio.to_thread(of_problem, problem, offers, texts, vectors)
        fits = fits_of(values, shares)
        chosen = at[one.resource]
        best = _best(offers, fits, one.need.raiser)
        own = float(fits[chosen])
        place = 1 + sum(fit > own + 1e-9 for id_, (fit, _) in best.items() if id_ != offers[chosen].provider)
        first = max(best.values(), key=lambda each: (round(each[0], 9), offers[each[1]].id))[1]
        ranked.append(
            Choice(
                one.project,
                one.state,
                one.rating,
                one.need,
                offers[chosen],
                place,
                own,
                offers[first],
                understood.told,
                wordings[chosen] if wordings else "",
            )
        )
    return ranked


def _best(offers: Sequence[Offer], fits: np.ndarray, raiser: str | None) -> Mapping[str, tuple[float, int]]:
    """For each provider the fit of what fits best, and which that is."""
    best: dict[str, tuple[float, int]] = {}
    for at, one in enumerate(offers):
        if one.provider != raiser:
            best[one.provider] = max(best.get(one.provider, (-1.0, at)), (float(fits[at]), at))
    return best
