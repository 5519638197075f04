"""How long a project may stand at each step before somebody is asked why (项目时限), in days by the calendar.

The days are this service's own; a locality's rules may say others.
"""

from dataclasses import dataclass
from enum import StrEnum

from graphsvc.cobuilding.model.project import ProjectState

YELLOW_AT = 80  # percent of the time


@dataclass(frozen=True, slots=True)
class Term:
    """The time for the next step.

    Attributes:
        since: properties that hold the day on which it begins; the first that is there counts.
    """

    since: tuple[str, ...]
    days: int

    @property
    def warn_days(self) -> int:
        """Days after which the light is yellow, rounded up."""
        return -(-self.days * YELLOW_AT // 100)


TERMS = {
    ProjectState.PROPOSED: Term(("proposedOn",), 7),
    ProjectState.CLAIMED: Term(("claimedOn", "proposedOn"), 7),
    ProjectState.COORDINATING: Term(("coordinatedOn", "claimedOn", "proposedOn"), 30),
    ProjectState.DELIVERED: Term(("deliveredOn", "proposedOn"), 7),
    ProjectState.FEEDBACK: Term(("feedbackOn", "deliveredOn", "proposedOn"), 15),
}
"""States in which somebody owes the next step; in FEEDBACK a rating, asked for until its time is over."""

SUPERIOR_AFTER = 15
"""Days past the deadline after which a project lies before the district as well."""


class Desk(StrEnum):
    """Who owes a project its next step, or sees to it that somebody does."""

    UNIT = "UNIT"
    COMMUNITY = "COMMUNITY"
    SUBDISTRICT = "SUBDISTRICT"
    DISTRICT = "DISTRICT"
