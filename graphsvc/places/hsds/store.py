"""What an area offers at the door, read from the graph for others to take."""

from datetime import date
from pathlib import Path
from typing import Any

from graphsvc.codes import prefix_of
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Reader
from graphsvc.errors import BadInput
from graphsvc.places.hsds.document import OfferedAt, OfferedItem, services
from graphsvc.places.model.hours import OpeningHours
from graphsvc.places.model.items import ServiceWay
from graphsvc.places.model.points import Accessibility, ServicePointClass

TEXTS = statements(Path(__file__).with_name("store.cypher"))
MOST = 20_000
"""Points or items of one file."""


async def read_services(graph: Reader, area: str, base: str) -> list[dict[str, Any]]:
    """Read the services of an area as HSDS 3 has them.

    Args:
        base: as `services`.
    Raises:
        BadInput: more than one file holds.
    """
    asked = {"prefix": prefix_of(area), "most": MOST + 1}
    points = [_point(*row) for row in await graph.read(Statement(TEXTS["points"], asked), Lane.HEAVY)]
    ids = sorted({item for point in points for item in point.items})
    items = [_item(*row) for row in await graph.read(Statement(TEXTS["items"], {**asked, "ids": ids}), Lane.HEAVY)]
    if max(len(points), len(items)) > MOST:
        raise BadInput("区域太大，请逐个下级区域导出。", "The area is too large; export its parts.").at("area")
    return services(points, items, base)


def _point(told: dict[str, Any], places: list[str], items: list[str]) -> OfferedAt:
    hours = zip(*(told[name] or () for name in ("hourRules", "hourFroms", "hourTos")), strict=True)
    return OfferedAt(
        id=told["id"],
        name=told["name"],
        classes=tuple(map(ServicePointClass, told["classes"])),
        address=told["address"],
        city=places[0] if places else "",
        district=places[-1] if places else "",
        longitude=told["longitude"],
        latitude=told["latitude"],
        phone=told["phone"],
        access=tuple(map(Accessibility, told["access"] or ())),
        hours=tuple(OpeningHours(*each) for each in hours),
        shut_on=tuple(date.fromisoformat(str(day)) for day in told["shutOn"] or ()),
        verified_on=date.fromisoformat(str(told["verifiedOn"])),
        items=tuple(items),
    )


def _item(told: dict[str, Any], unit: dict[str, Any], area: dict[str, Any]) -> OfferedItem:
    return OfferedItem(
        id=told["id"],
        title=told["title"],
        item_class=ServicePointClass(told["class"]),
        ways=tuple(map(ServiceWay, told["ways"])),
        papers=tuple(told["papers"]),
        aliases=tuple(told["aliases"]),
        unit=unit["id"],
        unit_name=unit["name"],
        credit_code=unit["creditCode"],
        area=area["code"],
        area_name=area["name"],
    )
