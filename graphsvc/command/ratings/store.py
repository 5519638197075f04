"""Ratings in the graph: given behind the locks of both sides, once a half-year, taken back behind their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from graphsvc.access.principal import Grant
from graphsvc.china import day_bounds, day_in_china, in_utc
from graphsvc.codes import area_code
from graphsvc.command.ratings.rating import (
    NOT_YOURS,
    RATING,
    AreaRatingAction,
    AreaRatingState,
    Average,
    Draft,
    Half,
    Standing,
    averaged,
    marked,
)
from graphsvc.command.rules.aspects import MOST_ASPECTS, Aspects, RatedKind
from graphsvc.command.rules.terms import Terms
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import BadInput, Conflict, NotFound, StepRefused
from graphsvc.log.events import Done, Event

TEXTS = statements(Path(__file__).with_name("ratings.cypher"))
MOST_LINES = 2 * MOST_ASPECTS
"""Lines of averages, an aspect that was put in other words being another."""
MOST_SHOWN = 200
"""Ratings that are told behind an average, the first ones; all are counted."""


async def give(
    tx: Transaction, grant: Grant, aspects: Aspects, terms: Terms, draft: Draft, id_: str, by: str, now: datetime
) -> Done:
    """Rate a department or community.

    Raises:
        NotFound: no subdistrict or community of the caller's own, or nothing that it rates.
        BadInput: not every aspect once, too many points, or few without a reason.
        Conflict: not the time for that half-year, one side is there no more, or it is rated already.
    """
    today = day_in_china(now)
    place = area_code(draft.area)
    window = draft.half.window(terms, place)
    window.check_open(today)
    found = await tx.run(Statement(TEXTS["kind"], {"rated": draft.rated}))
    if not found:
        raise _nothing()
    kind = RatedKind.DEPARTMENT if found[0][0] else RatedKind.COMMUNITY
    marks = marked(aspects.of(kind, place, today), draft.marks)
    row = {
        "id": id_,
        "version": 1,
        "state": AreaRatingState.GIVEN.value,
        "kind": kind.value,
        "year": draft.half.year,
        "number": draft.half.number,
        "half": str(draft.half),
        "closesOn": window.closes_on,
        "aspects": [of.aspect for of, _ in marks],
        "titles": [of.title for of, _ in marks],
        "mosts": [of.most for of, _ in marks],
        "points": [mark.points for _, mark in marks],
        "reasons": [mark.reason for _, mark in marks],
        "givenAt": in_utc(now),
        "givenOn": today,
        "givenBy": by,
    }
    asked = {
        "area": draft.area,
        "rated": draft.rated,
        "half": row["half"],
        "asOf": today,
        "rating": row,
        "scope": list(grant.scope),
    }
    rows = await tx.run(Statement(TEXTS["give"], asked))
    if not rows:
        raise _nothing()
    done, stands, there, area = rows[0]
    if not done:
        if not stands:
            raise Conflict("该区域已经撤销。", "The area is there no more.")
        if not there:
            raise Conflict("评议对象已经撤销。", "Who is rated is there no more.")
        raise Conflict("本区域这半年已经评议过该对象。", "The area has rated that for this half-year.")
    told = {"rated": draft.rated, "half": row["half"]}
    return Done((id_,), (Event("AREA_RATING_GIVEN", id_, area, {}, told),))


async def withdraw(tx: Transaction, grant: Grant, id_: str, expected: int, reason: str, now: datetime) -> Done:
    """Take a rating back, so that another may be given in its place.

    Raises:
        NotFound: no such rating of the caller's areas.
        StepRefused: it has moved on, is of another area, or the time for that half-year is over.
    """
    action = AreaRatingAction.WITHDRAW
    asked = {
        "id": id_,
        "expected": expected,
        "sources": [state.value for state in RATING.sources(action)],
        "changes": {"state": AreaRatingState.WITHDRAWN.value, "withdrawnAt": in_utc(now), "note": reason},
        "asOf": day_in_china(now),
        "scope": list(grant.scope),
    }
    rows = await tx.run(Statement(TEXTS["withdraw"], asked))
    if not rows:
        raise _absent()
    done, seen, state, own, in_time, until, area = rows[0]
    if not done:
        stands = AreaRatingState(state)
        allowed = tuple(each.value for each in RATING.allowed(stands))
        if not seen or RATING.bar(stands, action):
            raise RATING.stopped(stands, action)
        if not own:
            raise StepRefused(NOT_YOURS, "The area that gave it takes it back.", allowed)
        assert not in_time
        raise StepRefused(f"评议已于 {until} 截止，不能再撤回。", f"Ratings were given until {until}.", allowed)
    event = Event("AREA_RATING_WITHDRAW", id_, area, {"state": state}, {"state": "WITHDRAWN"}, reason)
    return Done((id_,), (event,))


async def read_standing(graph: Reader, grant: Grant, id_: str) -> Standing:
    """Read how a rating stands.

    Raises:
        NotFound: no such rating for this caller.
    """
    rows = await graph.read(Statement(TEXTS["standing"], {"id": id_, **grant.params}))
    if not rows:
        raise _absent()
    state, area, year, number, closes_on = rows[0]
    return Standing(AreaRatingState(state), area, Half(year, number), closes_on.to_native())


@dataclass(frozen=True, slots=True)
class Rated:
    """What ratings come to: the averages, how many ratings there were, and the ids of the first of them."""

    averages: Sequence[Average]
    count: int
    ids: Sequence[str]


async def read_averages(
    graph: Reader, grant: Grant, rated: str, year: int, number: int, day: date, today: date
) -> Rated:
    """Average the ratings of a unit or community by aspect, as they counted at the end of a day.

    Raises:
        BadInput: a day to come.
    """
    if day > today:
        raise BadInput("这一天还没有到。", "That day has not come.").at("asOf")
    asked = {
        "rated": rated,
        "year": year,
        "number": number,
        "end": day_bounds(day)[1],
        "shown": MOST_SHOWN,
        "lines": MOST_LINES,
        **grant.params,
    }
    ((count, ids, sums),) = await graph.read(Statement(TEXTS["counted"], asked))
    return Rated([averaged(*each) for each in sums], count, ids)


def _nothing() -> NotFound:
    return NotFound(
        "没有您自己的这个镇街、社区，或没有它可以评议的这个对象。",
        "No subdistrict or community of your own, or nothing that it rates.",
    )


def _absent() -> NotFound:
    return NotFound("没有这项评议，或不在可见范围内。", "No such rating, or none that you may see.")
