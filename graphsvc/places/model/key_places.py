"""Key places and enterprises (重点场所、重点企业), and the hazards that were found there.

Kinds: schools, markets, sites, nine kinds of small premises (九小场所), and enterprises with what GB/T 31000-2015 has
of their party organization: whether there are the conditions for one, whether there is one, how many members it has.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from graphsvc.codes import DIGITS, AreaLevel, prefix_of
from graphsvc.errors import BadInput
from graphsvc.places.model.points import NOT_THEIRS
from graphsvc.vocabulary.labelled import Labelled
from graphsvc.vocabulary.machine import Machine
from graphsvc.whereabouts import refuse_half

SEEN_WITHIN = timedelta(days=30)
"""A key place that nobody has been to for longer is worth a visit."""
LONGEST_TO_CLEAR = timedelta(days=366)
MOST_STAFF = 1_000_000


class KeyPlaceKind(Labelled):
    """What kind of place it is (重点场所类别)."""

    SCHOOL = "SCHOOL", "学校", "A school"
    MARKET = "MARKET", "市场", "A market"
    SITE = "SITE", "建筑工地", "A building site"
    ENTERPRISE = "ENTERPRISE", "重点企业", "An enterprise"
    CROWDED = "CROWDED", "人员密集场所", "Where many people come together"
    CHEMICALS = "CHEMICALS", "危险化学品场所", "Where dangerous chemicals are kept"
    SMALL_SCHOOL = "SMALL_SCHOOL", "小学校（幼儿园）", "A small school or kindergarten"
    SMALL_CLINIC = "SMALL_CLINIC", "小医院（诊所）", "A small hospital or clinic"
    SMALL_SHOP = "SMALL_SHOP", "小商店", "A small shop"
    SMALL_EATERY = "SMALL_EATERY", "小餐饮", "A small eatery"
    SMALL_INN = "SMALL_INN", "小旅馆", "A small inn"
    SMALL_ENTERTAINMENT = "SMALL_ENTERTAINMENT", "小歌舞娱乐", "A small place of song and dance"
    SMALL_NET_CAFE = "SMALL_NET_CAFE", "小网吧", "A small internet cafe"
    SMALL_BEAUTY_BATH = "SMALL_BEAUTY_BATH", "小美容洗浴", "A small beauty parlour or bath"
    SMALL_WORKSHOP = "SMALL_WORKSHOP", "小生产加工", "A small workshop"


class KeyPlaceState(Labelled):
    """Whether a key place is on the list (重点场所状态)."""

    LISTED = "LISTED", "在册", "On the list"
    DELISTED = "DELISTED", "已退出", "No longer on the list"


class KeyPlaceAction(Labelled):
    """What can be done with a key place (重点场所步骤)."""

    AMEND = "AMEND", "更新", "Change what is told of it"
    VERIFY = "VERIFY", "核实", "Say that it is still so"
    RECORD_HAZARD = "RECORD_HAZARD", "登记隐患", "Record what is dangerous there"
    DELIST = "DELIST", "退出", "Take it off the list"


class HazardKind(Labelled):
    """What is dangerous (隐患类别)."""

    FIRE = "FIRE", "消防", "Fire"
    GAS = "GAS", "燃气", "Gas"
    ELECTRICITY = "ELECTRICITY", "用电", "Electricity"
    CHEMICALS = "CHEMICALS", "危险化学品", "Dangerous chemicals"
    STRUCTURE = "STRUCTURE", "建筑结构", "The building"
    FOOD = "FOOD", "食品安全", "Food"
    CROWDING = "CROWDING", "人员拥挤", "Too many people"
    OTHER = "OTHER", "其他", "Something else"


class HazardState(Labelled):
    """Whether it is still dangerous (隐患状态)."""

    OPEN = "OPEN", "未消除", "Still there"
    CLEARED = "CLEARED", "已消除", "Somebody saw that it is gone"


class HazardAction(Labelled):
    """What can be done with a hazard (隐患步骤)."""

    CLEAR = "CLEAR", "销号", "Say that it is gone"


_S, _A = KeyPlaceState, KeyPlaceAction
KEY_PLACE = Machine(
    "key place",
    {
        (_S.LISTED, _A.AMEND): _S.LISTED,
        (_S.LISTED, _A.VERIFY): _S.LISTED,
        (_S.LISTED, _A.RECORD_HAZARD): _S.LISTED,
        (_S.LISTED, _A.DELIST): _S.DELISTED,
    },
)
HAZARD = Machine("hazard", {(HazardState.OPEN, HazardAction.CLEAR): HazardState.CLEARED})
NOT_IN_AREA = "须由该区域的网格员、社区、镇街或区县办理。"
HAZARDS_OPEN = "还有未消除的隐患，请先销号。"


def bar_key_place(
    state: KeyPlaceState, action: KeyPlaceAction, *, keeps: bool, records: bool, hazards: int
) -> str | None:
    """Say in Chinese why somebody may not take a step now; None where it may. The statement `step` decides alike.

    Args:
        keeps: whether the caller keeps the list of that area.
        records: whether it records hazards there.
        hazards: how many are open.
    """
    if bar := KEY_PLACE.bar(state, action):
        return bar
    if action is KeyPlaceAction.RECORD_HAZARD:
        return None if records else NOT_IN_AREA
    if not keeps:
        return NOT_THEIRS
    return HAZARDS_OPEN if action is KeyPlaceAction.DELIST and hazards else None


def bar_hazard(state: HazardState, action: HazardAction, *, keeps: bool) -> str | None:
    """Say in Chinese why somebody may not take a step now; None where it may."""
    return HAZARD.bar(state, action) or (None if keeps else NOT_THEIRS)


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """What an enterprise tells of its party organization; each None where nobody told."""

    conditions: bool | None = None
    organization: bool | None = None
    members: int | None = None


@dataclass(frozen=True, slots=True)
class KeyPlaceDetails:
    """What is told of a key place, all of it anew each time; `operator` is the id of the unit that runs it."""

    name: str
    kind: KeyPlaceKind
    address: str
    operator: str | None = None
    longitude: float | None = None
    latitude: float | None = None
    phone: str | None = None
    staff: int | None = None
    party: PartyFacts = PartyFacts()

    def check(self) -> None:
        """
        Raises:
            BadInput: degrees come without their pair; an enterprise without its unit, or what only an enterprise has
                of something else; members without an organization.
        """
        refuse_half(self.longitude, self.latitude, "place")
        enterprise = self.kind is KeyPlaceKind.ENTERPRISE
        if enterprise and self.operator is None:
            raise BadInput("重点企业请填经营单位。", "Say which unit an enterprise is.").at("place", "operator")
        if not enterprise and self.party != PartyFacts():
            raise BadInput("只有重点企业填报党组织情况。", "Only an enterprise tells of its party organization.").at(
                "place", "kind"
            )
        if self.party.members and not self.party.organization:
            raise BadInput(
                "填了党组织的党员人数，请同时填已建立党组织。",
                "Members of a party organization come with saying that there is one.",
            ).at("place", "partyOrganization")

    def row(self) -> dict[str, object]:
        """Its properties in the graph."""
        return {
            "name": self.name,
            "kind": self.kind.value,
            "address": self.address,
            "unit": self.operator,
            "longitude": self.longitude,
            "latitude": self.latitude,
            "phone": self.phone,
            "staff": self.staff,
            "partyConditions": self.party.conditions,
            "partyOrganization": self.party.organization,
            "partyMembers": self.party.members,
        }


@dataclass(frozen=True, slots=True)
class NewHazard:
    """What was found on a day, and the last day on which it has to be gone."""

    kind: HazardKind
    text: str
    found_on: date
    clear_by: date

    def check(self, today: date) -> None:
        """
        Raises:
            BadInput: it was found on a day to come, or is to be gone before it was found or after more than a year.
        """
        if self.found_on > today:
            raise BadInput("发现日期不能晚于今天。", "It was found today at the latest.").at("hazard", "foundOn")
        if not self.found_on <= self.clear_by <= self.found_on + LONGEST_TO_CLEAR:
            raise BadInput(
                f"整改期限须在发现之后 {LONGEST_TO_CLEAR.days} 天内。",
                f"It has to be gone within {LONGEST_TO_CLEAR.days} days after it was found.",
            ).at("hazard", "clearByOn")


def check_lies(area: str) -> None:
    """
    Raises:
        BadInput: the area is no community and no grid.
    """
    if len(prefix_of(area)) < DIGITS[AreaLevel.COMMUNITY] or "E" in area:
        raise BadInput("请填社区或网格的代码。", "Give the code of a community or grid.").at("place", "area")
