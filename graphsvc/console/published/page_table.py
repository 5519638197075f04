"""The table of pages: address, who may open it, and the variables of its document from path and query."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.datastructures import QueryParams

from graphsvc.access.principal import NOWHERE, Principal
from graphsvc.access.scope import Operation
from graphsvc.codes import prefix_of
from graphsvc.console.pictures.choices import choices_of

Path = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Visited:
    """A visit to a page: by whom, where they are at home, with which path and query, on which day in China."""

    caller: Principal
    home: str
    path: Path
    query: QueryParams
    today: date

    def may(self, operation: Operation) -> bool:
        """Whether the caller may do something anywhere."""
        return self.caller.granted(operation) != NOWHERE

    def text(self, name: str) -> str:
        """A value of the query without the spaces around it; empty when there is none."""
        return self.query.get(name, "").strip()

    def given(self, *names: str) -> dict[str, str]:
        """The values of the query that are there, under the names of variables."""
        return {name: self.text(name) for name in names if self.text(name)}

    @property
    def area(self) -> str:
        """The area asked about, or the one where the caller is at home."""
        return self.path.get("code") or self.text("area") or self.text("place") or self.home


@dataclass(frozen=True, slots=True)
class Page:
    """One page, for callers who may do `needs`."""

    name: str
    path: str
    title: str
    variables: Callable[[Visited], dict[str, Any]]
    needs: Operation = Operation.READ_STRUCTURE


def today(visited: Visited) -> dict[str, Any]:
    """What waits for the caller: each part for those who have to do with it."""
    parts = {
        "cases": Operation.READ_CASES,
        "projects": Operation.RATE_PROJECT,
        "verify": Operation.VERIFY_LIST,
        "confirm": Operation.CONFIRM_SERVICE,
    }
    asked = {name: visited.may(operation) for name, operation in parts.items()}
    return {"area": visited.home, **asked, "after": visited.text("after") or None}


def assignment_plan(visited: Visited) -> dict[str, Any]:
    """An area, and how many pairings a need and a unit may have at most."""
    limits = {name: int(text) for name, text in visited.given("perNeed", "perUnit").items() if text.isdecimal()}
    return {"area": visited.area, "limits": limits}


def notices(visited: Visited) -> dict[str, Any]:
    """What the caller should know of: what it has not read yet, unless all is asked for."""
    unread = {} if visited.text("show") == "all" else {"filter": {"isRead": False}}
    return {**unread, "after": visited.text("after") or None}


def deputies(visited: Visited) -> dict[str, Any]:
    """Who acts for whom: all that is seen, or what holds now."""
    now = {"filter": {"holds": True}} if visited.text("show") == "now" else {}
    return {**now, "after": visited.text("after") or None}


def holidays(visited: Visited) -> dict[str, Any]:
    """A year's arrangement: this year's unless asked otherwise; and what a change that is filled in would do."""
    year = visited.text("year")
    day, table, back = visited.text("days.fallsOn"), visited.text("table"), visited.query.getlist("fallOn")
    one = {"fallsOn": day, "kind": visited.text("days.kind"), "name": visited.text("days.name")}
    return {
        "year": int(year) if year.isdecimal() and len(year) == 4 else visited.today.year,
        "preview": bool(day or table or back) and visited.may(Operation.KEEP_HOLIDAYS),
        "days": [one] if day else None,
        "table": table or None,
        "fallOn": back or None,
    }


def case(visited: Visited) -> dict[str, Any]:
    """A case, with suggested departments for those who whistle."""
    return {"id": visited.path["id"], "whistle": visited.may(Operation.WHISTLE_CASE)}


def place(visited: Visited) -> dict[str, Any]:
    """The place where something is entered."""
    return {"area": visited.area}


def registration_stats(visited: Visited) -> dict[str, Any]:
    """Figures of an area in a year or one quarter of it, this year unless told."""
    window = {name: int(text) for name, text in visited.given("year", "quarter").items() if text.isdecimal()}
    return {"area": visited.area, **window, **visited.given("after")}


def raising(visited: Visited) -> dict[str, Any]:
    """The place where a case is raised, and what it would tell, once it has a title to be compared by."""
    title = visited.text("title")
    told = {
        "category": visited.text("category") or "C01",
        "title": title or "-",
        **visited.given("place", "description"),
    }
    return {"area": visited.area, "check": bool(title), "case": {"area": visited.area, **told}}


def who_can_help(visited: Visited) -> dict[str, Any]:
    """A problem in words and a place, or a need of the list."""
    text, need = visited.text("text"), visited.text("need")
    found: dict[str, Any] = {"area": visited.area, "text": text or "-", "byText": bool(text and not need)}
    found |= {"byNeed": bool(need), "need": need or "-"}
    found["near"] = found["byText"] and bool(visited.area[2:].strip("0"))  # not in a whole city
    if text and not need:
        found["problem"] = {"text": text, "area": visited.area}
    return found


def coverage(visited: Visited) -> dict[str, Any]:
    """Coverage of an area on a day, and on a second one to compare it with."""
    found: dict[str, Any] = {"area": visited.area, **visited.given("asOf", "than")}
    return {**found, "compare": "than" in found}


def findings(visited: Visited) -> dict[str, Any]:
    """Findings of an area on a day, of one rule or all."""
    rules = [rule for rule in visited.query.getlist("rules") if rule]
    given = visited.given("asOf", "severity", "after")
    return {"area": visited.area, **given, **({"rules": rules} if rules else {})}


def rectification(visited: Visited) -> dict[str, Any]:
    """Findings of two days: from the year's first unless asked otherwise, to today."""
    days = {"from": date(visited.today.year, 1, 1).isoformat(), "to": visited.today.isoformat()}
    return {**findings(visited), **days, **visited.given("from", "to")}


