"""Entries of the lists of needs and resources: on offer, paused, withdrawn; and when they have to be verified anew."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """Which list; the value is the label of its nodes."""

    NEED = "Need"
    RESOURCE = "Resource"


class Action(StrEnum):
    """What can be done with an entry as a whole."""

    PAUSE = "PAUSE"
    RESUME = "RESUME"
    WITHDRAW = "WITHDRAW"


MOVES: Mapping[Kind, Mapping[tuple[str, Action], str]] = {
    Kind.NEED: {
        ("OPEN", Action.PAUSE): "PAUSED",
        ("PAUSED", Action.RESUME): "OPEN",
        ("OPEN", Action.WITHDRAW): "WITHDRAWN",
        ("PAUSED", Action.WITHDRAW): "WITHDRAWN",
    },
    Kind.RESOURCE: {
        ("ACTIVE", Action.PAUSE): "PAUSED",
        ("PAUSED", Action.RESUME): "ACTIVE",
        ("ACTIVE", Action.WITHDRAW): "WITHDRAWN",
        ("PAUSED", Action.WITHDRAW): "WITHDRAWN",
    },
}

OPEN: Mapping[Kind, str] = {Kind.NEED: "OPEN", Kind.RESOURCE: "ACTIVE"}
"""The status an entry is published with."""

AMENDABLE: Mapping[Kind, tuple[str, ...]] = {
    Kind.NEED: ("OPEN", "IN_PROGRESS", "PAUSED"),
    Kind.RESOURCE: ("ACTIVE", "PAUSED"),
}
"""Statuses in which an entry may be changed."""

STALE_AFTER = timedelta(days=180)
"""An entry that nobody has verified for so long goes on the list to verify (待核实清单)."""


def sources(kind: Kind, action: Action) -> list[str]:
    """The statuses from which an action may be taken."""
    return [status for status, taken in MOVES[kind] if taken is action]


def target(kind: Kind, action: Action) -> str:
    """The status that an action leads to."""
    (status,) = {after for (_, taken), after in MOVES[kind].items() if taken is action}
    return status


def allowed(kind: Kind, status: str) -> list[Action]:
    """What may be done from a status."""
    return [action for start, action in MOVES[kind] if start == status]


def stale_before(today: date) -> date:
    """Entries verified before this day, or never, have to be verified anew."""
    return today - STALE_AFTER
