"""Changes of the lists of needs and resources: publish, amend, pause, resume, withdraw, verify."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NoReturn

from graphsvc.access.principal import Grant
from graphsvc.cobuilding.model.entry import (
    AMENDABLE,
    LISTED,
    PENDING,
    STATES,
    UNPROMISED,
    EntryAction,
    Kind,
    allowed,
    sources,
    target,
)
from graphsvc.cobuilding.model.window import Window, takes_place
from graphsvc.cobuilding.store.projects import CYPHER, HELD_BY
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Transaction
from graphsvc.errors import BadInput, Conflict, NotFound, StepRefused
from graphsvc.log.events import Done, Event

Values = Mapping[str, Any]

_DONE = {EntryAction.PAUSE: "PAUSED", EntryAction.RESUME: "RESUMED", EntryAction.WITHDRAW: "WITHDRAWN"}
ASKED = "ENTRY_ASKED"
"""In the record: the unit was asked whether it stands by an entry."""
_WINDOW = {Kind.NEED: ("neededFrom", "neededTo"), Kind.RESOURCE: ("availableFrom", "availableTo")}
_UNSAID = ("vector", "textKey", "author")  # of no use in a record, which says who


@dataclass(frozen=True, slots=True)
class Entry:
    """What is published.

    Attributes:
        by: id of the unit or area that raises the need or offers the resource.
        topics: codes, at least one.
        values: properties by their names in the graph; days as dates.
        text: vector and key of its title and description (text.vectors.text_properties).
        service_area: of a resource, where it is offered.
    """

    place: str
    by: str
    topics: tuple[str, ...]
    values: Values
    text: Values
    service_area: str = ""


@dataclass(frozen=True, slots=True)
class Verifier:
    """Who verifies: the subject of the token, with the unit or the codes of the areas it speaks for."""

    subject: str
    unit: str = ""
    areas: tuple[str, ...] = ()


async def publish(tx: Transaction, grant: Grant, kind: Kind, id_: str, entry: Entry, today: date) -> Done:
    """Put an entry on its list; in the name of a unit that the caller does not speak for it waits for that unit's yes.

    Raises:
        BadInput: days that end before they begin or before today, or a recurrence without a day from today on.
        NotFound: place, topic or who it is from are not there for this caller.
    """
    opens, closes = (entry.values.get(name) for name in _WINDOW[kind])
    if opens and closes and opens > closes:
        raise _backwards(kind.lower(), kind)
    _check_to_come(kind, entry.values.get("recurrence"), Window(opens, closes), today)
    asked = {
        "id": id_,
        "place": entry.place,
        "topics": list(entry.topics),
        "properties": {**entry.values, **entry.text},
        "today": today,
        **grant.params,
        **_origin(kind, entry),
    }
    rows = await tx.run(Statement(CYPHER[f"publish_{kind.lower()}"], asked))
    if not rows:
        raise NotFound(
            "区域、主题或提供方不存在，或不在可见范围内。", "Place, topic or provider is not there, or not for you."
        )
    ((area, pends),) = rows
    said = _said(entry.values) | ({"status": PENDING[kind].value} if pends else {})
    return Done((id_,), (Event(ASKED if pends else "PUBLISHED", id_, area, {}, said),))


async def amend(
    tx: Transaction,
    grant: Grant,
    kind: Kind,
    id_: str,
    expected: int | None,
    values: Values,
    text: Values,
    today: date,
    me: str = "",
) -> Done:
    """Change what an entry says; only the values given. A unit is asked again about what others change of its own.

    Args:
        me: who changes it, and does not answer for the unit then.
        text: of the new title and description together; empty when neither changes.
    Raises:
        BadInput, NotFound. Conflict: changed meanwhile, closed, less capacity than projects in progress hold, or
        another unit's need that a project works on.
    """
    more = {
        "properties": {**values, **text},
        "promised": sorted(values.keys() - UNPROMISED),
        "sources": [state.value for state in AMENDABLE[kind]],
        "holding": HELD_BY,
        "today": today,
        "me": me,
    }
    row = await _run(tx, f"amend_{kind.lower()}", grant, id_, expected, more)
    done, status, version, short, area, before, backwards, pends, theirs = row
    if backwards:
        raise _backwards("changes", kind)
    if theirs and expected in (None, version):
        raise Conflict(
            "该需求正在对接，由提出的单位自己修改。",
            "A project works on it; the unit that raised it changes it itself.",
        )
    if not done:
        refuse(kind, status, version, expected, short)
    was = {name: value for name, value in before if name not in _UNSAID}
    events = [Event("AMENDED", id_, area, was, _said(values))]
    if pends:
        events.append(Event(ASKED, id_, area, {"status": status}, {"status": PENDING[kind].value}))
    return Done((id_,), tuple(events))


async def turn(
    tx: Transaction,
    grant: Grant,
    kind: Kind,
    id_: str,
    action: EntryAction,
    expected: int | None,
    today: date,
    me: str = "",
    note: str = "",
) -> Done:
    """Pause, resume or withdraw an entry; what others resume, its unit is asked about.

    Args:
        me: who does it, and does not answer for the unit then.
    Raises:
        NotFound. Conflict: its status does not allow it, or projects in progress rest on it.
    """
    leads_to = target(kind, action).value
    more = {
        "sources": [state.value for state in sources(kind, action)],
        "target": leads_to,
        "resumes": action is EntryAction.RESUME,
        "holding": HELD_BY,
        "today": today,
        "me": me,
    }
    done, status, version, short, area, pends = await _run(tx, f"turn_{kind.lower()}", grant, id_, expected, more)
    if not done:
        refuse(kind, status, version, expected, short)
    happened, now = (ASKED, PENDING[kind].value) if pends else (_DONE[action], leads_to)
    return Done((id_,), (Event(happened, id_, area, {"status": status}, {"status": now}, note),))


async def verify(
    tx: Transaction,
    grant: Grant,
    kind: Kind,
    id_: str,
    expected: int | None,
    by: Verifier,
    today: date,
    note: str = "",
) -> Done:
    """Say that an entry was checked today and still holds (核实); it is signed by the caller's unit or area.

    Raises:
        NotFound: no such entry in scope. Conflict: changed meanwhile, or not on its list any more.
    """
    more = {
        "kind": kind.value,
        "at": today,
        "sources": [state.value for state in LISTED[kind]],
        "me": by.subject,
        "of": by.unit,
        "areas": list(by.areas),
    }
    done, status, version, area, at, was_by, now_by = await _run(tx, "verify", grant, id_, expected, more)
    if not done:
        refuse(kind, status, version, expected, ())
    before, after = {"verifiedAt": at, "verifiedBy": was_by}, {"verifiedAt": today, "verifiedBy": now_by}
    return Done((id_,), (Event("VERIFIED", id_, area, before, after, note),))


async def _run(tx: Transaction, name: str, grant: Grant, id_: str, expected: int | None, more: Values) -> Sequence[Any]:
    rows = await tx.run(Statement(CYPHER[name], {"id": id_, "expected": expected, **more, **grant.params}))
    if not rows:
        raise absent()
    return rows[0]


def _origin(kind: Kind, entry: Entry) -> Values:
    if kind is Kind.NEED:
        return {"raisedBy": entry.by}
    return {"offeredBy": entry.by, "serviceArea": entry.service_area}


def _said(values: Values) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in _UNSAID}


def _check_to_come(kind: Kind, recurrence: str | None, window: Window, today: date) -> None:
    if window.last and window.last < today:
        raise BadInput("结束日期已经过去。", "The last day has passed already.").at(kind.lower(), _WINDOW[kind][1])
    if not takes_place(recurrence, window, today):
        raise BadInput(
            "按该周期，从今天起在所填日期内没有一天开放。", "By the recurrence no day from today on is within the days."
        ).at(kind.lower(), "recurrence")


def _backwards(name: str, kind: Kind) -> BadInput:
    last = _WINDOW[kind][1]
    return BadInput("结束日期不得早于开始日期。", "The last day is not before the first.").at(name, last)


def refuse(kind: Kind, status: str, version: int, expected: int | None, short: Sequence[str]) -> NoReturn:
    """Refuse a change of an entry with what stood in the way, and what may be done now."""
    if short:
        names = ", ".join(short)
        raise Conflict(
            f"在办项目正在使用，请先完成或撤回：{names}。", f"Projects in progress rest on it; end them first: {names}."
        )
    if expected is not None and version != expected:
        raise StepRefused(
            "已被他人改动，请刷新后重试。",
            "It was changed meanwhile; read it again.",
            tuple(map(str, allowed(kind, STATES[kind](status)))),
        )
    state = STATES[kind](status)
    steps = allowed(kind, state)
    zh, en = "、".join(step.zh for step in steps) or "无", ", ".join(steps) or "nothing"
    raise StepRefused(
        f"当前状态是“{state.zh}”；可以：{zh}。", f"It is {state}; allowed now: {en}.", tuple(map(str, steps))
    )


def absent() -> NotFound:
    """Refuse what is not there for the caller."""
    return NotFound("没有找到，或不在可见范围内。", "Nothing of that id is there, or none you may see.")
