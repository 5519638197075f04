"""Service points and items as HSDS 3: they fit the specification's own schemas, and ids are the same every time."""

import json
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

import jsonschema_rs
import pytest

from graphsvc.places.hsds.document import OfferedAt, OfferedItem, services
from graphsvc.places.model.hours import OpeningHours
from graphsvc.places.model.items import ServiceWay
from graphsvc.places.model.points import Accessibility, ServicePointClass
from tests.conftest import ROOT

BASE = "https://street.example"
POINT = OfferedAt(
    id="point-1",
    name="桐花社区党群服务中心",
    classes=(ServicePointClass.PARTY, ServicePointClass.LAW),
    address="桐花路 8 号 1 楼",
    city="重庆市",
    district="示范区",
    longitude=106.52,
    latitude=29.55,
    phone="023-68810000转8",
    access=tuple(Accessibility),
    hours=(OpeningHours("FREQ=WEEKLY;BYDAY=FR,MO", 540, 720), OpeningHours("FREQ=DAILY", 1320, 360)),
    shut_on=(date(2026, 10, 1),),
    verified_on=date(2026, 9, 7),
    items=("service-1",),
)
PLAIN = replace(
    POINT, id="point-2", longitude=None, latitude=None, phone=None, access=(), hours=(), shut_on=(), items=()
)
ITEM = OfferedItem(
    id="service-1",
    title="养老保险参保登记",
    item_class=ServicePointClass.GOVERNMENT,
    ways=tuple(ServiceWay),
    papers=("身份证原件", "银行卡复印件"),
    aliases=("办养老", "交社保"),
    unit="unit-1",
    unit_name="示范区社会保险中心",
    credit_code="115001030094553X21",
    area="500103012000",
    area_name="桐花街道",
)
ALONE = replace(ITEM, id="service-2", papers=(), aliases=(), credit_code=None)


def strict(schema: Any) -> Any:
    """A schema that allows no property it does not name, with references into one document."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if isinstance(schema.get("$ref"), str):
        return {"$ref": f"#/$defs/{schema['$ref'].removesuffix('.json')}"}
    told = {name: strict(value) for name, value in schema.items()}
    return told | ({"additionalProperties": False} if isinstance(schema.get("properties"), dict) else {})


@pytest.fixture(scope="module")
def validator() -> Any:
    files = json.loads((ROOT / "tests/places/hsds_3_0.json").read_text("utf-8"))
    defs = {name.removesuffix(".json"): strict(schema) for name, schema in files.items()}
    whole = {"type": "array", "items": {"$ref": "#/$defs/service"}, "$defs": defs}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


def test_services_fit_the_schemas_of_the_specification(validator: Any) -> None:
    found = services([POINT, PLAIN], [ITEM, ALONE], BASE)
    assert [str(each) for each in validator.iter_errors(found)] == []
    assert [(each["name"], len(each["service_at_locations"])) for each in found] == [
        ("养老保险参保登记", 1),
        ("养老保险参保登记", 0),
        ("桐花社区党群服务中心", 1),
    ]
    location = found[0]["service_at_locations"][0]["location"]
    morning, night = location["schedules"]
    assert (morning["byday"], morning["opens_at"], morning["closes_at"]) == ("MO,FR", "09:00+08:00", "12:00+08:00")
    assert (night["byday"], night["notes"]) == ("MO,TU,WE,TH,FR,SA,SU", "休息日：2026-10-01；次日结束")
    assert [each["document"] for each in found[0]["required_documents"]] == ["身份证原件", "银行卡复印件"]


@pytest.mark.parametrize(
    "break_it",
    [
        lambda service: service.pop("name"),
        lambda service: service.update(id="service-1"),
        lambda service: service.update(status="open"),
        lambda service: service.update(colour="red"),
        lambda service: service["organization"].pop("description"),
        lambda service: service["service_at_locations"][0]["location"].update(latitude="29"),
        lambda service: service["service_at_locations"][0]["location"]["schedules"][0].update(freq="DAILY"),
    ],
)
def test_what_does_not_fit_is_noticed(validator: Any, break_it: Any) -> None:
    found = deepcopy(services([POINT], [ITEM], BASE))
    break_it(found[0])
    assert list(validator.iter_errors(found)) != []


def test_ids_are_the_same_every_time_and_another_installation_has_others() -> None:
    def ids(value: Any) -> list[str]:
        if isinstance(value, list):
            return [id_ for each in value for id_ in ids(each)]
        own = [value["id"]] if isinstance(value, dict) and "id" in value else []
        return own + ([id_ for each in value.values() for id_ in ids(each)] if isinstance(value, dict) else [])

    once, again, elsewhere = (ids(services([POINT, PLAIN], [ITEM, ALONE], base)) for base in (BASE, BASE, "urn:x"))
    assert once == again
    assert set(once).isdisjoint(elsewhere)
    first, alone, plain = services([POINT, PLAIN], [ITEM, ALONE], BASE)
    assert len({first["id"], alone["id"], plain["id"]}) == 3
    assert first["organization"]["id"] == alone["organization"]["id"] == first["organization_id"]
