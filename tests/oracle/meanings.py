"""What computed fields and conditions mean, written anew from their descriptions."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import partial
from typing import Any

from graphsvc.china import day_in_china
from graphsvc.clock import utc_now
from graphsvc.org.api.ties import WORDS
from tests.oracle.pairings import is_held
from tests.oracle.world import Node, Relationship, World

LEVELS = ["CITY", "DISTRICT", "SUBDISTRICT", "COMMUNITY", "GRID", "ESTATE"]

__all__ = [
    "CRITERIA",
    "LEVELS",
    "NODE_VALUES",
    "TIE_VALUES",
    "WORDS",
    "claimants",
    "crossing_ties",
    "holds",
    "is_there",
    "lines",
    "moment",
    "partners",
    "pledge",
    "points",
    "prefix",
    "syllables",
]


def prefix(code: str) -> str:
    """The digits every code under an area starts with."""
    if len(code) > 12:
        return code
    for digits in (2, 6, 9):
        if set(code[digits:]) <= {"0"}:
            return code[:digits]
    return code


def masked_name(text: str | None) -> str | None:
    """张** for 张小明."""
    return None if text is None else f"{text[:1]}**"


def holds(tie: Relationship, day: str) -> bool:
    """Whether a tie that begins and ends holds on a day."""
    since, until = tie.properties.get("since"), tie.properties.get("until")
    return (since is None or since <= day) and (until is None or until > day)


def is_there(node: Node, day: str) -> bool:
    """Whether what is founded and dissolved is there on a day."""
    if "Pairing" in node.labels:
        return is_held(node, day)
    founded, dissolved = node.properties.get("foundedOn"), node.properties.get("dissolvedOn")
    return (founded is None or founded <= day) and (dissolved is None or dissolved > day)


def is_outside(tie: Relationship) -> bool:
    """The unit stands outside the area of what it is tied to; joint branches count as of their community."""
    return not tie.start.properties["areaCode"].startswith(prefix(tie.end.properties["areaCode"])[:12])


def is_higher(tie: Relationship) -> bool:
    """The unit belongs to a level above the one it is tied to."""
    level, code = tie.start.properties.get("level"), tie.end.properties["areaCode"]
    return level in ("MUNICIPAL", "DISTRICT") or (level == "SUBDISTRICT" and not code.endswith("000"))


def crossing_ties(world: World, area: Node, day: str) -> Iterable[Relationship]:
    """Ties of units that cross the hierarchy, one end of which lies under the area."""
    under = area.properties["prefix"]
    for tie in world.ties:
        if (
            tie.type not in ("JOINS", "CO_FORMS", "HOLDS_PAIRING")
            or not holds(tie, day)
            or not is_there(tie.end, day)
            or not (is_outside(tie) or is_higher(tie))
        ):
            continue
        if tie.type == "CO_FORMS" and tie.end.properties.get("formation") != "JOINT":
            reached = tie.start.properties["areaCode"].startswith(under)
        else:
            reached = any(end.properties["areaCode"].startswith(under) for end in (tie.start, tie.end))
        if reached:
            yield tie


def partners(world: World, unit: Node, area: str, day: str) -> Iterable[Node]:
    """Units with a seat on a committee under the area where the unit has one too."""
    seats = [tie for tie, _ in world.steps(unit, "JOINS", "->") if holds(tie, day) and is_there(tie.end, day)]
    found: dict[str, Node] = {}
    for mine in seats:
        if mine.end.properties["areaCode"].startswith(prefix(area)):
            for theirs, other in world.steps(mine.end, "JOINS", "<-"):
                if theirs is not mine and holds(theirs, day):
                    found[other.id] = other
    return found.values()


def is_about(world: World, node: Node, code: str) -> bool:
    """About the topic of this code or a narrower one."""
    return any(topic.properties["code"].startswith(code) for _, topic in world.steps(node, "ABOUT", "->"))


def is_available_on(world: World, node: Node, day: Any) -> bool:
    """Active, and its window is open on the day."""
    given = day.isoformat() if isinstance(day, date) else day
    opens, closes = node.properties.get("availableFrom"), node.properties.get("availableTo")
    return bool(
        node.properties["status"] == "ACTIVE"
        and (opens is None or opens <= given)
        and (closes is None or closes >= given)
    )


def pledge(registration: Node) -> list[dict[str, Any]]:
    """What was promised, item by item."""
    texts, done = registration.properties["pledged"], registration.properties["done"]
    return [{"number": number, "text": text, "done": number in done} for number, text in enumerate(texts)]


def lines(card: Node) -> list[dict[str, Any]]:
    """The services on a card."""
    of = card.properties
    names = ("kind", "servedOn", "minutes", "serviceClass", "content")
    rows = zip(*(of[f"record{name}"] for name in ("Kinds", "Days", "Minutes", "Classes", "Contents")), strict=True)
    return [{"number": number, **dict(zip(names, row, strict=True))} for number, row in enumerate(rows)]


def points(world: World, registration: Node) -> list[dict[str, Any]]:
    """What is in each wallet, added up from the journal."""
    entries = [other.properties for _, other in world.steps(registration, "CREDITED_TO", "<-")]
    sums: dict[str, dict[str, int]] = {wallet: Counter() for wallet in ("DUTY", "EXCHANGE")}
    for each in entries:
        sums[each["wallet"]][each["kind"]] += each["amount"]
    return [
        {
            "wallet": wallet,
            "balance": sum(of.values()) / 100,
            "earned": (of["EARNED"] + of["CORRECTED"]) / 100,
            "spent": -(of["SPENT"] + of["RETURNED"]) / 100,
        }
        for wallet, of in sums.items()
    ]


def is_overdue(registration: Node) -> bool:
    """The day of a promise has passed that is still to be kept."""
    due, today = registration.properties.get("dueOn"), day_in_china(utc_now()).isoformat()
    return due is not None and due < today and registration.properties["state"] in ("PLEDGED", "FULFILLING")


def contact(node: Node) -> str | None:
    """Whom to ask, for who may call them."""
    found = node.properties.get("contact")
    return None if found is None else str(found)


TAKING = ("CLAIMED", "COORDINATING", "DELIVERED", "FEEDBACK", "RATED")
TERMS = {
    "PROPOSED": (7, ("proposedOn",)),
    "CLAIMED": (7, ("claimedOn", "proposedOn")),
    "COORDINATING": (30, ("coordinatedOn", "claimedOn", "proposedOn")),
    "DELIVERED": (7, ("deliveredOn", "proposedOn")),
    "FEEDBACK": (15, ("feedbackOn", "deliveredOn", "proposedOn")),
}
"""Days for the next step of a project, and the days they are counted from: the first that is known."""


def project_due(project: Node) -> str | None:
    """The last day for the next step."""
    days, names = TERMS.get(project.properties["state"], (0, ()))
    begins = next((project.properties[name] for name in names if project.properties.get(name)), None)
    return (date.fromisoformat(begins) + timedelta(days=days)).isoformat() if begins else None


def project_light(project: Node) -> str | None:
    """Red after that day, yellow from four fifths of the time on."""
    due = project_due(project)
    if due is None:
        return None
    days, _ = TERMS[project.properties["state"]]
    left = (date.fromisoformat(due) - day_in_china(utc_now())).days
    return "RED" if left < 0 else "YELLOW" if days - left >= days * 0.8 else "GREEN"


def open_quantity(world: World, need: Node) -> int | None:
    """What projects that hold or have given leave of it; what counts in another unit than the need is no part of it."""
    if "quantity" not in need.properties:
        return None
    projects = (project for _, project in world.steps(need, "MEETS", "<-"))
    given = (_gives(world, each, need) for each in projects if each.properties["state"] in TAKING)
    return max(0, need.properties["quantity"] - sum(given))


def _gives(world: World, project: Node, need: Node) -> int:
    own = need.properties.get("quantityUnit")
    sums: dict[str | None, int] = {}
    for tie, thing in world.steps(project, "USES", "->"):
        unit = thing.properties.get("capacityUnit")
        if own is None or unit is None or unit == own:
            sums[unit] = sums.get(unit, 0) + tie.properties.get("quantity", 1)
    return max(sums.values(), default=0)


def moment(node: Node, name: str) -> str | None:
    """A moment as an answer writes it."""
    value = node.properties.get(name)
    return None if value is None else str(value.to_native().isoformat()).replace("+00:00", "Z")


MOMENTS = ("startedAt", "endedAt", "writtenAt", "decidedAt")
HOLIDAY_MOMENTS = {"HolidayTable": ("changedAt",)}
"""Of a record of service."""


def points_of(node: Node, name: str) -> float | None:
    """Points of a card, which keeps hundredths."""
    value = node.properties.get(name)
    return None if value is None else value / 100


def mean_of(node: Node, mark: str, count: str) -> float | None:
    """The mean of a mark on a card; none without a rating."""
    given = node.properties.get(count)
    return node.properties[f"{mark}Sum"] / given if given else None


UNDER_REGISTRATIONS = {"Claim", "ServiceRecord", "PointEntry", "ServiceRating", "RegistrantNeed"}
"""What a registrant has taken on, done, earned and been told."""


def claimants(world: World, claim: Node) -> Iterable[Node]:
    """The member or unit that takes a seat, that served, whose points they are, or whose work is rated."""
    for _, registration in world.steps(claim, "CLAIMED_BY|SERVED_UNDER|CREDITED_TO|RATED_UNDER|NEEDED_BY", "->"):
        yield from (other for _, other in world.steps(registration, "REGISTERS", "->"))


CRITERIA: dict[str, Callable[[World, Node, Any], bool]] = {"about": is_about, "availableOn": is_available_on}


def syllables(node: Node) -> str | None:
    """A name's reading, as it is stored behind its joined form."""
    stored = node.properties.get("pinyin")
    return None if stored is None else stored.partition(" ")[2]


