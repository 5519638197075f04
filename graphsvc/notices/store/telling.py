"""Notices derived from the sealed record: every entry once, in order a district, from a place kept in the graph.

The place moves in the transaction that writes the notices, so that none is lost or doubled whoever dies when. How far a
chain goes is read behind its lock, in the round before: an entry that Neo4j shows is otherwise no proof that the rest
of its change can be seen.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from graphsvc.access.authenticator import SERVICE
from graphsvc.china import in_utc
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Transaction
from graphsvc.log.entry import REGISTER
from graphsvc.log.events import Event
from graphsvc.notices.model.notice import Notice
from graphsvc.notices.model.telling import RULES, SERVICE_SIDE, Called, Facts, Receiver, Told, notices_of
from graphsvc.notices.store.deliveries import CYPHER as DELIVERIES
from graphsvc.notices.store.deliveries import deliver

log = logging.getLogger(__name__)

CYPHER = statements(Path(__file__).with_name("telling.cypher"))
BATCH = 200
"""Entries in one transaction."""
FORGOTTEN = 1_000
"""Old notices in one transaction."""


@dataclass(frozen=True, slots=True)
class Derived:
    """One round: how much of the record it went through or newly saw; the record hears nothing of it."""

    due: int
    notices: tuple[Notice, ...] = ()
    events: tuple[Event, ...] = ()


async def derive(tx: Transaction, now: datetime, most: int = BATCH) -> Derived:
    """Go on deriving notices in the district that has waited longest."""
    if not (grown := await tx.run(Statement(CYPHER["grown"], {"register": REGISTER}))):
        return Derived(0)
    ((district,),) = grown
    ((number, seen),) = await tx.run(Statement(CYPHER["hold"], {"district": district, "now": now}))
    to, written = number, []
    if number < seen:
        to = min(seen, number + most)
        written = await _notices(tx, district, number, to)
        if written:
            await tx.run(Statement(CYPHER["write"], {"notices": [each.properties for each in written]}))
            await deliver(tx, written, now)
        await tx.run(Statement(CYPHER["move"], {"district": district, "to": to}))
    ahead = 0
    if to == seen:
        ((head,),) = await tx.run(Statement(CYPHER["look"], {"district": district}))
        ahead = head - seen
    return Derived(to - number + ahead, tuple(written))


async def forget(tx: Transaction, now: datetime, kept_days: int) -> Derived:
    """Forget notices older than so many days; 0: never."""
    if not kept_days:
        return Derived(0)
    asked = {"before": now - timedelta(days=kept_days), "most": FORGOTTEN}
    ((deliveries,),) = await tx.run(Statement(DELIVERIES["forget"], asked))
    ((forgotten,),) = await tx.run(Statement(CYPHER["forget"], asked))
    return Derived(forgotten + deliveries)


async def _notices(tx: Transaction, district: str, after: int, to: int) -> list[Notice]:
    asked = {"district": district, "after": after, "to": to}
    entries = [entry for (entry,) in await tx.run(Statement(CYPHER["entries"], asked)) if entry["action"] in RULES]
    facts = await _facts(tx, entries)
    found: list[Notice] = []
    for entry in entries:
        about = facts.get(entry["number"])
        if about is None:
            log.warning("nothing is told of entry %s of %s: its thing is gone", entry["number"], district)
            continue
        told = Told(district, entry["number"], entry["action"], entry["subject"], datetime.fromisoformat(entry["at"]))
        found += notices_of(told, about)
    return found


async def _facts(tx: Transaction, entries: Sequence[dict[str, Any]]) -> dict[int, Facts]:
    """What the entries are about, by their numbers."""
    of: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        of.setdefault(_statement_of(entry["action"]), []).append(_asked(entry))
    found: dict[int, Facts] = {}
    for name, rows in of.items():
        for number, about in await tx.run(Statement(CYPHER[name], {"entries": rows})):
            found[number] = _read(about)
    return found


_STATEMENTS = {
    "CASE_": "cases",
    "TASK_DISPATCHED": "tasks",
    "TASK_": "shares",
    "SUPERVISION_": "supervisions",
    "PAIRING_REQUEST_": "pairing_requests",
    "AREA_RATING_": "area_ratings",
    "APPRAISAL_": "appraisals",
    "DEPUTY_": "deputyships",
    "VISIT_": "visits",
    "ENTRY_": "entries_of_lists",
    "REGISTRANT_NEED_": "registrant_needs",
    "POST_": "claims",
    "CLAIM_": "claims",
}
"""Statements by what actions begin with, the first that fits."""


def _statement_of(action: str) -> str:
    """The statement that finds what entries of an action are about."""
    return next((name for begins, name in _STATEMENTS.items() if action.startswith(begins)), "projects")


def _asked(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry as a row of its statement; a step's id is its case's with the version that it made."""
    after = orjson.loads(entry["after"])
    return {
        "number": entry["number"],
        "action": entry["action"],
        "subject": entry["subject"],
        "step": f"{entry['subject']}.{after.get('version')}",
        "side": after.get("side") or (SERVICE_SIDE if _is_own(entry) else None),
        "asked": after.get("asked"),
        "entrusted": _entrusted(entry, after),
    }


def _is_own(entry: dict[str, Any]) -> bool:
    """Whether the service took work back, or ended a deputyship, itself, of which who gave it does not know."""
    return entry["action"] in ("CASE_TAKE_BACK", "TASK_TAKE_BACK", "DEPUTY_ENDED") and entry["by"] == SERVICE.subject


def _entrusted(entry: dict[str, Any], after: dict[str, Any]) -> str | None:
    """Who has or had the thing by name; nobody where that person itself reported the share, and knows."""
    who: str | None = after.get("entrusted")
    return None if entry["action"] == "TASK_REPORT" and who == entry["by"] else who


def _read(about: dict[str, Any]) -> Facts:
    due = about.get("due")
    return Facts(
        about["area"],
        about.get("place") or "",
        in_utc(due) if due else None,
        bool(about.get("urgent")),
        bool(about.get("ofCall")),
        about.get("unit") or "",
        tuple(Called(unit, in_utc(by) if by else None) for unit, by in about.get("called") or ()),
        about.get("person") or "",
        about.get("entrusted") or "",
        about.get("level") or "",
        about.get("arbiter") or "",
        tuple(Receiver(*each) for each in about.get("merged") or ()),
        about.get("giver") or "",
        tuple(Receiver(*each) for each in about.get("receivers") or ()),
        tuple(about.get("providers") or ()),
        about.get("side") or "",
    )
