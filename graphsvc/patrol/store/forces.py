"""The ledger of forces in the graph: entries registered, amended, verified, ended; counted by kind, skill and area."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from graphsvc.access.principal import Grant
from graphsvc.china import day_in_china, in_utc
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import Conflict, NotFound
from graphsvc.log.events import Done, Event
from graphsvc.patrol.model.forces import (
    FORCE,
    NO_TIMES,
    Counts,
    ForceAction,
    ForceKind,
    ForceSkill,
    ForceState,
    NewForce,
    Tally,
)
from graphsvc.patrol.store.fragments import stale_on, there_at

TEXTS = statements(Path(__file__).with_name("forces.cypher"), stale_on=stale_on, there_at=there_at)
_DIGITS = {1: 6, 2: 9, 3: 12, 4: 15, 5: 15}
"""Digits of the parts of an area, by its own level."""


async def register(tx: Transaction, grant: Grant, new: NewForce, id_: str, by: str, now: datetime) -> Done:
    """Enter somebody on the ledger.

    Raises:
        NotFound: no such person or area in the caller's areas. Conflict: it is entered there as this kind already.
        BadInput: as `check`.
    """
    today = day_in_china(now)
    new.check(today)
    row = {
        "id": id_,
        "areaCode": new.area,
        "version": 1,
        "state": ForceState.LISTED.value,
        "kind": new.kind.value,
        "skills": sorted({skill.value for skill in new.skills}),
        **(new.times.row() if new.times else NO_TIMES),
        "startsOn": new.starts_on,
        "verifiedOn": today,
        "changedOn": today,
        "registeredAt": in_utc(now),
        "by": by,
    }
    asked = {"person": new.person, "area": new.area, "kind": new.kind.value, "force": row, "scope": list(grant.scope)}
    rows = await tx.run(Statement(TEXTS["register"], asked))
    if not rows:
        raise NotFound(
            "没有这个人员或区域，或不在您的管辖范围内；人员先由表格导入。",
            "No such person or area in your scope; people come in by spreadsheet first.",
        )
    if rows[0][0]:
        raise Conflict(
            f"该人员已作为“{new.kind.zh}”登记在此处，请更新原记录。",
            f"That person is entered there as {new.kind.value} already; amend that entry.",
        )
    return Done((id_,), (Event("FORCE_REGISTERED", id_, new.area, {}, {"kind": new.kind.value}),))


async def take_step(
    tx: Transaction,
    grant: Grant,
    id_: str,
    action: ForceAction,
    expected: int,
    changes: Mapping[str, Any],
    now: datetime,
    note: str = "",
) -> Done:
    """Change an entry.

    Raises:
        NotFound: no such entry in the caller's areas. StepRefused: it was changed meanwhile, or has ended.
    """
    asked = {
        "id": id_,
        "expected": expected,
        "sources": [state.value for state in FORCE.sources(action)],
        "changes": {**changes, "state": FORCE.target(action).value},
        "on": day_in_china(now),
        "scope": list(grant.scope),
    }
    rows = await tx.run(Statement(TEXTS["step"], asked))
    if not rows:
        raise _absent()
    done, _, state, area, kind = rows[0]
    if not done:
        raise FORCE.stopped(ForceState(state), action)
    told = {"state": FORCE.target(action).value, "kind": kind}
    return Done((id_,), (Event(f"FORCE_{action}", id_, area, {"state": state}, told, note),))


async def read_standing(graph: Reader, grant: Grant, id_: str) -> tuple[ForceState, str]:
    """Read how an entry stands, and the code of its area.

    Raises:
        NotFound: no such entry in the caller's areas.
    """
    rows = await graph.read(Statement(TEXTS["standing"], {"id": id_, "scope": list(grant.scope)}))
    if not rows:
        raise _absent()
    return ForceState(rows[0][0]), rows[0][1]


@dataclass(frozen=True, slots=True)
class Part:
    """What is counted of a part of an area; the area itself (`direct`) holds what lies in none below."""

    code: str
    direct: bool
    counts: Counts


async def count_parts(graph: Reader, grant: Grant, code: str, at: datetime) -> list[Part]:
    """Count the ledger at a moment, by the areas directly below one and what is entered for that area itself.

    Raises:
        NotFound: no such area in the caller's areas.
    """
    scope = list(grant.scope)
    found = await graph.read(Statement(TEXTS["parts"], {"code": code, "scope": scope}))
    if not found:
        raise NotFound("没有这个区域，或不在您的管辖范围内。", "No such area, or none in your scope.")
    level, prefix, codes = found[0]
    digits = _DIGITS[level]
    below = {each[:digits]: each for each in codes}
    counted = {each: Counts({}, {}) for each in (code, *codes)}
    moment = {"day": day_in_china(at), "at": in_utc(at)}
    for name in ("kinds", "skills"):
        asked = {"prefix": prefix, "digits": digits, "scope": scope, **moment}
        for part, word, *tally in await graph.read(Statement(TEXTS[name], asked), Lane.HEAVY):
            counted[below.get(part, code)] += _counts(name, word, Tally(*tally))
    return [Part(each, each == code, counts) for each, counts in counted.items()]


def _counts(name: str, word: str, tally: Tally) -> Counts:
    return Counts({ForceKind(word): tally}, {}) if name == "kinds" else Counts({}, {ForceSkill(word): tally})


def _absent() -> NotFound:
    return NotFound("没有这条力量记录，或不在您的管辖范围内。", "No such entry of the ledger, or none in your scope.")
