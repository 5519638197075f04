"""Figures of an area and a stretch of days: cases by state, board, category and light, median times, what is cleared.

A district's cases are counted in one pass over an index that holds a packed figure for each (`digest.py`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from graphsvc.cases.model.categories import categories
from graphsvc.cases.model.states import ENDED, State
from graphsvc.cases.store.cases import TEXTS
from graphsvc.cases.store.digest import (
    FIRST_DAY,
    STAGES,
    STATES,
    Figures,
    category_code,
    day_number,
    least_of,
    unpack,
)
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader
from graphsvc.errors import BadInput
from graphsvc.org.model.work import Board, Light


@dataclass(frozen=True, slots=True)
class Stats:
    """Figures of the cases raised in a stretch of days; the lights and grids are those of now, whenever raised.

    `medians` are minutes from when a case was raised, by stage; None where no case has reached it. `cleared` is the
    share of the raised cases that are closed; `at_zero` the share of grids without an overdue case (动态清零). Both
    None when there is nothing to share.
    """

    total: int
    by_state: Mapping[State, int]
    by_board: Mapping[Board, int]
    by_category: Mapping[str, int]
    by_light: Mapping[Light, int]
    calls_by_light: Mapping[Light, int]
    medians: Mapping[str, float | None]
    cleared: float | None
    at_zero: float | None


async def case_stats(graph: Reader, prefixes: Iterable[str], since: date, until: date, now: datetime) -> Stats:
    """Compute figures of the areas under some prefixes, from one day to another, both included.

    Raises:
        BadInput: the days run backwards or lie before 2020.
    """
    if not FIRST_DAY <= since <= until:
        raise BadInput("起止日期不对。", f"The days run from {FIRST_DAY} on, the first not after the last.")
    areas = sorted(prefixes)
    given = {"scope": areas, "from": least_of(since), "now": now}
    ((digests,),) = await graph.read(Statement(TEXTS["digests"], given))
    (lights,) = await graph.read(Statement(TEXTS["lights"], given))
    return _stats(_within(unpack(digests), day_number(until)), lights)


def _within(figures: Figures, last: int) -> Figures:
    if not len(figures.day) or int(figures.day.max()) <= last:
        return figures
    kept = figures.day <= last
    minutes = {stage: column[kept] for stage, column in figures.minutes.items()}
    return Figures(figures.day[kept], figures.state[kept], figures.category[kept], minutes)


def _stats(figures: Figures, lights: list[int]) -> Stats:
    total = len(figures.day)
    states = np.bincount(figures.state, minlength=len(STATES))
    numbers = np.bincount(figures.category, minlength=1)
    by_category = {category_code(int(number)): int(numbers[number]) for number in np.flatnonzero(numbers)}
    by_board = dict.fromkeys(Board, 0)
    for code, count in by_category.items():
        if code in categories():
            by_board[categories()[code].board] += count
    by_state = {state: int(count) for state, count in zip(STATES, states, strict=True)}
    *counts, late, grids = lights
    return Stats(
        total=total,
        by_state=by_state,
        by_board=by_board,
        by_category=by_category,
        by_light=dict(zip(Light, counts[:3], strict=True)),
        calls_by_light=dict(zip(Light, counts[3:], strict=True)),
        medians={stage: _median(figures, stage) for stage in STAGES},
        cleared=sum(by_state[state] for state in ENDED) / total if total else None,
        at_zero=1 - late / grids if grids else None,
    )


def _median(figures: Figures, stage: str) -> float | None:
    reached = figures.minutes[stage]
    reached = reached[reached > 0]
    return float(np.median(reached)) if len(reached) else None
