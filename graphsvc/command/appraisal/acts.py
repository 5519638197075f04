"""Appraisals of years in the graph: noticed behind the area's lock, every later act behind their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from graphsvc.access.principal import Grant
from graphsvc.china import day_in_china, in_utc
from graphsvc.command.appraisal.seals import read_says
from graphsvc.command.appraisal.store import AppraisalDays, appraise, level_of
from graphsvc.command.appraisal.yearly import (
    APPRAISAL,
    GOES_ON,
    GONE,
    NOT_ABOVE,
    NOT_OWN,
    NOT_YET,
    OWN_NOTICE,
    UNCOUNTED,
    AppraisalAction,
    Decision,
    Objection,
    Standing,
    YearlyAppraisalState,
    check_once,
    digest,
    lapsed,
    too_early,
    too_late,
)
from graphsvc.command.rules.responsibilities import HUNDREDTHS, Responsibilities, Scored
from graphsvc.command.rules.terms import Term, Terms
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import BadInput, Conflict, NotFound, StepRefused
from graphsvc.log.events import Done, Event

TEXTS = statements(Path(__file__).with_name("acts.cypher"))
TOLD_AT_ONCE = 100
"""Objections that are told of in one round."""
ABOVE = (NOT_ABOVE, "The level above does this.")


def id_of(area: str, year: int) -> str:
    """Name the appraisal of an area's year."""
    return f"appraisal-{area}-{year}"


async def notice(
    tx: Transaction,
    grant: Grant,
    rules: Responsibilities,
    terms: Terms,
    days: AppraisalDays,
    area: str,
    year: int,
    by: str,
    now: datetime,
) -> Done:
    """Freeze the score of an area's year by its last day.

    Raises:
        NotFound: no such subdistrict or community of the caller's. BadInput: an area of another level.
        Conflict: the year goes on, the caller is not of the level above, the area is there no more or was not there
        yet, or its year is noticed already.
    """
    today = day_in_china(now)
    level_of(area)
    if year >= today.year:
        raise Conflict(GOES_ON, "The year goes on; it is noticed when it is over.")
    await days.refresh(tx)
    scored = await appraise(tx, grant, rules, area, date(year, 12, 31), today)
    row = {
        "id": id_of(area, year),
        "version": 1,
        "year": year,
        "state": YearlyAppraisalState.NOTICED.value,
        "asOf": date(year, 12, 31),
        **_frozen(scored),
        "noticedAt": in_utc(now),
        "noticedOn": today,
        "noticedBy": by,
        "objectUntil": days.after(today, terms.of(Term.OBJECTION_WORKDAYS, area, today)),
    }
    asked = {**_named(area, year), "appraisal": row, "scope": list(grant.scope)}
    rows = await tx.run(Statement(TEXTS["notice"], asked))
    if not rows:
        raise _absent_area()
    done, over, stands, stood, twice, place = rows[0]
    if not done:
        if not over:
            raise Conflict(*ABOVE)
        if not stands:
            raise Conflict(GONE, "The area is there no more.")
        if not stood:
            raise Conflict(NOT_YET, "The area was not there yet at the end of that year.")
        assert twice
        raise Conflict("该区域这一年度已经公示。", "That year of the area is noticed already.")
    told = {
        "year": year,
        "points": _sum(row["finals"]),
        "objectUntil": row["objectUntil"].isoformat(),
        "digest": digest(row, YearlyAppraisalState.NOTICED),
    }
    return Done((row["id"],), (Event("APPRAISAL_NOTICED", row["id"], place, {}, told),))


async def object_to(
    tx: Transaction,
    grant: Grant,
    terms: Terms,
    days: AppraisalDays,
    id_: str,
    expected: int,
    objections: Sequence[Objection],
    by: str,
    now: datetime,
) -> Done:
    """Object to items.

    Raises:
        NotFound: no such appraisal of the caller's areas. BadInput: an item that it does not have, or one twice.
        StepRefused: it has moved on, the caller is not of the area, or the days for it are over.
    """
    items = [each.item for each in objections]
    check_once(items)
    today, area = day_in_china(now), (await read_says(tx, grant, id_)).says["areaCode"]
    await days.refresh(tx)
    until = days.after(today, terms.of(Term.DECISION_WORKDAYS, area, today))
    changes = {
        "state": YearlyAppraisalState.OBJECTED.value,
        "decideUntil": until,
        "undecidedFrom": until + timedelta(days=1),
        "objected": items,
        "objections": [each.reason for each in objections],
        "objectedAt": in_utc(now),
        "objectedBy": by,
    }
    asked = _asked(grant, id_, expected, AppraisalAction.OBJECT, changes, now) | {"items": items}
    done, seen, state, own, in_time, fits, until, area = await _row(tx, "object", asked)
    if not done:
        if _stands_there(state, AppraisalAction.OBJECT, seen=seen):
            if not own:
                raise _refused(state, NOT_OWN, "The area itself objects.")
            if not in_time:
                raise _refused(state, too_late(_day(until)), f"Objections were possible until {_day(until)}.")
            assert not fits
            raise BadInput("考核中没有这个职责项。", "The appraisal has no such item.").at("objections")
        raise _moved_on(state, AppraisalAction.OBJECT)
    return await _recorded(tx, grant, id_, AppraisalAction.OBJECT, state, area, items)