NODE_VALUES: dict[str, Callable[[Node], Any]] = {
    "Area.level": lambda node: LEVELS[node.properties["level"] - 1],
    "Person.name": lambda node: masked_name(node.properties.get("name")),
    "Person.phone": lambda node: node.properties.get("phoneMasked"),
    "Project.dueOn": project_due,
    "Project.light": project_light,
    "Resource.contact": contact,
    "Unit.contact": contact,
    "Registration.overdue": is_overdue,
    "RegistrationStep.happenedAt": lambda node: moment(node, "at"),
    **{f"ServiceRecord.{name}": partial(moment, name=name) for name in MOMENTS},
    "PointEntry.points": lambda node: node.properties["amount"] / 100,
    "PointEntry.countedOn": lambda node: node.properties["on"],
    "PointEntry.bookedAt": lambda node: moment(node, "bookedAt"),
    "QuarterCard.quarter": lambda node: node.properties["number"],
    "QuarterCard.frozenAt": lambda node: moment(node, "frozenAt"),
    **{
        f"QuarterCard.{of}{what}": partial(points_of, name=f"{of}{name}")
        for of in ("duty", "exchange")
        for what, name in (("Points", "Earned"), ("Balance", "Balance"))
    },
    **{
        f"QuarterCard.{mark}": partial(mean_of, mark=mark, count="serviceRatings")
        for mark in ("completion", "attitude", "effect")
    },
    "QuarterCard.cooperation": partial(mean_of, mark="cooperation", count="cooperationRatings"),
    "RegistrantNeed.movedAt": lambda node: moment(node, "movedAt"),
    "ClaimMessage.saidAt": lambda node: moment(node, "saidAt"),
    "Claim.unreadByCommunity": lambda node: node.properties.get("unreadByCommunity", 0),
    "Claim.unreadByRegistrant": lambda node: node.properties.get("unreadByRegistrant", 0),
    "Claim.claimedAt": lambda node: moment(node, "claimedAt"),
    "Claim.movedAt": lambda node: moment(node, "movedAt"),
    **dict.fromkeys(
        (
            *("Need.version", "Resource.version", "Project.version", "PartyOrganization.version", "Unit.version"),
            *("JointCommittee.version", "BigWorkCommittee.version", "BigPartyCommittee.version"),
        ),
        lambda node: node.properties.get("version", 0),
    ),
}

TIE_VALUES: dict[str, Callable[[Relationship], Any]] = {
    "relationship": lambda tie: tie.type,
    "words": lambda tie: WORDS[tie.type][0],
    "crossing": lambda tie: "ACROSS_AREAS" if is_outside(tie) else "ACROSS_LEVELS",
    "seat": lambda tie: tie.properties.get("seat"),
    "since": lambda tie: (tie.end if tie.type == "HOLDS_PAIRING" else tie).properties.get("since"),
}
