"""Rates of cases counted again from their steps alone."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from graphsvc.cases.model.case import Step
from graphsvc.cases.model.decide import PROVEN
from graphsvc.cases.model.states import RATINGS, Action

ANSWERS = (Action.ACCEPT, Action.RETURN, Action.REJECT, Action.WHISTLE, Action.JOIN)
SEEN = ("count", "responded", "solved", "rated", "satisfied")


def recounted_case(steps: Iterable[Step], late: set[int]) -> Counter[str]:
    """Count one case by its record alone."""
    found, answered, finished, complaint = Counter(count=1), False, False, False
    score: int | None = None
    for each in steps:
        if each.call:
            continue
        if each.moved:
            answered, found["responded"] = False, 0
        if each.action in ANSWERS and not answered:
            answered = True
            found["responded"] = int(each.version not in late)
        if each.action in PROVEN:
            finished, complaint = True, False
        if each.action in (Action.REDO, Action.REOPEN) or each.target == "REOPENED":
            finished, complaint = False, False
        if each.action in RATINGS:
            score = each.score
            complaint = bool(finished and score and score <= 2)
    found["solved"] = int(finished and not complaint)
    found["rated"] = int(score is not None)
    found["satisfied"] = int((score or 0) >= 3)
    return found


def recounted_calls(steps: list[Step], late: set[int], case: Counter[str]) -> dict[str, Counter[str]]:
    """Count the calls of one case by its record alone, by unit."""
    states: dict[str, str] = {}
    units: dict[str, str] = {}
    answered: dict[str, int] = {}
    for each in steps:
        for opened in each.opened:
            states[opened.call], units[opened.call] = "CALLED", opened.unit
        for call in each.redone:
            states[call] = "HANDLING"
        if each.call and each.call_target:
            if states[each.call] == "CALLED" and each.party == "DEPARTMENT":
                answered[each.call] = int(each.version not in late)
            states[each.call] = each.call_target
    found: dict[str, Counter[str]] = {}
    for call, state in states.items():
        if state in ("RETURNED", "HANDED_OVER", "RECALLED"):
            continue
        rated = {name: case[name] for name in ("rated", "satisfied")}
        one = Counter(count=1, responded=answered.get(call, 0), solved=int(state in ("RESOLVED", "RATED")), **rated)
        found[units[call]] = found.get(units[call], Counter()) + one
    return found


def plain(counts: Any) -> dict[str, int]:
    return {name: getattr(counts, name) for name in SEEN}


def counted(counter: Counter[str]) -> dict[str, int]:
    return {name: counter[name] for name in SEEN}
