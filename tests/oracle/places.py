"""What links, values and filters of service points and items mean, written anew from their descriptions."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from math import asin, cos, radians, sin, sqrt
from typing import Any

from graphsvc.china import CHINA, day_in_china
from graphsvc.clock import utc_now
from tests.oracle.world import Node, Relationship, World

Found = list[tuple[Node, Relationship | None]]
EARTH = 6_378_140.0
"""Metres from its middle, as Neo4j has it."""
NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def linked(world: World, owner: str, name: str, row: Node) -> Found | None:
    """Rows of a link that is no plain arrow; None for a link of another room."""
    match owner, name:
        case "Community" | "Subdistrict", "servicePoints":
            prefix = row.properties["prefix"]
            return [
                (each, None)
                for each in world.labelled("ServicePoint")
                if each.properties["areaCode"].startswith(prefix)
            ]
        case "ServicePoint", "items":
            tied = world.steps(row, "OFFERED_AT", "<-")
            return [(item, tie) for tie, item in tied if item.properties["state"] == "OFFERED"]
        case "ServiceItem", "points":
            tied = world.steps(row, "OFFERED_AT", "->")
            return [(point, tie) for tie, point in tied if point.properties["state"] == "OPEN"]
    return None


def hours(point: Node) -> list[dict[str, Any]]:
    """Its opening hours, in the order in which they were told."""
    given = point.properties
    rows = zip(given.get("hourRules") or (), given.get("hourFroms") or (), given.get("hourTos") or (), strict=True)
    return [
        {"number": number, "recurrence": rule, "fromTime": _clock(opens), "toTime": _clock(closes)}
        for number, (rule, opens, closes) in enumerate(rows)
    ]


def is_there_on(point: Node, on: date) -> bool:
    """From its first day on, and no more on the day it is closed."""
    closed = point.properties.get("closedOn")
    return bool(point.properties["openedOn"] <= on.isoformat() and (closed is None or on.isoformat() < closed))


def is_open_at(point: Node, moment: datetime) -> bool:
    """There that day and not shut, and some day of a rule has hours around the moment."""
    at = moment.astimezone(CHINA)
    if not is_there_on(point, at.date()) or at.date().isoformat() in point.on(at.date()).get("shutOn", []):
        return False
    if point.on(at.date()) is not point.properties:
        return _was_open(point.on(at.date()), at)
    for each in hours(point):
        rule = each["recurrence"]
        days = NAMES if rule == "FREQ=DAILY" else rule.split("BYDAY=")[1].split(",")
        for back in (0, 1):
            midnight = datetime.combine(at.date() - timedelta(days=back), datetime.min.time(), CHINA)
            begins, ends = (midnight + _of(each[name]) for name in ("fromTime", "toTime"))
            if ends <= begins:
                ends += timedelta(days=1)
            if NAMES[midnight.weekday()] in days and begins <= at < ends:
                return True
    return False


def _was_open(told: dict[str, Any], at: datetime) -> bool:
    """By minutes of the week, which is what is kept of hours that were."""
    minute = at.weekday() * 1440 + at.hour * 60 + at.minute
    stretches = zip(told.get("opens") or (), told.get("closes") or (), strict=True)
    return any(opens <= minute < closes for opens, closes in stretches)


def is_stale_on(point: Node, on: date) -> bool:
    """There that day, past the last one on which it was relied on."""
    return is_there_on(point, on) and bool(point.on(on)["verifyBy"] < on.isoformat())


def lies_in(row: Node, box: list[float]) -> bool:
    """Its degrees, where it has some, are between those of the box."""
    told = row.properties
    if "longitude" not in told:
        return False
    return bool(box[0] <= told["longitude"] <= box[2] and box[1] <= told["latitude"] <= box[3])


def lies_near(row: Node, circle: list[float]) -> bool:
    """Along the surface of a ball, as far as some metres at most."""
    if "longitude" not in row.properties:
        return False
    east, north, east_too, north_too = (
        radians(each) for each in (row.properties["longitude"], row.properties["latitude"], *circle[:2])
    )
    half = sin((north - north_too) / 2) ** 2 + cos(north) * cos(north_too) * sin((east - east_too) / 2) ** 2
    return 2 * EARTH * asin(sqrt(half)) <= circle[2]


VALUES: dict[str, Callable[[Node], Any]] = {
    "ServicePoint.openNow": lambda point: is_open_at(point, utc_now()),
    "ServicePoint.stale": lambda point: is_stale_on(point, day_in_china(utc_now())),
}
CRITERIA: dict[tuple[str, str], Callable[[Node, Any], bool]] = {
    ("ServicePoint", "serviceClass"): lambda point, kind: kind.value in point.properties["classes"],
    ("ServicePoint", "offersAccess"): lambda point, kind: kind.value in point.properties["access"],
    ("ServicePoint", "openAt"): is_open_at,
    ("ServicePoint", "thereOn"): is_there_on,
    ("ServicePoint", "staleOn"): is_stale_on,
    ("ServicePoint", "withinBox"): lambda point, box: lies_in(point, box),
    ("ServicePoint", "near"): lambda point, circle: lies_near(point, circle),
    ("ServiceItem", "way"): lambda item, way: way.value in item.properties["ways"],
}


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _of(clock: str) -> timedelta:
    return timedelta(hours=int(clock[:2]), minutes=int(clock[3:]))
