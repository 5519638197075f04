"""What is filled in for patrols: plans, days, absences, reports of visits."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from graphsvc.gql.schema.constraints import Constraint
from graphsvc.org.api.arguments import AREA_CODE, ID, IDS, KEY, LINE, NOTE, REASON, TITLE, entry
from graphsvc.patrol.api.items import RULE
from graphsvc.patrol.model.plans import MOST_PLACES, Absence, Days, PatrolPlaceKind
from graphsvc.patrol.model.visits import MOST_FINDINGS, MOST_HOUSEHOLDS, FindingClass, Found, Report
from graphsvc.patrol.store.plans import NewPlace, NewPlan


@strawberry.input(description="A place of a patrol plan: a place, building or estate, never a household (巡查场所).")
class PatrolPlaceInput:
    """Where."""

    grid: strawberry.ID = entry("Code of the grid it lies in (网格).", AREA_CODE)
    name: str = entry("What it is called (场所名称).", TITLE)
    key_place: strawberry.ID | None = entry(
        "Id of the key place that it is, on the list of the grid or its community (重点场所).", ID, default=None
    )


@strawberry.input(description="A patrol plan as it is opened (巡查走访计划).")
class PatrolPlanInput:
    """What is visited, and when."""

    area: strawberry.ID = entry("Code of the area whose plan it is (计划区域).", AREA_CODE)
    name: str = entry("What it is called (计划名称).", TITLE)
    kind: PatrolPlaceKind = entry("What kind of place it is of (巡查对象类别).")
    recurrence: str = entry("When visits fall due, a rule of RFC 5545, daily at most (频次).", RULE)
    starts_on: date = entry("First day; the rule counts from it (起).")
    ends_on: date | None = entry("Last day; left out for none (止).", default=None)
    workdays_only: bool = entry("Leave out days that are not worked (仅工作日).", default=False)
    places: list[PatrolPlaceInput] = entry(
        f"1 to {MOST_PLACES} places (巡查场所).", Constraint(min_items=1, max_items=MOST_PLACES)
    )

    def read(self) -> NewPlan:
        """Put it in the words of the store."""
        places = tuple(NewPlace(each.name.strip(), each.grid, each.key_place) for each in self.places)
        days = self.starts_on, self.ends_on
        return NewPlan(self.area, self.name.strip(), self.kind, self.recurrence, self.workdays_only, *days, places)


@strawberry.input(description="Days from one to another, both in (日期范围).")
class DaysInput:
    """A stretch of days."""

    starts_on: date = entry("First day (起).")
    ends_on: date = entry("Last day (止).")

    def read(self) -> Days:
        """Put it in the words of the model."""
        return Days(self.starts_on, self.ends_on)


@strawberry.input(description="Days on which a grid worker is away (网格员请假).")
class AbsenceInput:
    """Who, and when."""

    worker: strawberry.ID = entry("Id of the person (网格员).", ID)
    starts_on: date = entry("First day away (起).")
    ends_on: date = entry("Last day away (止).")

    def read(self) -> Absence:
        """Put it in the words of the model."""
        return Absence(self.worker, Days(self.starts_on, self.ends_on))


@strawberry.input(description="Something found on a visit (走访发现).")
class VisitFindingInput:
    """What, and whether others have to settle it."""

    kind: FindingClass = entry("What kind of thing it is (发现问题类别).")
    text: str = entry("In your own words (情况).", REASON)
    category: strawberry.ID | None = entry(
        "Code in the responsibility list, to raise it as a case; left out where solved on the spot (类别).",
        LINE,
        default=None,
    )


@strawberry.input(description="The report of a visit (走访登记).")
class VisitReportInput:
    """One line of a phone's batch."""

    report_key: strawberry.ID = entry("The phone's own id of this report, for when it is sent again (登记编号).", KEY)
    visit: strawberry.ID = entry("Id of the visit (走访).", ID)
    started_at: datetime = entry("When it began (开始时间).")
    ended_at: datetime = entry("When it ended (结束时间).")
    households: int = entry(
        "How many households were called on (走访户数).", Constraint(min=0, max=MOST_HOUSEHOLDS), default=0
    )
    companion: str | None = entry("Who went along, by office (同行单位).", LINE, default=None)
    note: str | None = entry("In words (说明).", NOTE, default=None)
    findings: list[VisitFindingInput] = entry(
        f"What was found, at most {MOST_FINDINGS} (走访发现).",
        Constraint(max_items=MOST_FINDINGS),
        default_factory=list,
    )
    items: list[strawberry.ID] | None = entry(
        "Ids of grid items that were done along the way (完成事项).", IDS, default=None
    )

    def read(self) -> Report:
        """Put it in the words of the model."""
        return Report(
            self.report_key,
            self.visit,
            self.started_at,
            self.ended_at,
            self.households,
            self.companion,
            self.note,
            tuple(Found(each.kind, each.text.strip(), each.category) for each in self.findings),
            tuple(self.items or ()),
        )
