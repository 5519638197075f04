"""What is filled in for service points and items."""

from __future__ import annotations

from datetime import date

import strawberry

from graphsvc.gql.schema.constraints import Constraint
from graphsvc.org.api.arguments import AREA_CODE, ID, TITLE, entry
from graphsvc.org.model.ids import node_id
from graphsvc.org.model.weekly import minute_of, weekly_rule
from graphsvc.places.model.hours import MOST_HOURS, OpeningHours
from graphsvc.places.model.items import MOST_ALIASES, MOST_PAPERS, MOST_POINTS, ItemDetails, ServiceWay
from graphsvc.places.model.points import (
    MOST_DAYS_SHUT,
    Accessibility,
    PointDetails,
    ServicePointClass,
    office_phone,
)
from graphsvc.text.personal import refuse_personal

CLOCK = Constraint(format="line", max_length=5, read=minute_of)


@strawberry.input(description="A stretch of opening hours that comes every week (开放时间).")
class OpeningHoursInput:
    """On days of the week, from a time to another."""

    recurrence: str = entry(
        "FREQ=DAILY, or such as FREQ=WEEKLY;BYDAY=MO,WE (开放日).",
        Constraint(format="line", max_length=60, read=weekly_rule),
    )
    from_time: str = entry("Such as 08:30 (开门).", CLOCK)
    to_time: str = entry("Such as 18:00; of the next day where it is not after the start (关门).", CLOCK)

    def read(self) -> OpeningHours:
        """Put it in the words of the model."""
        return OpeningHours(self.recurrence, minute_of(self.from_time), minute_of(self.to_time))


@strawberry.input(description="What is told of a service point, all of it (服务点内容).")
class ServicePointDetailsInput:
    """Where, when, how to get in."""

    name: str = entry("What it is called (服务点名称).", TITLE)
    classes: list[ServicePointClass] = entry(
        "Kinds of service it offers (服务类别).", Constraint(min_items=1, max_items=len(ServicePointClass))
    )
    address: str = entry("Street and number, or how to find it (地址).", TITLE)
    longitude: float | None = entry("Degrees, WGS 84 (经度).", Constraint(min=-180, max=180), default=None)
    latitude: float | None = entry(
        "Degrees, WGS 84; comes with the longitude (纬度).", Constraint(min=-90, max=90), default=None
    )
    hours: list[OpeningHoursInput] = entry(
        "When it is open; left out where nobody knows (开放时间).",
        Constraint(max_items=MOST_HOURS),
        default_factory=list,
    )
    shut_on: list[date] = entry(
        "Days on which it is shut all the same (休息日).", Constraint(max_items=MOST_DAYS_SHUT), default_factory=list
    )
    access: list[Accessibility] = entry(
        "For who cannot walk, see or hear well (无障碍条件).",
        Constraint(max_items=len(Accessibility)),
        default_factory=list,
    )
    phone: str | None = entry(
        "Phone of the office, never somebody's own (办公电话).",
        Constraint(format="line", max_length=30, read=office_phone),
        default=None,
    )

    def read(self) -> PointDetails:
        """Put it in the words of the model."""
        return PointDetails(
            self.name.strip(),
            tuple(self.classes),
            self.address.strip(),
            self.longitude,
            self.latitude,
            tuple(each.read() for each in self.hours),
            tuple(self.shut_on),
            tuple(self.access),
            self.phone.strip() if self.phone else None,
        )


@strawberry.input(description="A service point as it is opened (服务点).")
class ServicePointInput(ServicePointDetailsInput):
    """With its area, which stays."""

    area: strawberry.ID = entry("Code of the district, subdistrict, community or grid (所在区域).", AREA_CODE)


WORDS = Constraint(max_length=200, format="line", read=refuse_personal, max_items=MOST_PAPERS)


@strawberry.input(description="What is told of a service item, all of it (服务事项内容).")
class ServiceItemDetailsInput:
    """What, how, with which papers, where."""

    title: str = entry("What is done, in a few words (事项名称).", TITLE)
    item_class: ServicePointClass = entry("Which of the seven kinds it is (服务类别).")
    ways: list[ServiceWay] = entry("How it can be had (办理方式).", Constraint(min_items=1, max_items=len(ServiceWay)))
    papers: list[str] = entry("What to bring (所需材料).", WORDS, default_factory=list)
    aliases: list[str] = entry(
        "What people call it (通俗叫法).",
        Constraint(max_length=60, format="line", read=refuse_personal, max_items=MOST_ALIASES),
        default_factory=list,
    )
    points: list[strawberry.ID] = entry(
        "Ids of open points that offer it (服务点).",
        Constraint(format="id", read=node_id, max_items=MOST_POINTS),
        default_factory=list,
    )

    def read(self) -> ItemDetails:
        """Put it in the words of the model."""
        return ItemDetails(
            self.title.strip(),
            self.item_class,
            tuple(self.ways),
            tuple(each.strip() for each in self.papers if each.strip()),
            tuple(each.strip() for each in self.aliases if each.strip()),
            tuple(map(str, self.points)),
        )


@strawberry.input(description="A service item as it is added (服务事项).")
class ServiceItemInput(ServiceItemDetailsInput):
    """With its area and department, which stay."""

    area: strawberry.ID = entry("Code of the area for whose people it is (服务区域).", AREA_CODE)
    department: strawberry.ID = entry("Id of the unit whose business it is (主管部门).", ID)