def one_at(visited: Visited) -> dict[str, Any]:
    """One thing by its id, and the place around it."""
    return {"id": visited.path["id"], "area": visited.area}


def area(visited: Visited) -> dict[str, Any]:
    """An area."""
    return {"code": visited.area}


def drawn(visited: Visited) -> dict[str, Any]:
    """Ties around an area or a unit: what is expanded, and the ends of a way that is looked for."""
    chosen = choices_of(visited.query)
    more, start, end = list(chosen.expanded), chosen.start, chosen.end
    asked = {"more": more or ["-"], "expand": bool(more), "from": start or "-", "to": end or "-"}
    about = {"id": visited.path["id"]} if "id" in visited.path else {"code": visited.path["code"]}
    return {**about, **asked, "way": bool(start and end and start != end)}


def one(visited: Visited) -> dict[str, Any]:
    """One thing by its id."""
    return {"id": visited.path["id"]}


def unit(visited: Visited) -> dict[str, Any]:
    """A unit, with its contact for those who may read it."""
    return {"id": visited.path["id"], "contacts": visited.may(Operation.READ_CONTACTS)}


def search(visited: Visited) -> dict[str, Any]:
    """What was typed; people by exact number for those who may see numbers."""
    text = visited.text("text")
    number = text if text.isdecimal() and len(text) == 11 and visited.may(Operation.SEE_PHONE) else ""
    return {
        "text": text or "-",
        "asked": bool(text),
        "phone": number,
        "byNumber": bool(number),
        **visited.given("after"),
    }


def post(visited: Visited) -> dict[str, Any]:
    """A post, with its claims for those who read registrations."""
    return {"id": visited.path["id"], "registrations": visited.may(Operation.READ_REGISTRATIONS)}


def contingency_plan(visited: Visited) -> dict[str, Any]:
    """A contingency plan, with its runs for those who read tasks."""
    return {"id": visited.path["id"], "area": visited.area, "runs": visited.may(Operation.READ_CASES)}


