"""What entries of the lists say while they wait for the yes of their unit, written anew from their descriptions."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from graphsvc.china import day_in_china
from graphsvc.clock import utc_now
from tests.oracle.contingencies import TYPE, Found
from tests.oracle.world import Node


def linked(owner: str, name: str, row: Node) -> Found | None:
    """Rows of what a unit is asked about; None for a link of another room."""
    if owner not in ("Need", "Resource") or name != "askedAbout":
        return None
    if row.properties["status"] != "PENDING":
        return []
    pairs = zip(row.properties.get("askedAbout") or (), row.properties.get("askedWas") or (), strict=True)
    changes = [
        {TYPE: "AskedChange", "field": field, "was": was or None, "now": _now(row, field)} for field, was in pairs
    ]
    return [(each, None) for each in changes if each["was"] != each["now"]]


def _now(row: Node, field: str) -> str | None:
    value = row.properties.get(field)
    return None if value is None else str(value)


def answer_due(row: Node) -> str | None:
    """A week from the day on which the unit was asked."""
    since = row.properties.get("askedOn")
    if row.properties["status"] != "PENDING" or since is None:
        return None
    return (date.fromisoformat(str(since)) + timedelta(days=7)).isoformat()


def is_answer_late(row: Node) -> bool:
    """That day is over."""
    due = answer_due(row)
    return due is not None and due < day_in_china(utc_now()).isoformat()


VALUES: dict[str, Callable[[Node], Any]] = {
    f"{owner}.{name}": of
    for owner in ("Need", "Resource")
    for name, of in (("answerDueOn", answer_due), ("isAnswerLate", is_answer_late))
}
