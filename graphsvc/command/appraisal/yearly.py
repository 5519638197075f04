"""The appraisal of a year (年度考核): noticed by the level above, objected to, decided, sealed; pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from graphsvc.china import in_utc
from graphsvc.codes import prefix_of
from graphsvc.errors import BadInput
from graphsvc.vocabulary.labelled import Labelled
from graphsvc.vocabulary.machine import Machine

UPHELD = -1
"""Hundredths of an item whose points stay as they were noticed."""
UNCOUNTED = -1
"""Hundredths of an item that does not count."""


class YearlyAppraisalState(Labelled):
    """Where the appraisal of an area's year stands (年度考核状态)."""

    DRAFT = "DRAFT", "未公示", "Not noticed; counted whenever it is asked for, and kept nowhere"
    NOTICED = "NOTICED", "公示中", "Frozen item by item; the area may object until a day"
    OBJECTED = "OBJECTED", "已申诉", "The area has objected; waits for the level above"
    DECIDED = "DECIDED", "已复核", "The level above has decided on each item objected to"
    SEALED = "SEALED", "已封存", "Over; nothing changes it any more"


_NOTICED = (
    *("id", "year", "asOf", "noticedOn", "objectUntil", "items", "duties", "titles", "evidences", "targets", "counts"),
    *("totals", "drafts", "finals", "mosts", "texts", "sources", "rows", "rowTexts"),
)
_OBJECTED = (*_NOTICED, "objected", "objections", "objectedAt", "decideUntil")
SAYS = (*_OBJECTED, "decided", "decisions", "reasons", "decidedAt")
"""What a seal covers: all but who acted, and where the appraisal is found, which a redrawing of areas changes."""
_SAID_BY = {YearlyAppraisalState.NOTICED: _NOTICED, YearlyAppraisalState.OBJECTED: _OBJECTED}
"""What it says before a decision, as far as each act has come."""


class AppraisalAction(Labelled):
    """What can be done about the appraisal of an area's year (年度考核步骤)."""

    NOTICE = "NOTICE", "公示", "Freeze the score of the year for the area to see, as the level above"
    OBJECT = "OBJECT", "申诉", "Object to items, as the area"
    DECIDE = "DECIDE", "复核", "Uphold or correct the items objected to, as the level above"
    SEAL = "SEAL", "封存", "Seal it, as the level above"


_S, _A = YearlyAppraisalState, AppraisalAction
APPRAISAL = Machine(
    "appraisal",
    {
        (_S.DRAFT, _A.NOTICE): _S.NOTICED,
        (_S.NOTICED, _A.OBJECT): _S.OBJECTED,
        (_S.OBJECTED, _A.DECIDE): _S.DECIDED,
        (_S.OBJECTED, _A.SEAL): _S.SEALED,
        (_S.NOTICED, _A.SEAL): _S.SEALED,
        (_S.DECIDED, _A.SEAL): _S.SEALED,
    },
)

NOT_ABOVE = "由上级办理：社区由镇街及以上，镇街由区县。"
NOT_OWN = "由被考核的镇街、社区自己申诉。"
OWN_NOTICE = "公示人不能自己复核，请由他人复核。"
GONE = "该区域已经撤销。"
NOT_YET = "该年度 12 月 31 日还没有这个区域，也没有它的前身，不作考核。"
GOES_ON = "这一年度还没有结束，结束后才能公示。"


@dataclass(frozen=True, slots=True)
class Objection:
    """An item that the area doubts, and why."""

    item: str
    reason: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of an item objected to: `hundredths` of points are the right ones, `UPHELD` leaves them."""

    item: str
    hundredths: int
    reason: str


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a caller may do something: under these prefixes."""

    scope: tuple[str, ...] = ()

    def judges(self, area: str) -> bool:
        """Whether it stands above an area."""
        own = prefix_of(area)
        return any(own.startswith(prefix) and own != prefix for prefix in self.scope)

    def is_of(self, area: str) -> bool:
        """Whether it is of that very area."""
        return prefix_of(area) in self.scope


