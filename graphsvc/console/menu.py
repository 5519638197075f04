"""The menu: pages and lists by what they are about, each for those who may open it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphsvc.access.principal import NOWHERE, Principal
from graphsvc.access.scope import Operation
from graphsvc.console.published.lists import LISTS
from graphsvc.console.published.page_table import PAGES

MENU: Mapping[str, Sequence[str]] = {
    "我的工作": ("today", "notices", "help", "raise_case", "registration", "confirm_records", "deputies"),
    "清单": ("assignment_plan", "needs", "resources", "projects"),
    "事件": ("cases", "tasks", "supervisions", "contingencyPlans", "contingencyRuns"),
    "指挥": ("screen", "map", "warnings", "duty", "dutyShifts", "command_centre"),
    "网格": (
        "forces_ledger",
        "forces",
        "gridItems",
        "patrolPlans",
        "visits",
        "keyPlaces",
        "hazards",
        "key_groups",
    ),
    "家门口": ("servicePoints", "serviceItems", "policyNotices", "policyShares"),
    "双报到": ("posts", "registrations", "registration_list", "registrantNeeds", "quarterCards", "registration_stats"),
    "组织": ("units", "partyOrganizations", "jointCommittees", "pairings", "pairingRequests"),
    "督查": (
        "coverage",
        "findings",
        "rectification",
        "plan",
        "report",
        "appraisal",
        "yearlyAppraisals",
        "areaRatings",
        "rating_averages",
    ),
    "数据": ("spreadsheets", "data_quality", "area_changes", "holidays", "noticeEndpoints", "eventSubscriptions"),
}
HOMES = ("today", "registration", "coverage")
"""Where one begins: the first of these that one may open."""


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of the menu."""

    title: str
    path: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Entries about one matter."""

    title: str
    items: Sequence[Item]


_KNOWN: Mapping[str, tuple[str, str, Operation]] = {
    **{each.name: (each.title, each.path, each.needs) for each in PAGES},
    **{each.name: (each.title, f"/console/{each.name}", each.needs) for each in LISTS},
    "spreadsheets": ("导入表格", "/console/spreadsheets", Operation.IMPORT_SHEETS),
    "data_quality": ("数据质量", "/console/data-quality", Operation.READ_FINDINGS),
    "registration_list": ("批量报到", "/console/registration-list", Operation.REVIEW_REGISTRATION),
}


def menu_of(caller: Principal, at: str = "") -> list[Group]:
    """The menu of a caller on the page at an address."""
    groups = [Group(title, _items(caller, names, at)) for title, names in MENU.items()]
    return [group for group in groups if group.items]


def home_of(caller: Principal) -> str:
    """The address at which a caller begins."""
    return _items(caller, HOMES)[0].path


def _items(caller: Principal, names: Sequence[str], at: str = "") -> list[Item]:
    known = [_KNOWN[name] for name in names]
    return [Item(title, path, path == at) for title, path, needs in known if caller.granted(needs) != NOWHERE]
