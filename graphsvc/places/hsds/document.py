"""Services, locations and their hours in the words of HSDS 3 (Open Referral's Human Services Data Specification).

A service item is a service, a service point a location; a point that offers no item is a service by its classes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from graphsvc.org.model.weekly import DAYS, weekdays_of
from graphsvc.places.model.hours import OpeningHours
from graphsvc.places.model.items import ServiceWay
from graphsvc.places.model.points import Accessibility, ServicePointClass

CHINA_HOURS = 8
"""Ahead of UTC."""


@dataclass(frozen=True, slots=True)
class OfferedAt:
    """A service point that is open; `items` are ids of what it offers."""

    id: str
    name: str
    classes: tuple[ServicePointClass, ...]
    address: str
    city: str
    district: str
    longitude: float | None
    latitude: float | None
    phone: str | None
    access: tuple[Accessibility, ...]
    hours: tuple[OpeningHours, ...]
    shut_on: tuple[date, ...]
    verified_on: date
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfferedItem:
    """A service item with the department that runs it, for an area."""

    id: str
    title: str
    item_class: ServicePointClass
    ways: tuple[ServiceWay, ...]
    papers: tuple[str, ...]
    aliases: tuple[str, ...]
    unit: str
    unit_name: str
    credit_code: str | None
    area: str
    area_name: str


@dataclass(frozen=True, slots=True)
class Names:
    """Ids of HSDS out of ours: the same in every file of an installation."""

    base: str

    def of(self, *parts: object) -> str:
        """The id of what our ids name."""
        return str(uuid5(NAMESPACE_URL, "/".join([self.base, *map(str, parts)])))


def services(points: Sequence[OfferedAt], items: Sequence[OfferedItem], base: str) -> list[dict[str, Any]]:
    """Write services with all that belongs to them, as a list of HSDS 3 has them.

    Args:
        base: the address of the installation, or another text that no other one has: ids follow from it.
    """
    names = Names(base)
    found = [_service(item, [point for point in points if item.id in point.items], names) for item in items]
    return found + [_of_point(point, names) for point in points if not point.items]


def _service(item: OfferedItem, points: Sequence[OfferedAt], names: Names) -> dict[str, Any]:
    id_ = names.of(item.id)
    papers = [
        {"id": names.of(item.id, "paper", number), "service_id": id_, "document": paper}
        for number, paper in enumerate(item.papers)
    ]
    return {
        "id": id_,
        "organization_id": names.of(item.unit),
        "name": item.title,
        **({"alternate_name": "、".join(item.aliases)} if item.aliases else {}),
        "description": f"{item.item_class.zh}：{item.title}",
        "status": "active",
        "application_process": "、".join(way.zh for way in item.ways),
        **({"assured_date": min(point.verified_on for point in points).isoformat()} if points else {}),
        "organization": _organization(item, names),
        "required_documents": papers,
        "service_areas": [
            {
                "id": names.of(item.id, "area"),
                "service_id": id_,
                "name": item.area_name,
                "uri": f"urn:cn:area:{item.area}",
            }
        ],
        "service_at_locations": [_at(id_, point, names) for point in points],
        "attributes": _attributes(id_, "service", [item.item_class], names),
    }


def _of_point(point: OfferedAt, names: Names) -> dict[str, Any]:
    id_ = names.of(point.id, "service")
    return {
        "id": id_,
        "name": point.name,
        "description": "、".join(each.zh for each in point.classes),
        "status": "active",
        "assured_date": point.verified_on.isoformat(),
        "service_at_locations": [_at(id_, point, names)],
        "attributes": _attributes(id_, "service", point.classes, names),
    }


def _organization(item: OfferedItem, names: Names) -> dict[str, Any]:
    id_ = names.of(item.unit)
    identifier = {
        "id": names.of(item.unit, "creditCode"),
        "organization_id": id_,
        "identifier_scheme": "CN-USCI",
        "identifier_type": "统一社会信用代码",
        "identifier": item.credit_code,
    }
    listed = {"organization_identifiers": [identifier]} if item.credit_code else {}
    return {"id": id_, "name": item.unit_name, "description": item.unit_name, **listed}


def _at(service: str, point: OfferedAt, names: Names) -> dict[str, Any]:
    return {
        "id": names.of(service, "at", point.id),
        "service_id": service,
        "location_id": names.of(point.id),
        "location": _location(point, names),
    }


def _location(point: OfferedAt, names: Names) -> dict[str, Any]:
    id_ = names.of(point.id)
    degrees = {"latitude": point.latitude, "longitude": point.longitude}
    phone = {"id": names.of(point.id, "phone"), "location_id": id_, "number": point.phone, "type": "voice"}
    return {
        "id": id_,
        "location_type": "physical",
        "name": point.name,
        "description": "、".join(each.zh for each in point.classes),
        **(degrees if point.latitude is not None else {}),
        "addresses": [
            {
                "id": names.of(point.id, "address"),
                "location_id": id_,
                "address_1": point.address,
                "city": point.city,
                "region": point.district,
                "state_province": point.city,
                "postal_code": "",
                "country": "CN",
                "address_type": "physical",
            }
        ],
        "accessibility": [
            {"id": names.of(point.id, "access", each), "location_id": id_, "description": each.zh}
            for each in point.access
        ],
        "phones": [phone] if point.phone else [],
        "schedules": [_schedule(point, number, names) for number in range(len(point.hours))],
        "attributes": _attributes(id_, "location", point.classes, names),
    }


def _schedule(point: OfferedAt, number: int, names: Names) -> dict[str, Any]:
    hours = point.hours[number]
    notes = [f"休息日：{'、'.join(day.isoformat() for day in point.shut_on)}"] if point.shut_on else []
    notes += ["次日结束"] if hours.closes <= hours.opens else []
    return {
        "id": names.of(point.id, "hours", number),
        "location_id": names.of(point.id),
        "timezone": CHINA_HOURS,
        "wkst": "MO",
        "freq": "WEEKLY",
        "byday": ",".join(DAYS[day - 1] for day in weekdays_of(hours.rule)),
        "opens_at": _clock(hours.opens),
        "closes_at": _clock(hours.closes),
        **({"notes": "；".join(notes)} if notes else {}),
    }


def _clock(minute: int) -> str:
    """A time of day in China, with its zone as the specification wants it."""
    return f"{minute // 60:02}:{minute % 60:02}+{CHINA_HOURS:02}:00"


def _attributes(of: str, entity: str, classes: Sequence[ServicePointClass], names: Names) -> list[dict[str, Any]]:
    """Classes of a service or location as terms of our taxonomy; `of` is its id in HSDS."""
    return [
        {
            "id": names.of(of, "class", kind),
            "link_id": of,
            "link_entity": entity,
            "link_type": "service class",
            "taxonomy_term_id": names.of("class", kind),
            "taxonomy_term": {
                "id": names.of("class", kind),
                "code": kind.value,
                "name": kind.zh,
                "description": kind.en,
                "taxonomy": "家门口服务类别",
                "language": "zh",
            },
        }
        for kind in classes
    ]