def own_registration(visited: Visited) -> dict[str, Any]:
    """This year's registration of the caller's own unit or person."""
    return {"own": visited.may(Operation.READ_REGISTRATIONS)}


def records_to_confirm(visited: Visited) -> dict[str, Any]:
    """Records of service that wait at the caller's place."""
    return {"area": visited.area, **visited.given("after")}


def on_a_day(visited: Visited) -> dict[str, Any]:
    """An area on a day."""
    return {"area": visited.area, **visited.given("asOf")}


def key_groups(visited: Visited) -> dict[str, Any]:
    """Key groups of an area on a day; of a subdistrict its grids too, for those who file counts."""
    street = len(visited.area) == len(visited.home) and visited.area[6:9] != "000" and visited.area[9:] == "000"
    return {**on_a_day(visited), "file": street and visited.may(Operation.FILE_GROUPS)}


def warned(visited: Visited) -> dict[str, Any]:
    """Warnings of an area on a day; names for those who may read people."""
    return {"area": visited.area, "people": visited.may(Operation.READ_PEOPLE), **visited.given("asOf")}


def on_the_map(visited: Visited) -> dict[str, Any]:
    """A layer of an area on a day."""
    return {"area": visited.area, "layer": visited.text("layer") or "UNCOVERED_GRIDS", **visited.given("asOf")}


def nothing(_: Visited) -> dict[str, Any]:
    """Nothing: the page is about the caller."""
    return {}


def appraisal(visited: Visited) -> dict[str, Any]:
    """The score of an area by a day and the year before it, where the caller may see that of the area."""
    area, on = visited.area, visited.text("asOf") or visited.today.isoformat()
    scope = visited.caller.granted(Operation.READ_CASES).scope
    seen = bool(re.fullmatch(r"[1-9]\d{5}(?!000)\d{6}", area)) and prefix_of(area).startswith(scope or ("-",))
    return {"area": area, "asOf": on, "year": visited.today.year - 1, "seen": seen}


def judged(visited: Visited) -> dict[str, Any]:
    """The appraisal of a year by its id, which names area and year."""
    named = re.fullmatch(r"appraisal-([1-9]\d{11})-(\d{4})", visited.path["id"])
    area, year = named.groups() if named else (visited.area, str(visited.today.year - 1))
    return {**one(visited), "area": area, "year": int(year), "asOf": f"{year}-12-31"}


def rating_averages(visited: Visited) -> dict[str, Any]:
    """What the ratings of a unit or community come to in a year, the caller's own unit unless told."""
    rated, year = visited.text("rated") or visited.caller.unit, visited.text("year")
    known = int(year) if re.fullmatch(r"2\d{3}", year) else visited.today.year
    return {"rated": rated or "-", "seen": bool(rated), "year": known, **visited.given("asOf")}


def duty(visited: Visited) -> dict[str, Any]:
    """The command centre of an area, and its shifts from today on; names for those who may read people."""
    people = visited.may(Operation.READ_PEOPLE)
    return {"area": visited.area, "from": visited.today.isoformat(), "people": people}


def on_this_day(visited: Visited) -> dict[str, Any]:
    """One thing by its id, and today."""
    return {"id": visited.path["id"], "today": visited.today.isoformat()}


def service_item(visited: Visited) -> dict[str, Any]:
    """A service item, and the points around the caller that may offer it."""
    return {"id": visited.path["id"], "around": visited.area}


def district_of(code: str) -> str:
    """The district in which an area lies."""
    return code[:6] + "000000"


def connecting(visited: Visited) -> dict[str, Any]:
    """The area whose notices or changes go elsewhere; a unit, which is at home in a community, has its district."""
    return {"area": district_of(visited.area) if visited.caller.unit else visited.area}


def endpoint(visited: Visited) -> dict[str, Any]:
    """An endpoint, and what went there: all, or what is in one state."""
    state = visited.text("state")
    return {"id": visited.path["id"], **({"states": [state]} if state else {}), **visited.given("after")}


