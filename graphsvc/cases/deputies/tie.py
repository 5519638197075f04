"""What a deputyship may be: whose seat, by whom, how long, and who may name it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from graphsvc.access.role import Role
from graphsvc.china import deadline, in_utc
from graphsvc.codes import DIGITS, AreaLevel, prefix_of
from graphsvc.errors import BadInput, Forbidden

LONGEST = timedelta(days=183)
SEATS = {
    Role.GRID_WORKER: (AreaLevel.GRID, 15),
    Role.COMMUNITY_OFFICIAL: (AreaLevel.COMMUNITY, 12),
    Role.SUBDISTRICT_OFFICIAL: (AreaLevel.SUBDISTRICT, 9),
    Role.DISTRICT_ADMIN: (AreaLevel.DISTRICT, 6),
}
"""Seats of areas, from below: the level of the area, and how many digits of its code count."""
_RANKS = list(SEATS)


@dataclass(frozen=True, slots=True)
class Tie:
    """A deputyship as it is named.

    `place` is the code of the seat's area, or the id of a department; `absent` and `deputy` are ids of persons, which
    their tokens have as subject, `absent` empty where the seat itself stands empty.
    """

    role: Role
    place: str
    absent: str
    deputy: str
    since: datetime
    until: datetime
    reason: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "since", in_utc(self.since))
        object.__setattr__(self, "until", deadline(self.until))

    @property
    def around(self) -> list[int]:
        """How many digits of the seat's code the areas around it share with it, from below; a grid's is its community.

        A department's, whose own people come before all areas, begin with its subdistrict.
        """
        digits = SEATS.get(self.role, (AreaLevel.SUBDISTRICT, DIGITS[AreaLevel.SUBDISTRICT]))[1]
        return [each for each in sorted(DIGITS.values(), reverse=True) if each <= digits]

    def check(self, now: datetime) -> None:
        """
        Raises:
            BadInput: the seat is not of that level, somebody acts for itself, or the days are past, turned or too many.
        """
        if self.role in SEATS:
            level, digits = SEATS[self.role]
            if len(prefix_of(self.place)) != digits:
                raise BadInput(f"{self.role.zh}的岗位在{level.zh}。", f"The seat of {self.role} is a {level}.").at(
                    "deputyship", "place"
                )
        elif self.role is not Role.DEPARTMENT:
            raise BadInput(f"{self.role.zh}没有可以代办的岗位。", f"{self.role} has no seat to act for.").at(
                "deputyship", "role"
            )
        if self.absent == self.deputy:
            raise BadInput("不能代自己办理。", "Nobody acts for itself.").at("deputyship", "person")
        if self.since < now:
            raise BadInput("代办不能早于现在开始。", "It begins now or later.").at("deputyship", "startsAt")
        if not self.since < self.until <= self.since + LONGEST:
            raise BadInput(
                f"代办要有截止时间，晚于开始，最多 {LONGEST.days} 天。",
                f"It ends after it begins, within {LONGEST.days} days.",
            ).at("deputyship", "endsAt")


def check_rank(caller: Role, role: Role) -> None:
    """
    Raises:
        Forbidden: the seat stands above the caller's, or is a department's and the caller neither that nor above it.
    """
    over_all = caller in (Role.SYSTEM, Role.DISTRICT_ADMIN)
    own = caller is role or (caller in _RANKS and role in _RANKS and _RANKS.index(role) < _RANKS.index(caller))
    if not over_all and not own:
        raise Forbidden(
            f"只能为本级或下级岗位指定代办，不能指定{role.zh}的。",
            f"Deputies are named for seats of one's own level or below, not for a {role}.",
        )
