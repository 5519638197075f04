"""The list as a table: what stands in its columns, and in which words people write it."""

import re

from graphsvc.errors import BadInput
from graphsvc.intake.model.columns import (
    CREDIT_CODE,
    ID,
    IDENTITY,
    NAME,
    PHONE,
    Column,
    Form,
    Kind,
    Row,
    Value,
    matching,
)
from graphsvc.intake.model.table import Refusal, Table
from graphsvc.registration.model.registration import ServiceClass
from graphsvc.tasks.model.recurrence import LENGTH, recurrence_rule

_BETWEEN = re.compile(r"[;；、,，/\s]+")
_SERVICES = {name: each.value for each in ServiceClass for name in (each.value, each.zh)}
_DAYS = dict(zip("一二三四五六日", ("MO", "TU", "WE", "TH", "FR", "SA", "SU"), strict=True)) | {"天": "SU"}
_SETS = {"周末": "SA,SU", "双休日": "SA,SU", "工作日": "MO,TU,WE,TH,FR"}
_DAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
_WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def _services(text: str) -> Value:
    words = [word for word in _BETWEEN.split(text) if word]
    if unknown := [word for word in words if word not in _SERVICES]:
        raise ValueError(unknown[0])
    return list(dict.fromkeys(_SERVICES[word] for word in words))


def free_times(text: str) -> str:
    """Read free times as people write them, such as 周六、周日 or 工作日, or as a rule of RFC 5545.

    Raises:
        ValueError: neither.
    """
    if text.upper().startswith(("FREQ=", "RRULE:")):
        try:
            return recurrence_rule(text.upper())
        except BadInput as refused:
            raise ValueError(text) from refused
    if text in ("每天", "每日"):
        return "FREQ=DAILY"
    days: set[str] = set()
    for word in filter(None, _BETWEEN.split(text)):
        found = _DAY.fullmatch(word)
        if not found and word not in _SETS:
            raise ValueError(word)
        days |= set(_SETS[word].split(",") if word in _SETS else [_DAYS[found[1]]] if found else [])
    if not days:
        raise ValueError(text)
    return "FREQ=WEEKLY;BYDAY=" + ",".join(day for day in _WEEK if day in days)


def _somebody(row: Row) -> Refusal | None:
    if any(row.get(column) for column in ("id", "name", "identity_number", "phone", "unit", "credit_code")):
        return None
    return Refusal("name", "要写明党员姓名或报到单位", "the member or the unit has to be named")


def _one_kind(row: Row) -> Refusal | None:
    member = any(row.get(column) for column in ("name", "identity_number", "phone"))
    if not (member and (row.get("unit") or row.get("credit_code"))):
        return None
    return Refusal(
        "unit",
        "一行只能是党员或单位之一；党员的单位写在“工作单位”一列",
        "a row is a member or a unit, not both",
    )


REGISTRATIONS = Table(
    "registrations",
    columns=(
        Column("id", ID),
        Column("name", NAME),
        Column("identity_number", IDENTITY, personal=True),
        Column("phone", PHONE, personal=True),
        Column("unit", NAME),
        Column("credit_code", CREDIT_CODE),
        Column("grid", NAME),
        Column(
            "services",
            Kind(_services, "、".join(each.zh for each in ServiceClass), ", ".join(ServiceClass), form=Form.LIST),
        ),
        Column("speciality", matching(r"[^\x00-\x1f\x7f]{1,200}", "不超过 200 字", "up to 200 characters", Form.TEXT)),
        Column(
            "free_times",
            Kind(
                free_times,
                f"周六、周日、周末、工作日、每天，或不超过 {LENGTH} 字的 RRULE",
                "days of the week, or a rule of RFC 5545",
                form=Form.TEXT,
            ),
        ),
    ),
    links=(),
    rules=(_somebody, _one_kind),
)
BESIDE = (
    "工作单位",
    "所在单位",
    "所在党支部",
    "党支部",
    "所在党组织",
    "职务",
    "入党时间",
    "政治面貌",
    "报到时间",
    "签字",
)
"""Headers of such lists that say nothing about the registration itself; they are passed over."""
