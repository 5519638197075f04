"""The ledger of forces (治理"N"力量一本账): who serves where, as what, with which skills, when, verified when."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from graphsvc.codes import prefix_of
from graphsvc.errors import BadInput
from graphsvc.org.model.weekly import weekdays_of
from graphsvc.vocabulary.labelled import Labelled
from graphsvc.vocabulary.machine import Machine

STALE_AFTER = timedelta(days=180)
"""An entry that nobody has verified for so long is marked."""
MOST_SKILLS = 8
_PREFIXES = (9, 12, 15)
Word = TypeVar("Word", bound=Labelled)


class ForceKind(Labelled):
    """Which of the forces of an area somebody is counted under (力量类别)."""

    FULL_TIME_GRID_WORKER = "FULL_TIME_GRID_WORKER", "专职网格员", "Full-time grid worker"
    PART_TIME_GRID_WORKER = "PART_TIME_GRID_WORKER", "兼职网格员", "Part-time grid worker"
    GRID_GUIDE = "GRID_GUIDE", "网格指导员", "Guide of a grid, sent from above"
    CADRE = "CADRE", "镇街干部", "Subdistrict cadre"
    POLICE_OFFICER = "POLICE_OFFICER", "民警", "Police officer"
    COMMUNITY_DOCTOR = "COMMUNITY_DOCTOR", "社区医生", "Community doctor"
    MEMBER_VOLUNTEER = "MEMBER_VOLUNTEER", "党员志愿者", "Party member volunteer"
    RESIDENT = "RESIDENT", "热心居民", "Resident who helps"
    NEW_WORKER = "NEW_WORKER", "新就业群体", "Rider, courier, driver: new forms of work"
    MEDIATOR = "MEDIATOR", "调解员", "Mediator"
    PROPERTY_STAFF = "PROPERTY_STAFF", "物业人员", "Staff of property management"
    BUILDING_HEAD = "BUILDING_HEAD", "楼栋长", "Head of a building"


class ForceSkill(Labelled):
    """What somebody can do that not everybody can (力量技能)."""

    FIRST_AID = "FIRST_AID", "急救", "First aid"
    NURSING = "NURSING", "医疗护理", "Medicine and nursing"
    FIRE_FIGHTING = "FIRE_FIGHTING", "消防", "Fighting fires"
    FLOOD_RELIEF = "FLOOD_RELIEF", "防汛抢险", "Relief in floods"
    REPAIR = "REPAIR", "水电维修", "Repair of water and electricity"
    MEDIATION = "MEDIATION", "调解", "Mediation"
    LAW = "LAW", "法律", "Law"
    COUNSELLING = "COUNSELLING", "心理疏导", "Counselling"
    ELDER_CARE = "ELDER_CARE", "养老照护", "Care of the elderly"
    CHILD_CARE = "CHILD_CARE", "托幼助学", "Care and teaching of children"
    PUBLICITY = "PUBLICITY", "政策宣讲", "Explaining policies"
    LANGUAGES = "LANGUAGES", "手语、外语、方言", "Sign language, foreign languages, dialects"
    DRIVING = "DRIVING", "驾驶", "Driving"
    DIGITAL = "DIGITAL", "信息技术", "Computers and phones"


class ForceState(Labelled):
    """Whether somebody is on the ledger (在册状态)."""

    LISTED = "LISTED", "在册", "On the ledger"
    ENDED = "ENDED", "已退出", "No longer on it"


class ForceAction(Labelled):
    """What can be done with an entry of the ledger (力量步骤)."""

    AMEND = "AMEND", "更新", "Change skills and times"
    VERIFY = "VERIFY", "核实", "Say that it is still so"
    END = "END", "退出", "Take it off the ledger"


FORCE = Machine(
    "force",
    {
        (ForceState.LISTED, ForceAction.AMEND): ForceState.LISTED,
        (ForceState.LISTED, ForceAction.VERIFY): ForceState.LISTED,
        (ForceState.LISTED, ForceAction.END): ForceState.ENDED,
    },
)
NOT_THEIRS = "须由该区域的社区、镇街或区县办理。"


def bar_step(state: ForceState, action: ForceAction, *, theirs: bool) -> str | None:
    """Say in Chinese why somebody may not take a step now; None where it may. The statement `step` decides alike."""
    return FORCE.bar(state, action) or (None if theirs else NOT_THEIRS)


@dataclass(frozen=True, slots=True)
class Times:
    """When somebody is there: on days of the week, from one minute of the day to before another.

    Where `to_minute` is not after `from_minute` it is one of the next day: 22:00 to 06:00, or round the clock.
    """

    rule: str
    from_minute: int
    to_minute: int

    def row(self) -> dict[str, object]:
        """Its properties in the graph."""
        rule = self.rule.strip().upper().removeprefix("RRULE:")
        days = list(weekdays_of(rule))
        return {"rule": rule, "weekdays": days, "fromMinute": self.from_minute, "toMinute": self.to_minute}


NO_TIMES: dict[str, object] = {"rule": None, "weekdays": None, "fromMinute": None, "toMinute": None}


@dataclass(frozen=True, slots=True)
class NewForce:
    """Somebody as it is entered: `person` is the id of a person, `area` the code of where it serves."""

    area: str
    person: str
    kind: ForceKind
    skills: tuple[ForceSkill, ...]
    times: Times | None
    starts_on: date

    def check(self, today: date) -> None:
        """
        Raises:
            BadInput: it is for no grid, community or subdistrict, or has not begun yet.
        """
        if len(prefix_of(self.area)) not in _PREFIXES:
            raise BadInput(
                "力量登记在网格、社区或镇街，请填其代码。",
                "A force is entered for a grid, a community or a subdistrict: give its code.",
            ).at("force", "area")
        if self.starts_on > today:
            raise BadInput("起始日期不能晚于今天，到岗后再登记。", "It has not begun yet: enter it once it has.").at(
                "force", "startsOn"
            )


@dataclass(frozen=True, slots=True)
class Tally:
    """How many entries there are; how many are there at the moment, and not verified for long."""

    entries: int = 0
    there: int = 0
    stale: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.entries + other.entries, self.there + other.there, self.stale + other.stale)


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted of an area: by kind, which adds up to the whole, and by skill, of which one may have several."""

    kinds: dict[ForceKind, Tally]
    skills: dict[ForceSkill, Tally]

    @property
    def whole(self) -> Tally:
        """All kinds together."""
        return sum(self.kinds.values(), Tally())

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(_added(self.kinds, other.kinds), _added(self.skills, other.skills))


def _added(one: dict[Word, Tally], other: dict[Word, Tally]) -> dict[Word, Tally]:
    return {key: one.get(key, Tally()) + other.get(key, Tally()) for key in (*one, *other)}