async def decide(
    tx: Transaction,
    grant: Grant,
    id_: str,
    expected: int,
    decisions: Sequence[Decision],
    by: str,
    now: datetime,
) -> Done:
    """Decide on every item objected to.

    Raises:
        NotFound: no such appraisal of the caller's areas. BadInput: not the items objected to, one twice, or more
        points than an item is worth.
        StepRefused: it has moved on, the caller is not of the level above, or has noticed it.
    """
    items = [each.item for each in decisions]
    check_once(items)
    points = [each.hundredths for each in decisions]
    changes = {
        "state": YearlyAppraisalState.DECIDED.value,
        "decided": items,
        "decisions": points,
        "reasons": [each.reason for each in decisions],
        "undecidedFrom": None,
        "decidedAt": in_utc(now),
        "decidedBy": by,
    }
    asked = _asked(grant, id_, expected, AppraisalAction.DECIDE, changes, now)
    row = await _row(tx, "decide", {**asked, "items": items, "points": points, "by": by})
    done, seen, state, own, other, fits, bounded, area = row
    if not done:
        if not _stands_there(state, AppraisalAction.DECIDE, seen=seen):
            raise _moved_on(state, AppraisalAction.DECIDE)
        if not own:
            raise _refused(state, *ABOVE)
        if not other:
            raise _refused(state, OWN_NOTICE, "Somebody else than who has noticed it decides.")
        if not fits:
            raise BadInput(
                "须对每个申诉的职责项各作一个决定。", "Each item objected to is decided on, and no other."
            ).at("decisions")
        assert not bounded
        raise BadInput("得分不能超过满分。", "An item earns no more than it is worth.").at("decisions")
    return await _recorded(tx, grant, id_, AppraisalAction.DECIDE, state, area, items)


async def seal(tx: Transaction, grant: Grant, id_: str, expected: int, by: str, now: datetime) -> Done:
    """Seal it; the record keeps the digest of what it says. Items that nobody has decided on in time do not count.

    Raises:
        NotFound: no such appraisal of the caller's areas.
        StepRefused: it has moved on, the caller is not of the level above, or objections may still come.
    """
    says = (await read_says(tx, grant, id_)).says
    finals = lapsed(says) if says["state"] == YearlyAppraisalState.OBJECTED else says["finals"]
    found = digest({**says, "finals": finals}, YearlyAppraisalState.SEALED)
    changes = {
        "state": YearlyAppraisalState.SEALED.value,
        "finals": finals,
        "undecidedFrom": None,
        "sealedAt": in_utc(now),
        "sealedBy": by,
        "digest": found,
    }
    # what was read before the lock is what stands there only where both are of the version that is expected
    asked = _asked(grant, id_, expected if says["version"] == expected else -1, AppraisalAction.SEAL, changes, now)
    done, seen, state, own, in_time, until, area = await _row(tx, "seal", asked)
    if not done:
        if not _stands_there(state, AppraisalAction.SEAL, seen=seen):
            raise _moved_on(state, AppraisalAction.SEAL)
        if not own:
            raise _refused(state, *ABOVE)
        assert not in_time
        stands = YearlyAppraisalState(state)
        raise _refused(state, too_early(stands, _day(until)), f"It may be objected to or decided until {_day(until)}.")
    told = {"state": "SEALED", "digest": found}
    return Done((id_,), (Event("APPRAISAL_SEAL", id_, area, {"state": state}, told),))


