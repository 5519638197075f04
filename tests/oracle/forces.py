"""What links, values and filters of the ledger of forces mean, written anew from their descriptions."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from graphsvc.china import CHINA, day_in_china
from graphsvc.clock import utc_now
from tests.oracle.world import Node, Relationship, World

Found = list[tuple[Node, Relationship | None]]


def linked(world: World, owner: str, name: str, row: Node) -> Found | None:
    """Rows of a link that is no plain arrow; None for a link of another room."""
    if (owner, name) == ("Grid", "forcesListed"):
        return [(each, None) for each in world.labelled("Force") if each.properties["areaCode"].startswith(row.id)]
    if (owner, name) != ("Force", "tasksThisQuarter"):
        return None
    today = day_in_china(utc_now())
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    shares = [
        share
        for _, person in world.steps(row, "OF_PERSON", "->")
        for _, share in world.steps(person, "FOR", "<-")
        for _, task in world.steps(share, "GIVEN", "<-")
        if _day(task.properties["createdAt"]) >= quarter
    ]
    return [(share, None) for share in shares]


def last_active_on(world: World, force: Node) -> str | None:
    """The last day of a visit made or a task reported."""
    days = []
    for _, person in world.steps(force, "OF_PERSON", "->"):
        days += [each.properties.get("visitedOn") for _, each in world.steps(person, "ASSIGNED_TO", "<-")]
        reported = (each.properties.get("reportedAt") for _, each in world.steps(person, "FOR", "<-"))
        days += [_day(each).isoformat() for each in reported if each]
    return max(filter(None, days), default=None)


def is_stale(force: Node, on: date) -> bool:
    """On the ledger, not verified for 180 days."""
    return is_listed_on(force, on) and date.fromisoformat(force.on(on)["verifiedOn"]) + timedelta(days=180) < on


def is_listed_on(force: Node, on: date) -> bool:
    """From its first day on, and no more on the day it ends."""
    ended = force.properties.get("endedOn")
    return bool(force.properties["startsOn"] <= on.isoformat() and (ended is None or on.isoformat() < ended))


def is_there(force: Node, moment: datetime) -> bool:
    """On the ledger that day, and some day of its rule has a shift around the moment."""
    given = force.on(day_in_china(moment))
    if given.get("weekdays") is None or not is_listed_on(force, day_in_china(moment)):
        return False
    names = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
    days = [names[day - 1] for day in given["weekdays"]]
    at = moment.astimezone(CHINA)
    for back in (0, 1):
        midnight = datetime.combine(at.date() - timedelta(days=back), datetime.min.time(), CHINA)
        begins, ends = (midnight + timedelta(minutes=given[name]) for name in ("fromMinute", "toMinute"))
        if ends <= begins:
            ends += timedelta(days=1)
        if names[midnight.weekday()] in days and begins <= at < ends:
            return True
    return False


VALUES: dict[str, Callable[[World, Node], Any]] = {
    "stale": lambda _, force: is_stale(force, day_in_china(utc_now())),
    "lastActiveOn": last_active_on,
    "fromTime": lambda _, force: _clock(force.properties.get("fromMinute")),
    "toTime": lambda _, force: _clock(force.properties.get("toMinute")),
}
CRITERIA: dict[str, Callable[[Node, Any], bool]] = {
    "skill": lambda force, skill: skill.value in force.properties["skills"],
    "listedOn": is_listed_on,
    "staleOn": is_stale,
    "thereAt": is_there,
    "directlyIn": lambda force, code: bool(force.properties["areaCode"] == code),
}


def _clock(minute: int | None) -> str | None:
    return None if minute is None else f"{minute // 60:02}:{minute % 60:02}"


def _day(moment: Any) -> date:
    return day_in_china(moment if isinstance(moment, datetime) else datetime.fromisoformat(str(moment)))