def new_service_item(visited: Visited) -> dict[str, Any]:
    """The place where an item is offered, and the district whose departments may."""
    return {"area": visited.area, "district": district_of(visited.area)}


def trail(visited: Visited) -> dict[str, Any]:
    """Everything done to one thing."""
    return {"id": visited.path["id"], **visited.given("after")}


PAGES = (
    Page("today", "/console/today", "今日", today, Operation.REPORT_TASK),
    Page("notices", "/console/notices", "通知", notices, Operation.READ_NOTICES),
    Page("help", "/console/help", "谁能帮忙", who_can_help, Operation.PROPOSE_PROJECT),
    Page("assignment_plan", "/console/assignment-plan", "统筹匹配", assignment_plan, Operation.PROPOSE_PROJECT),
    Page("raise_case", "/console/raise-case", "上报事件", raising, Operation.REPORT_CASE),
    Page("registration", "/console/registration", "我的报到", own_registration, Operation.CLAIM_POST),
    Page(
        "confirm_records",
        "/console/confirm-records",
        "待确认服务",
        records_to_confirm,
        Operation.CONFIRM_SERVICE,
    ),
    Page("offer_resource", "/console/offer-resource", "登记资源", place, Operation.EDIT_RESOURCE),
    Page("new_post", "/console/new-post", "发布岗位", place, Operation.EDIT_POST),
    Page("post", "/console/posts/{id}", "岗位", post),
    Page("one_registration", "/console/registrations/{id}", "报到", one, Operation.READ_REGISTRATIONS),
    Page("claim", "/console/claims/{id}", "认领", one, Operation.READ_REGISTRATIONS),
    Page("registrant_need", "/console/registrantNeeds/{id}", "党员和单位需求", one, Operation.READ_REGISTRANT_NEEDS),
    Page("service", "/console/services/{id}", "服务记录", one, Operation.READ_REGISTRATIONS),
    Page("registration_stats", "/console/registration-stats", "报到统计", registration_stats, Operation.READ_PEOPLE),
    Page("quarter_card", "/console/quarterCards/{id}", "登记卡", one, Operation.READ_REGISTRATIONS),
    Page("case", "/console/cases/{id}", "事件", case, Operation.READ_CASES),
    Page("need", "/console/needs/{id}", "需求", one),
    Page("resource", "/console/resources/{id}", "资源", one),
    Page("project", "/console/projects/{id}", "共建项目", one),
    Page("task", "/console/tasks/{id}", "任务", one, Operation.READ_CASES),
    Page("new_task", "/console/new-task", "派单", place, Operation.DISPATCH_TASK),
    Page("supervision", "/console/supervisions/{id}", "督办", one, Operation.ANSWER_SUPERVISION),
    Page("contingency_plan", "/console/contingencyPlans/{id}", "预案", contingency_plan),
    Page("new_contingency_plan", "/console/new-contingency-plan", "编制预案", place, Operation.KEEP_CONTINGENCY),
    Page("contingency_run", "/console/contingencyRuns/{id}", "预案运行", one, Operation.READ_CASES),
    Page("pairing", "/console/pairings/{id}", "包联", one),
    Page("pairing_request", "/console/pairingRequests/{id}", "包联派单", one, Operation.READ_CASES),
    Page("new_pairing", "/console/new-pairing", "建立包联", place, Operation.KEEP_PAIRING),
    Page("appraisal", "/console/appraisal", "考核得分", appraisal, Operation.READ_CASES),
    Page("yearly_appraisal", "/console/yearlyAppraisals/{id}", "年度考核", judged, Operation.READ_CASES),
    Page("area_rating", "/console/areaRatings/{id}", "评议", one, Operation.READ_CASES),
    Page("new_area_rating", "/console/new-area-rating", "评议", place, Operation.RATE_WORK),
    Page("rating_averages", "/console/rating-averages", "评议结果", rating_averages, Operation.READ_CASES),
    Page("unit", "/console/units/{id}", "共建单位", unit),
    Page("party_organization", "/console/partyOrganizations/{id}", "党组织", one),
    Page("joint_committee", "/console/jointCommittees/{id}", "大工委、大党委", one_at),
    Page("coverage", "/console/coverage", "覆盖", coverage),
    Page("findings", "/console/findings", "审计问题", findings, Operation.READ_FINDINGS),
    Page("finding", "/console/findings/{id}", "整改", one_at, Operation.READ_FINDINGS),
    Page("rectification", "/console/rectification", "整改对账", rectification, Operation.READ_FINDINGS),
    Page("plan", "/console/plan", "补齐方案", on_a_day, Operation.READ_FINDINGS),
    Page("report", "/console/report", "审计报告", on_a_day, Operation.READ_FINDINGS),
    Page("map", "/console/map", "一张图", on_the_map),
    Page("screen", "/console/screen", "一块屏", place, Operation.READ_CHANGES),
    Page("duty", "/console/duty", "值班", duty, Operation.READ_CHANGES),
    Page("command_centre", "/console/command-centre", "指挥中心", place, Operation.RUN_CENTRE),
    Page("forces_ledger", "/console/forces-ledger", "一本账", place, Operation.READ_PEOPLE),
    Page("force", "/console/forces/{id}", "力量", one, Operation.READ_PEOPLE),
    Page("new_force", "/console/new-force", "登记力量", place, Operation.EDIT_FORCE),
    Page("grid_item", "/console/gridItems/{id}", "网格事项", one),
    Page("new_grid_item", "/console/new-grid-item", "申请网格事项", place, Operation.PROPOSE_ITEM),
    Page("patrol_plan", "/console/patrolPlans/{id}", "巡查计划", one, Operation.READ_CHANGES),
    Page("new_patrol_plan", "/console/new-patrol-plan", "制定巡查计划", place, Operation.KEEP_PATROL),
    Page("visit", "/console/visits/{id}", "走访", on_this_day, Operation.READ_CHANGES),
    Page("warnings", "/console/warnings", "风险预警", warned, Operation.READ_CHANGES),
    Page("key_groups", "/console/key-groups", "重点人群", key_groups, Operation.READ_GROUPS),
    Page("service_point", "/console/servicePoints/{id}", "服务点", one),
    Page("new_service_point", "/console/new-service-point", "设立服务点", place, Operation.EDIT_SERVICE),
    Page("service_item", "/console/serviceItems/{id}", "服务事项", service_item),
    Page("new_service_item", "/console/new-service-item", "发布服务事项", new_service_item, Operation.EDIT_SERVICE),
    Page("deputies", "/console/deputies", "代办", deputies, Operation.READ_CASES),
    Page("holidays", "/console/holidays", "节假日", holidays, Operation.READ_CASES),
    Page("notice_endpoint", "/console/noticeEndpoints/{id}", "通知端点", endpoint, Operation.READ_ENDPOINTS),
    Page("event_subscription", "/console/eventSubscriptions/{id}", "事件订阅", one, Operation.EDIT_SUBSCRIPTION),
    Page("new_notice_endpoint", "/console/new-notice-endpoint", "登记通知端点", connecting, Operation.EDIT_ENDPOINT),
    Page(
        "new_event_subscription",
        "/console/new-event-subscription",
        "登记事件订阅",
        connecting,
        Operation.EDIT_SUBSCRIPTION,
    ),
    Page("permissions", "/console/permissions", "我的权限", nothing),
    Page("picture", "/console/areas/{code}/picture", "横向联动图", drawn),
    Page("unit_picture", "/console/units/{id}/picture", "联系图", drawn),
    Page("trail", "/console/trail/{id}", "操作记录", trail, Operation.READ_LOG),
    Page("area", "/console/areas/{code}", "区域", area),
    Page("search", "/console/search", "检索", search),
)
"""Every page but the lists, whose table stands in `lists`."""

BY_NAME = {page.name: page for page in PAGES}