async def read_standing(graph: Reader, grant: Grant, area: str, year: int) -> Standing:
    """Read how the appraisal of an area's year stands.

    Raises:
        NotFound: no such subdistrict or community of the caller's. BadInput: an area of another level.
    """
    level_of(area)
    asked = {**_named(area, year), "scope": list(grant.scope)}
    rows = await graph.read(Statement(TEXTS["standing"], asked))
    if not rows:
        raise _absent_area()
    place, state, until, decide_until, by, stands, stood = rows[0]
    if state is None:
        return Standing(YearlyAppraisalState.DRAFT, place, year, stands=stands, stood=stood)
    decided_by = None if decide_until is None else _day(decide_until)
    return Standing(YearlyAppraisalState(state), place, year, _day(until), by, decide_until=decided_by)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a round found due, with its events."""

    due: int
    events: tuple[Event, ...]


async def tell_undecided(tx: Transaction, now: datetime) -> Looked:
    """Write into the record which objections nobody has decided on in time, each once, on the day after."""
    rows = await tx.run(Statement(TEXTS["tell_undecided"], {"today": day_in_china(now), "most": TOLD_AT_ONCE}))
    state = {"state": YearlyAppraisalState.OBJECTED.value}
    return Looked(len(rows), tuple(Event("APPRAISAL_UNDECIDED", id_, area, state, state) for id_, area in rows))


async def _recorded(
    tx: Transaction, grant: Grant, id_: str, action: AppraisalAction, state: str, area: str, items: Sequence[str]
) -> Done:
    """Tell the record of an act, with the digest of what the appraisal says now, behind the lock of the act."""
    stands = YearlyAppraisalState(APPRAISAL.target(action))
    says = (await read_says(tx, grant, id_)).says
    told = {"state": stands.value, "items": items, "digest": digest(says, stands)}
    return Done((id_,), (Event(f"APPRAISAL_{action}", id_, area, {"state": state}, told),))


def _frozen(scored: Sequence[Scored]) -> dict[str, Any]:
    """Freeze a score: one value of each list an item."""
    rules = [each.responsibility for each in scored]
    points = [UNCOUNTED if each.hundredths is None else each.hundredths for each in scored]
    return {
        "items": [each.item for each in rules],
        "duties": [each.duty.value for each in rules],
        "titles": [each.title for each in rules],
        "evidences": [each.evidence.value for each in rules],
        "targets": [each.target for each in rules],
        "mosts": [each.points for each in rules],
        "sources": [each.source for each in rules],
        "counts": [each.evidence.count for each in scored],
        "totals": [each.evidence.total for each in scored],
        "rows": ["\n".join(row.id for row in each.evidence.rows) for each in scored],
        "rowTexts": ["\n".join(row.text for row in each.evidence.rows) for each in scored],
        "texts": [each.text for each in scored],
        "drafts": points,
        "finals": points,
    }


def _named(area: str, year: int) -> dict[str, Any]:
    return {"area": area, "id": id_of(area, year), "year": year, "lastDay": date(year, 12, 31)}


def _sum(points: Sequence[int]) -> float:
    return sum(each for each in points if each != UNCOUNTED) / HUNDREDTHS


def _asked(
    grant: Grant, id_: str, expected: int, action: AppraisalAction, changes: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    return {
        "id": id_,
        "expected": expected,
        "sources": [state.value for state in APPRAISAL.sources(action)],
        "changes": changes,
        "asOf": day_in_china(now),
        "scope": list(grant.scope),
    }


async def _row(tx: Transaction, name: str, asked: Mapping[str, Any]) -> list[Any]:
    rows = await tx.run(Statement(TEXTS[name], asked))
    if not rows:
        raise _absent()
    return rows[0]


def _stands_there(state: str, action: AppraisalAction, *, seen: bool) -> bool:
    """Whether what stood in the way is something else than the state and the version."""
    return bool(seen) and APPRAISAL.bar(YearlyAppraisalState(state), action) is None


def _refused(state: str, zh: str, en: str) -> StepRefused:
    return StepRefused(zh, en, tuple(each.value for each in APPRAISAL.allowed(YearlyAppraisalState(state))))


def _moved_on(state: str, action: AppraisalAction) -> StepRefused:
    return APPRAISAL.stopped(YearlyAppraisalState(state), action)


def _day(value: Any) -> date:
    day: date = value if isinstance(value, date) else value.to_native()
    return day


def _absent() -> NotFound:
    return NotFound("没有这项年度考核，或不在您的管辖范围内。", "No such appraisal, or none of your areas.")


def _absent_area() -> NotFound:
    return NotFound("没有这个镇街、社区，或不在您的管辖范围内。", "No such subdistrict or community of yours.")
