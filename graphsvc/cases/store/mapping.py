"""A case as the graph keeps it: properties of Case, Call and Step read into the core's values, and written back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from graphsvc.cases.model.calendar import Measure
from graphsvc.cases.model.case import Call, Case, Opened, Step
from graphsvc.cases.model.categories import Category, Handling, Handlings, category
from graphsvc.cases.model.clock import Clock, Hold
from graphsvc.cases.model.deadlines import CallTimes, Policy, limits_of
from graphsvc.cases.model.decide import Amendment
from graphsvc.cases.model.queues import owner_at, queue_of_call, queue_of_case, queue_of_person
from graphsvc.cases.model.stage_clocks import Clocks
from graphsvc.cases.model.states import ENDED, Action, CallState, Party, State, WhistleKind
from graphsvc.cases.store.digest import pack
from graphsvc.china import day_in_china, in_utc
from graphsvc.codes import AreaLevel
from graphsvc.errors import BadInput
from graphsvc.org.model.pace import pack_pace
from graphsvc.org.model.work import Board, Urgency

Properties = Mapping[str, Any]

REACHED: dict[State, str] = {
    State.ACCEPTED: "acceptedAt",
    State.WHISTLED: "whistledAt",
    State.RESPONDED: "respondedAt",
    State.HANDLING: "respondedAt",
    State.SETTLED_LOCALLY: "resolvedAt",
    State.RESOLVED: "resolvedAt",
    State.FED_BACK: "fedBackAt",
    State.CLOSED: "closedAt",
    State.WITHDRAWN: "closedAt",
}
"""The property that holds when a case first reached a state, or for the last three, when it last did."""
ENDS = ("resolvedAt", "fedBackAt", "closedAt")
_ENDED = (State.SETTLED_LOCALLY, State.RESOLVED, State.FED_BACK, *ENDED)


@dataclass(frozen=True, slots=True)
class Kept:
    """A case as it was read: the core's value, its clocks, and what neither of them changes.

    `limits` are the times its clocks were counted by, as `limits_of` writes them.
    """

    id: str
    area_code: str
    category: Category
    urgency: Urgency
    case: Case
    clocks: Clocks
    raised_at: datetime
    moved_at: datetime
    reached: dict[str, datetime]
    place: str | None = None
    answered: bool = False
    handling: Handling | None = None
    total_due_at: datetime | None = None
    limits: str | None = None

    @property
    def policy(self) -> Policy:
        """The times allowed."""
        return self.category.policy(self.urgency, self.handling)


def kept(case: Properties, calls: list[Properties]) -> Kept:
    """Read a case and its calls from the properties of their nodes."""
    return Kept(
        id=case["id"],
        area_code=case["areaCode"],
        category=category(case["category"]),
        urgency=Urgency(case["urgency"]),
        case=Case(
            reporter=case["reporter"],
            state=State(case["state"]),
            version=case["version"],
            calls=tuple(_call(call) for call in calls),
            hold=_hold(case),
            score=case.get("score"),
            before=State(case["before"]) if case.get("before") else None,
            declined=case.get("declined", False),
            finished_by=case.get("finishedBy"),
            reopened=case.get("reopened", 0),
            passed_up=case.get("passedUp", False),
            owner=owner_at(_level(case), case["areaCode"]),
            merged=tuple(case.get("merged", ())),
            into=case.get("mergedInto"),
            area=case["areaCode"],
            came_from=case.get("cameFrom"),
            turned_back=case.get("turnedBack", False),
            arbiter=Party(case["arbiter"]) if "arbiter" in case else None,
            entrusted=case.get("entrusted"),
            had_by=tuple(case.get("hadBy", ())),
        ),
        clocks=Clocks(
            _clock(case),
            {call["id"]: clock for call in calls if (clock := _clock(call))},
            {call["id"]: in_utc(call["calledAt"]) for call in calls},
        ),
        raised_at=in_utc(case["raisedAt"]),
        moved_at=in_utc(case["movedAt"]),
        reached={name: in_utc(case[name]) for name in REACHED.values() if name in case},
        place=case.get("place"),
        answered="answeredLate" in case,
        handling=_handling(case),
        total_due_at=in_utc(case["totalDueAt"]),
        limits=case.get("limits"),
    )


def _handling(case: Properties) -> Handling | None:
    if "handlingLevel" not in case:
        return None
    times = CallTimes(*case["handlingMinutes"])
    level, board = AreaLevel(case["handlingLevel"]), Board(case["board"])
    return Handling(level, board, case["leadSector"], tuple(case["helperSectors"]), times)


def _level(case: Properties) -> AreaLevel | None:
    return AreaLevel(case["handlingLevel"]) if "handlingLevel" in case else None


def handling_properties(kind: Category, handling: Handling | None) -> dict[str, Any]:
    """Write whose a case is, by the handling that holds for it; by its category where none does."""
    times = handling and handling.times
    return {
        "board": (handling.board if handling else kind.board).value,
        "handlingLevel": handling and handling.level.value,
        "leadSector": handling and handling.lead,
        "helperSectors": list(handling.helpers) if handling else None,
        "handlingMinutes": [times.respond, times.verify, times.act] if times else None,
    }


def _call(call: Properties) -> Call:
    return Call(
        call["id"],
        call["unit"],
        CallState(call["state"]),
        call["escalated"],
        call.get("score"),
        call.get("refused", False),
        call.get("upheld", False),
        _hold(call),
        call.get("lead", False),
        call.get("entrusted"),
    )


def _hold(node: Properties) -> Hold:
    return Hold(
        asked=in_utc(node["pauseAskedUntil"]) if "pauseAskedUntil" in node else None,
        since=in_utc(node["pausedAt"]) if "pausedAt" in node else None,
        until=in_utc(node["pausedUntil"]) if "pausedUntil" in node else None,
        used=timedelta(seconds=node.get("pausedSeconds", 0)),
    )


def _hold_properties(hold: Hold) -> dict[str, Any]:
    return {
        "pauseAskedUntil": hold.asked,
        "pausedUntil": hold.until,
        "pausedSeconds": hold.used.total_seconds() or None,
    }


def _clock(node: Properties) -> Clock | None:
    if "dueAt" not in node:
        return None
    waits = list(map(in_utc, node.get("waits", ())))
    return Clock(
        stage=node["stage"],
        measure=Measure(node["measure"]),
        started_at=in_utc(node["startedAt"]),
        warn_at=in_utc(node["warnAt"]),
        due_at=in_utc(node["dueAt"]),
        escalate_at=in_utc(node["escalateAt"]),
        paused_at=in_utc(node["pausedAt"]) if "pausedAt" in node else None,
        rung=node["rung"],
        first_due_at=in_utc(node["firstDueAt"]) if "firstDueAt" in node else None,
        resume_at=in_utc(node["pausedUntil"]) if "pausedUntil" in node else None,
        estimated=node.get("estimated", False),
        answer_by=in_utc(node["pauseAnswerBy"]) if "pauseAnswerBy" in node else None,
        waits=tuple(zip(waits[::2], waits[1::2], strict=True)),
        follows_at=in_utc(node["followsAt"]) if "followsAt" in node else None,
    )


def clock_properties(clock: Clock | None) -> dict[str, Any]:
    """Write the properties of a clock; all null for none, which removes them."""
    return {
        "stage": clock and clock.stage,
        "measure": clock and clock.measure.value,
        "startedAt": clock and clock.started_at,
        "warnAt": clock and clock.warn_at,
        "dueAt": clock and clock.due_at,
        "escalateAt": clock and clock.escalate_at,
        "pausedAt": clock and clock.paused_at,
        "firstDueAt": clock and clock.first_due_at,
        "estimated": clock and clock.estimated,
        "rung": clock and clock.rung,
        "pauseAnswerBy": clock and clock.answer_by,
        "waits": [moment for wait in clock.waits for moment in wait] or None if clock else None,
        "followsAt": clock and clock.follows_at,
        "nextAt": clock and clock.next_at,
    }


def case_properties(before: Kept, step: Step, after: Case, clocks: Clocks) -> dict[str, Any]:
    """Write what a step changes on the node of a case."""
    reached = reached_after(before.reached, before.case.state, after.ground, step.at)
    times = [
        reached[name] - before.raised_at if name in reached else None
        for name in ("acceptedAt", "respondedAt", "resolvedAt")
    ]
    closed = reached.get("closedAt") if after.state is State.CLOSED else None  # what is withdrawn has ended, not closed
    return {
        "version": after.version,
        "movedAt": step.at,
        "state": after.state.value,
        "before": after.before and after.before.value,
        "paused": after.hold.until is not None,
        "declined": after.declined or None,
        "finishedBy": after.finished_by,
        "reopened": after.reopened or None,
        "passedUp": after.passed_up or None,
        "merged": list(after.merged) or None,
        "mergedInto": after.into,
        "cameFrom": after.came_from,
        "turnedBack": after.turned_back or None,
        "arbiter": after.arbiter and after.arbiter.value,
        "entrusted": after.entrusted,
        "hadBy": list(after.had_by) or None,
        "score": after.score,
        **_hold_properties(after.hold),
        **({"whistleKind": step.kind.value} if step.kind else {}),
        **{name: reached.get(name) for name in REACHED.values()},
        "openIn": before.area_code if after.open else None,
        "queue": queue_of_case(before.id, before.area_code, after, before.category.local, clocks.case),
        "personQueue": queue_of_person(after.entrusted, before.id, clocks.case),
        "digest": pack(before.raised_at, after.state, before.category.code, times),
        "pace": pack_pace(before.raised_at, reached.get("respondedAt"), closed),
        "totalDueAt": clocks.total and clocks.total.due_at,
        **clock_properties(clocks.case),
    }


def amended(before: Kept, amendment: Amendment, handlings: Handlings) -> tuple[Kept, dict[str, Any], str]:
    """Correct what a case is about; of another category it is whose the rule of the day it was raised says.

    Returns:
        The case as corrected, the properties that change, and what changed from what to what, in Chinese.
    Raises:
        BadInput: there is no such category, or nothing would change.
    """
    after = replace(
        before,
        category=category(amendment.category) if amendment.category else before.category,
        urgency=amendment.urgency or before.urgency,
        place=amendment.place if amendment.place is not None else before.place,
    )
    if after.category != before.category:
        day = day_in_china(before.raised_at)
        after = replace(after, handling=handlings.find(after.category.code, before.area_code, day))
    properties = {
        "category": after.category.code,
        **handling_properties(after.category, after.handling),
        "urgency": after.urgency.value,
        "policy": after.policy.name,
        "limits": limits_of(after.policy),
        "place": after.place,
    }
    told = [
        ("类别", before.category.name, after.category.name),
        ("紧急程度", before.urgency.zh, after.urgency.zh),
        ("地点", before.place or "无", after.place or "无"),
    ]
    words = "；".join(f"{what}：{was} → {now}" for what, was, now in told if was != now)
    if not words:
        raise BadInput("没有要更正的内容。", "Nothing would change.").at("changes")
    return after, properties, words


def passed_up(before: Kept, after: Case) -> tuple[Kept, dict[str, Any]]:
    """Give the case to the level above its owner; who leads and how fast stays as the rule says.

    Returns:
        The case under its new level, and the properties that change.
    """
    assert before.handling
    assert after.owner
    level = AreaLevel(after.owner.value)
    return replace(before, handling=replace(before.handling, level=level)), {"handlingLevel": level.value}


def reached_after(reached: dict[str, datetime], before: State, now: State, at: datetime) -> dict[str, datetime]:
    """Note when a state was reached; what is open again has come to no end."""
    kept_on = {name: each for name, each in reached.items() if name not in ENDS or now in _ENDED}
    name = REACHED.get(now)
    if name is None or before is now:
        return kept_on
    return {name: at} | kept_on if name not in ENDS else kept_on | {name: at}


def call_properties(before: Kept, step: Step, call: Call, clocks: Clocks) -> dict[str, Any]:
    """Write the properties of a call after a step; `calledAt`, `unit` and the like stay for an old one."""
    clock = (clocks.calls or {}).get(call.id)
    return {
        "id": call.id,
        "areaCode": before.area_code,
        "version": step.version,
        "case": before.id,
        "unit": call.unit,
        "state": call.state.value,
        "escalated": call.escalated,
        "score": call.score,
        "refused": call.refused,
        "upheld": call.upheld,
        "lead": call.lead,
        "entrusted": call.entrusted,
        **_hold_properties(call.hold),
        "calledAt": (clocks.called_at or {})[call.id],
        "openIn": before.area_code if call.running else None,
        "queue": queue_of_call(call, before.area_code, clock),
        "personQueue": queue_of_person(call.entrusted, call.id, clock),
        **clock_properties(clock),
    }


def step_properties(case_id: str, area_code: str, step: Step, late: bool) -> dict[str, Any]:
    """Write the properties of a step.

    Args:
        late: it came after the deadline of what it moved.
    """
    return {
        "id": f"{case_id}.{step.version}",
        "areaCode": area_code,
        "case": case_id,
        "version": step.version,
        "action": step.action.value,
        "party": step.party.value,
        "by": step.by,
        "at": step.at,
        "call": step.call,
        "note": step.note,
        "score": step.score,
        "kind": step.kind and step.kind.value,
        "openedCalls": [each.call for each in step.opened],
        "openedUnits": [each.unit for each in step.opened],
        "redone": list(step.redone),
        "source": step.source and step.source.value,
        "target": step.target.value,
        "callSource": step.call_source and step.call_source.value,
        "callTarget": step.call_target and step.call_target.value,
        "late": late,
        "until": step.until,
        "lead": step.lead,
        "amended": step.amended,
        "cases": list(step.cases) or None,
        "moved": list(step.moved) if step.moved else None,
        "onBehalfOf": step.on_behalf_of,
        "entrusted": step.entrusted,
    }


def step_of(node: Properties) -> Step:
    """Read a step from the properties of its node."""
    return Step(
        version=node["version"],
        action=Action(node["action"]),
        party=Party(node["party"]),
        by=node["by"],
        at=in_utc(node["at"]),
        call=node.get("call"),
        note=node.get("note"),
        score=node.get("score"),
        kind=WhistleKind(node["kind"]) if "kind" in node else None,
        opened=tuple(map(Opened, node["openedCalls"], node["openedUnits"])),
        redone=tuple(node["redone"]),
        source=State(node["source"]) if "source" in node else None,
        target=State(node["target"]),
        call_source=CallState(node["callSource"]) if "callSource" in node else None,
        call_target=CallState(node["callTarget"]) if "callTarget" in node else None,
        until=in_utc(node["until"]) if "until" in node else None,
        lead=node.get("lead"),
        amended=node.get("amended"),
        cases=tuple(node.get("cases", ())),
        moved=tuple(node["moved"]) if "moved" in node else None,
        on_behalf_of=node.get("onBehalfOf"),
        entrusted=node.get("entrusted"),
    )
