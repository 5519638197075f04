"""The table of pages: address, who sees it in the menu, and the variables of its document from path and query."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import QueryParams

from graphsvc.access.principal import NOWHERE, Principal
from graphsvc.access.scope import Operation

Path = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Visited:
    """A visit to a page: by whom, where they are at home, with which path and query."""

    caller: Principal
    home: str
    path: Path
    query: QueryParams

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
    """One page. `menu` is its word in the menu, for callers who may do `needs`."""

    name: str
    path: str
    title: str
    variables: Callable[[Visited], dict[str, Any]]
    needs: Operation = Operation.READ_STRUCTURE
    menu: bool = False


def today(visited: Visited) -> dict[str, Any]:
    """What waits for the caller; entries to verify for those who verify."""
    cases = visited.may(Operation.READ_CASES)
    verify = visited.may(Operation.VERIFY_LIST)
    return {"area": visited.home, "cases": cases, "verify": verify, "after": visited.text("after") or None}


def case(visited: Visited) -> dict[str, Any]:
    """A case, with suggested departments for those who whistle."""
    return {"id": visited.path["id"], "whistle": visited.may(Operation.WHISTLE_CASE)}


def raise_case(visited: Visited) -> dict[str, Any]:
    """The place where a case is raised."""
    return {"area": visited.area}


def who_can_help(visited: Visited) -> dict[str, Any]:
    """A problem in words and a place, or a need of the list."""
    text, need = visited.text("text"), visited.text("need")
    found: dict[str, Any] = {"area": visited.area, "text": text or "-", "byText": bool(text and not need)}
    found |= {"byNeed": bool(need), "need": need or "-"}
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


def area(visited: Visited) -> dict[str, Any]:
    """An area."""
    return {"code": visited.area}


def one(visited: Visited) -> dict[str, Any]:
    """One thing by its id."""
    return {"id": visited.path["id"]}


def search(visited: Visited) -> dict[str, Any]:
    """What was typed; people by exact number for those who may see numbers."""
    text = visited.text("text")
    number = text if text.isdecimal() and len(text) == 11 and visited.may(Operation.SEE_PHONE) else ""
    return {"text": text or "-", "asked": bool(text), "phone": number, "byNumber": bool(number)}


PAGES = (
    Page("today", "/console/today", "今日", today, Operation.REPORT_TASK, menu=True),
    Page("help", "/console/help", "谁能帮忙", who_can_help, Operation.PROPOSE_PROJECT, menu=True),
    Page("raise_case", "/console/raise-case", "上报事件", raise_case, Operation.REPORT_CASE, menu=True),
    Page("case", "/console/cases/{id}", "事件", case, Operation.READ_CASES),
    Page("need", "/console/needs/{id}", "需求", one),
    Page("resource", "/console/resources/{id}", "资源", one),
    Page("project", "/console/projects/{id}", "共建项目", one),
    Page("task", "/console/tasks/{id}", "任务", one, Operation.READ_CASES),
    Page("unit", "/console/units/{id}", "共建单位", one),
    Page("coverage", "/console/coverage", "覆盖", coverage, menu=True),
    Page("findings", "/console/findings", "审计问题", findings, Operation.READ_FINDINGS, menu=True),
    Page("area", "/console/areas/{code}", "区域", area),
    Page("search", "/console/search", "检索", search),
)
"""Every page but the lists, whose table stands in `lists`."""

BY_NAME = {page.name: page for page in PAGES}