@dataclass(frozen=True, slots=True)
class Standing:
    """How the appraisal of an area's year stands; days and who noticed it once that is done.

    `stands`: the area is there today. `stood`: it, or one that it follows, was there on the last day of the year.
    """

    state: YearlyAppraisalState
    area: str
    year: int
    object_until: date | None = None
    noticed_by: str = ""
    stands: bool = True
    stood: bool = True
    decide_until: date | None = None

    @property
    def open_until(self) -> date | None:
        """Last day of what keeps it from being sealed: objections, or a decision about one."""
        dates = {YearlyAppraisalState.NOTICED: self.object_until, YearlyAppraisalState.OBJECTED: self.decide_until}
        return dates.get(self.state)


def bar_act(standing: Standing, action: AppraisalAction, reach: Reach, by: str, today: date) -> str | None:
    """Say in Chinese why a caller may not do this now; None where it may. The statements decide alike."""
    if bar := APPRAISAL.bar(standing.state, action):
        return bar
    if action is AppraisalAction.OBJECT:
        return _bar_objection(standing, reach, today)
    if not reach.judges(standing.area):
        return NOT_ABOVE
    if action is AppraisalAction.NOTICE:
        return _bar_notice(standing, today)
    if action is AppraisalAction.DECIDE and standing.noticed_by == by:
        return OWN_NOTICE
    until = standing.open_until
    waits = action is AppraisalAction.SEAL and until is not None and today <= until
    return too_early(standing.state, until) if waits and until is not None else None


def _bar_notice(standing: Standing, today: date) -> str | None:
    if standing.year >= today.year:
        return GOES_ON
    if not standing.stands:
        return GONE
    return None if standing.stood else NOT_YET


def _bar_objection(standing: Standing, reach: Reach, today: date) -> str | None:
    until = standing.object_until
    if not reach.is_of(standing.area):
        return NOT_OWN
    return too_late(until) if until is not None and today > until else None


def too_late(until: date) -> str:
    """Say that the days for objections are over."""
    return f"申诉期已于 {until} 结束，不能再申诉。"


def too_early(state: YearlyAppraisalState, until: date) -> str:
    """Say that objections may still come, or a decision about one."""
    if state is YearlyAppraisalState.OBJECTED:
        return f"复核期到 {until} 才结束，没有复核的，结束后才能封存，申诉的职责项不计分。"
    return f"申诉期到 {until} 才结束，没有申诉的，结束后才能封存。"


def lapsed(says: Mapping[str, Any]) -> list[int]:
    """Tell what items earn when nobody has decided in time: those objected to do not count, for or against the area."""
    objected = says["objected"]
    return [UNCOUNTED if item in objected else n for item, n in zip(says["items"], says["finals"], strict=True)]


def check_once(items: Sequence[str]) -> None:
    """
    Raises:
        BadInput: an item is named twice.
    """
    if len(set(items)) < len(items):
        raise BadInput("同一职责项只写一次。", "Each item is named once.").at("items")


def digest(says: Mapping[str, Any], stage: YearlyAppraisalState) -> str:
    """Compute the SHA-256 of all that an appraisal says, or said when it came to a state; what is empty is left out.

    Until a decision or a seal what items earn is what was noticed.
    """
    said = {name: _plain(says[name]) for name in _SAID_BY.get(stage, SAYS) if says.get(name) is not None}
    if stage in _SAID_BY and says.get("state") not in _SAID_BY:
        said["finals"] = said["drafts"]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """A value as JSON has it, the same whether it comes from here or from the graph."""
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    native = value.to_native() if hasattr(value, "to_native") else value
    if isinstance(native, datetime):
        return in_utc(native).isoformat()
    return native.isoformat() if isinstance(native, date) else native
