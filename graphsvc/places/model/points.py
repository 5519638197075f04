"""Service points at the door (家门口服务点): where something is offered, when it is open, who can get in.

Classes: those of the stations 家门口 of 浦东. The phone is an office's, never somebody's own: all who sign in read it.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from graphsvc.codes import prefix_of
from graphsvc.errors import BadInput
from graphsvc.places.model.hours import OpeningHours, hours_row
from graphsvc.text.personal import refuse_personal
from graphsvc.vocabulary.labelled import Labelled
from graphsvc.vocabulary.machine import Machine
from graphsvc.whereabouts import refuse_half

MOST_DAYS_SHUT = 60
_PHONE = re.compile(r"[0-9][0-9 \-]{2,22}(转[0-9]{1,6})?")


class ServicePointClass(Labelled):
    """Which of the seven kinds of service something is (服务类别)."""

    PARTY = "PARTY", "党群服务", "Party and mass organizations"
    GOVERNMENT = "GOVERNMENT", "政务服务", "Dealings with the government"
    LIVING = "LIVING", "生活服务", "Daily living"
    LAW = "LAW", "法律服务", "Law"
    HEALTH = "HEALTH", "健康服务", "Health"
    CULTURE = "CULTURE", "文化服务", "Culture"
    COMMUNITY = "COMMUNITY", "社区管理服务", "Running of the community"


class Accessibility(Labelled):
    """What makes a point usable for who cannot walk, see or hear well (无障碍条件)."""

    STEP_FREE = "STEP_FREE", "无障碍通道", "A way in without steps"
    LIFT = "LIFT", "电梯", "A lift"
    TOILET = "TOILET", "无障碍卫生间", "An accessible toilet"
    LOW_COUNTER = "LOW_COUNTER", "低位服务台", "A counter to sit at"
    TACTILE = "TACTILE", "盲道", "Tactile paving"
    HEARING = "HEARING", "手语或文字交流", "Sign language, or writing"
    WHEELCHAIR = "WHEELCHAIR", "轮椅借用", "Wheelchairs to borrow"


class ServicePointState(Labelled):
    """Whether a service point is there (服务点状态)."""

    OPEN = "OPEN", "运行中", "There, at its hours"
    CLOSED = "CLOSED", "已撤销", "No longer there"


class ServicePointAction(Labelled):
    """What can be done with a service point (服务点步骤)."""

    AMEND = "AMEND", "更新", "Change what is told of it"
    VERIFY = "VERIFY", "核实", "Say that it is still so"
    CLOSE = "CLOSE", "撤销", "Close it for good"


_S, _A = ServicePointState, ServicePointAction
POINT = Machine(
    "service point",
    {(_S.OPEN, _A.AMEND): _S.OPEN, (_S.OPEN, _A.VERIFY): _S.OPEN, (_S.OPEN, _A.CLOSE): _S.CLOSED},
)
NOT_THEIRS = "须由该区域的社区、镇街或区县办理。"


@dataclass(frozen=True, slots=True)
class ServiceRules:
    """What an installation sets: how long what is told of a point is relied on."""

    stale_after: timedelta = timedelta(days=180)

    def verified(self, today: date) -> dict[str, date]:
        """What is kept of somebody's saying today that it is so."""
        return {"verifiedOn": today, "verifyBy": today + self.stale_after}


def bar_point(state: ServicePointState, action: ServicePointAction, *, theirs: bool) -> str | None:
    """Say in Chinese why somebody may not take a step now; None where it may. The statement `step` decides alike."""
    return POINT.bar(state, action) or (None if theirs else NOT_THEIRS)


def office_phone(text: str) -> str:
    """Check a phone of an office: a landline with or without area code and extension, or a short number.

    Raises:
        BadInput: it is somebody's mobile, or no number.
    """
    refuse_personal(text)
    if not _PHONE.fullmatch(text.strip()):
        raise BadInput(
            "请填办公电话，如 023-68810000 或 023-68810000转8、12345。",
            "Give an office's phone, such as 023-68810000 or 12345.",
        )
    return text


@dataclass(frozen=True, slots=True)
class PointDetails:
    """What is told of a point, all of it anew each time."""

    name: str
    classes: tuple[ServicePointClass, ...]
    address: str
    longitude: float | None = None
    latitude: float | None = None
    hours: tuple[OpeningHours, ...] = ()
    shut_on: tuple[date, ...] = ()
    access: tuple[Accessibility, ...] = ()
    phone: str | None = None

    def check(self) -> None:
        """
        Raises:
            BadInput: degrees come without their pair.
        """
        refuse_half(self.longitude, self.latitude, "point")

    def row(self) -> dict[str, object]:
        """Its properties in the graph."""
        return {
            "name": self.name,
            "classes": [each.value for each in ServicePointClass if each in self.classes],
            "address": self.address,
            "longitude": self.longitude,
            "latitude": self.latitude,
            **hours_row(self.hours),
            "shutOn": sorted(set(self.shut_on)),
            "access": [each.value for each in Accessibility if each in self.access],
            "phone": self.phone,
        }


def check_place(area: str, field: str) -> None:
    """
    Raises:
        BadInput: it is a city, or an estate, where nobody answers for a service.
    """
    if len(prefix_of(area)) < len("500103") or "E" in area:
        raise BadInput("请填区县、镇街、社区或网格的代码。", "Give a district, subdistrict, community or grid.").at(
            field, "area"
        )
