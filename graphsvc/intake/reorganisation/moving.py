"""A step of a reorganisation written into the graph: areas that follow, and all that lies in those before them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

from graphsvc.codes import DIGITS, prefix_of
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import Conflict
from graphsvc.intake.reorganisation.planning import Follow, Step, old_codes, parent_code
from graphsvc.log.events import Event
from graphsvc.text.pinyin import reading

ROWS = 500
"""Areas of one statement."""
DATED = ("PartyOrganization", "JointCommittee", "Unit", "Member")
"""What audits ask about on a day, of which the place of before is kept."""
PLAIN = (
    *("Person", "LineGrid", "JointMeeting", "Need", "Resource", "Project", "Task"),
    *("Registration", "RegistrationStep", "Post", "Claim", "ServiceRecord", "PointEntry", "ServiceRating"),
    *("QuarterCard", "ClaimMessage", "RegistrantNeed"),
    *("CommandCentre", "BoardOffice", "DutyShift", "Supervision", "Attachment"),
    *("GridItem", "PatrolPlan", "PatrolPlace", "Visit", "Force"),
    *("ServicePoint", "ServiceItem", "KeyPlace", "Hazard", "PolicyNotice", "PolicyShare"),
    *("ContingencyPlan", "ContingencyDrill", "ContingencyRun", "Deputyship"),
    *("Pairing", "PairingContact", "PairingRequest", "YearlyAppraisal", "AreaRating"),
)
QUEUED = {"cases": "Case", "calls": "Call", "shares": "Assignment"}
"""What waits in inboxes, by the statement that moves it."""
COUNTED = ("PartyOrganization", "JointCommittee", "Unit", "Person", "Need", "Resource", "Project", "Case", "Task")
"""What a rehearsal counts."""

T = TypeVar("T")
Written = tuple[Counter[str], list[Event]]
_FILE = Path(__file__).with_name("moving.cypher")


def _of(label: str) -> dict[str, str]:
    return statements(_FILE, lying=lambda row: f"({row}:{label})")


CYPHER = _of("Node")
OF_LABEL = {label: _of(label) for label in dict.fromkeys((*DATED, *PLAIN, *COUNTED))}
"""The statements about nodes of one label, by label."""


async def write_step(tx: Transaction, step: Step, import_id: str | None, by: str, at: str) -> Written:
    """Write one step; what moved, by label, and the events that tell of it: none for an area that is only founded.

    Args:
        import_id: the import that it belongs to; None where the service has decided it.

    Raises:
        Conflict: an area that is to change where it is has changed on a later day already.
    """
    change = step.change
    if step.founds:
        await _make(tx, step, ends=False)
        return Counter(), []
    moved: Counter[str] = Counter()
    if step.follows:
        moved = await _move(tx, step, import_id)
    elif change.stays and (change.name or change.area_kind):
        more = _named(step)
        params = {"code": change.code, "on": change.on, "more": more}
        if not await tx.run(Statement(CYPHER["rename"], params)):
            raise Conflict(
                f"{change.code} 在 {change.on} 之后已有改动，不能补录这次变更。",
                f"{change.code} has changed after {change.on} already: the change cannot be told afterwards.",
            )
    node = {
        "id": change.id,
        "kind": change.kind,
        "on": change.on,
        "document": change.document,
        "code": change.code,
        "successor": change.successor,
        "areaCode": change.successor,
        "name": step.name,
        "areaCount": len(step.follows),
        "by": by,
        "at": at,
        "import": import_id,
    }
    await tx.run(Statement(CYPHER["enter"], {"change": node}))
    return moved, _events(step, moved)


def _events(step: Step, moved: Counter[str]) -> list[Event]:
    change = step.change
    told = {"kind": change.kind, "on": change.on.isoformat(), "document": change.document, "change": change.id}
    after = {
        **told,
        "code": change.successor,
        "name": step.name,
        "areas": len(step.follows),
        **dict(sorted(moved.items())),
    }
    events = [Event("AREA_CHANGED", change.successor, change.successor, {"code": change.code}, after)]
    if step.follows:
        events.append(Event("AREA_CEASED", change.code, change.code, {}, {**told, "successor": change.successor}))
    return events


async def _make(tx: Transaction, step: Step, *, ends: bool) -> None:
    """The areas that follow and are not there yet, from above."""
    change = step.change
    made = [follow for follow in step.follows if follow.made]
    for _, level in groupby(made, key=lambda follow: min(follow.level.number, 5)):
        for part in _parts(list(level)):
            rows = [_row(step, follow, ends=ends) for follow in part]
            await tx.run(Statement(CYPHER["make"], {"rows": rows, "on": change.on}))


def _row(step: Step, follow: Follow, *, ends: bool) -> dict[str, Any]:
    change = step.change
    top = follow.new == change.successor
    return {
        "old": follow.old,
        "new": follow.new,
        "prefix": prefix_of(follow.new),
        "oldPrefix": prefix_of(follow.old),
        "parent": parent_code(follow.new),
        "made": follow.made,
        "ends": ends,
        "civilCode": change.civil_code if top else None,
        "change": change.id if top else None,
        "more": _named(step) if top else {},
        "queues": _queues(step, follow),
    }


def _named(step: Step) -> dict[str, Any]:
    pinyin, initials = reading(step.name)
    return {"name": step.name, "kind": step.area_kind, "pinyin": pinyin, "initials": initials}


def _queues(step: Step, follow: Follow) -> list[list[str]]:
    """What stands for an area, and for those above it, in the keys of inboxes, and what will."""
    pairs = [(follow.old, follow.new)]
    for digits in sorted(DIGITS.values(), reverse=True):
        pairs.append((follow.old[:digits], follow.new[:digits]))
    return [[f":{old}|", f":{new}|"] for old, new in dict(pairs).items() if old != new]


async def _move(tx: Transaction, step: Step, import_id: str | None) -> Counter[str]:
    """All that lies in the areas of a step, into those that follow; how many nodes of each label."""
    on = step.change.on
    await _make(tx, step, ends=True)
    moved: Counter[str] = Counter()
    given = {"on": on, "import": import_id, "successors": dict(old_codes([step])), "change": step.change.id}
    for rows in _rows(step):
        for name in ("move_ties", "end_ties", "hand_over", "area_pasts", "pasts"):
            await tx.run(Statement(CYPHER[name], {"rows": rows, **given}))
        for label in DATED:
            moved[label] += await _count(tx, OF_LABEL[label]["move_dated"], {"rows": rows, "on": on})
        for label in PLAIN:
            moved[label] += await _count(tx, OF_LABEL[label]["move"], {"rows": rows})
        for name, label in QUEUED.items():
            moved[label] += await _count(tx, CYPHER[f"move_{name}"], {"rows": rows})
        for name in ("move_served", "move_endpoints", "copy_decisions"):
            await tx.run(Statement(CYPHER[name], {"rows": rows, **given}))
    for name in ("move_neighbours", "end_neighbours", "follow"):
        for rows in _rows(step):
            await tx.run(Statement(CYPHER[name], {"rows": rows, **given}))
    moved["Person"] += moved.pop("Member")
    return +moved


def _rows(step: Step) -> Iterator[list[dict[str, Any]]]:
    for part in _parts(step.follows):
        yield [_row(step, follow, ends=True) for follow in part]


async def _count(tx: Transaction, text: str, params: dict[str, Any]) -> int:
    ((count,),) = await tx.run(Statement(text, params))
    return int(count)


async def count_lying(reader: Reader, codes: Sequence[str]) -> Counter[str]:
    """Count what lies in areas, by label."""
    found: Counter[str] = Counter()
    for part in _parts(codes):
        for label in COUNTED:
            ((count,),) = await reader.read(Statement(OF_LABEL[label]["count"], {"codes": list(part)}))
            found[label] += count
    return found


def _parts(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), ROWS):
        yield rows[start : start + ROWS]
