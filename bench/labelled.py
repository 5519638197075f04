"""A folder of the form of bench/matching_data as rows of the graph, its problems, and the measure of a ranking."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from graphsvc.cobuilding.model.window import Days
from graphsvc.intake.model.columns import Row
from graphsvc.text.terms import joined
from seeds.grow.units import credit_code

FOLDER = Path(__file__).with_name("matching_data")
LEVELS = {"DISTRICT": "DISTRICT", "STREET": "SUBDISTRICT", "COMMUNITY": "COMMUNITY"}
CITY = "990000000000"
KINDS = {
    "场地": "VENUE",
    "人才": "EXPERTISE",
    "技术": "EXPERTISE",
    "装备": "EQUIPMENT",
    "物资": "EQUIPMENT",
    "资金": "FUNDING",
    "岗位": "POLICY",
    "政策": "POLICY",
}
UNIT_KINDS = {
    "学校": "SCHOOL",
    "高校": "SCHOOL",
    "医院": "HOSPITAL",
    "社会组织": "SOCIAL_ORGANIZATION",
    "群团组织": "SOCIAL_ORGANIZATION",
    "事业单位": "PUBLIC_INSTITUTION",
    "机关": "ORGAN",
    "司法机关": "ORGAN",
    "公安": "ORGAN",
    "消防": "ORGAN",
}
LONG_AGO = date(2020, 1, 1)
Tables = Iterator[tuple[str, Sequence[Row]]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One problem of the set, ready to be asked."""

    id: str
    text: str
    area: str
    days: Days


@dataclass(frozen=True, slots=True)
class Labelled:
    """A folder in memory; ids of areas and topics become codes, all others stay."""

    areas: Mapping[str, str]
    topics: Mapping[str, str]
    raw: Mapping[str, Sequence[Mapping[str, Any]]]

    @classmethod
    def of(cls, folder: Path = FOLDER) -> "Labelled":
        """Read a folder."""
        names = ("areas", "units", "resources", "topics", "memberships")
        raw = {name: json.loads((folder / f"{name}.json").read_text("utf-8")) for name in names}
        return cls(_area_codes(raw["areas"]), _topic_codes(raw["topics"]), raw)

    def problems(self, path: Path) -> list[Asked]:
        """The problems of a file of the same form."""
        return asked(path, self.areas)

    def tables(self) -> Tables:
        """Rows for `load_rows`, in its order; ratings become projects rated long before any problem."""
        raw = self.raw
        yield "areas", [_area(CITY, "CITY", "江城市", None), *map(self._area, raw["areas"])]
        yield "topics", [self._topic(each) for each in raw["topics"]]
        yield "units", [self._unit(at, each) for at, each in enumerate(raw["units"], start=1)]
        yield (
            "joint_committees",
            list({each["committee"]: self._committee(each) for each in raw["memberships"]}.values()),
        )
        yield "joins", [_seat(each) for each in raw["memberships"]]
        yield "needs", [self._past_need(each) for each in raw["resources"] if each["ratings"]]
        yield "resources", [self._resource(each) for each in raw["resources"]]
        yield "projects", [row for each in raw["resources"] for row in self._past_projects(each)]
        yield "project_resources", [row for each in raw["resources"] for row in _uses(each)]

    def _area(self, each: Mapping[str, Any]) -> Row:
        parent = self.areas[each["parent"]] if each["parent"] else CITY
        return _area(self.areas[each["id"]], LEVELS[each["level"]], each["name"], parent)

    def _topic(self, each: Mapping[str, Any]) -> Row:
        code = self.topics[each["id"]]
        return {"code": code, "name": each["name"], "broader": code[:-2] or None, "synonyms": each["synonyms"] or None}

    def _unit(self, number: int, each: Mapping[str, Any]) -> Row:
        kind = UNIT_KINDS.get(each["sector"], "ENTERPRISE")
        community = self.areas[each["locatedIn"]]
        return {
            "id": each["id"],
            "name": each["name"],
            "credit_code": credit_code(kind, community, number),
            "kind": kind,
            "sector": each["sector"],
            "community": community,
        }

    def _committee(self, each: Mapping[str, Any]) -> Row:
        serves = self.areas[each["serves"]]
        return {"id": each["committee"], "name": each["committeeName"], "kind": each["kind"], "serves": serves}

    def _resource(self, each: Mapping[str, Any]) -> Row:
        return {
            "id": each["id"],
            "title": each["name"],
            "description": each["description"],
            "kind": KINDS.get(each["kind"], "SERVICE"),
            "capacity": each["capacity"],
            "available_from": date.fromisoformat(each["availableFrom"]),
            "available_to": date.fromisoformat(each["availableTo"]),
            "service_area": self.areas[each["serviceArea"]] if each.get("serviceArea") else self._district,
            "status": "ACTIVE",
            "area": self._stands(each),
            "offered_by": each["unit"],
            "topics": [self.topics[topic] for topic in each["topics"]],
        }

    @property
    def _district(self) -> str:
        return next(self.areas[each["id"]] for each in self.raw["areas"] if each["level"] == "DISTRICT")

    def _stands(self, resource: Mapping[str, Any]) -> str:
        unit = next(unit for unit in self.raw["units"] if unit["id"] == resource["unit"])
        return self.areas[unit["locatedIn"]]

    def _past_need(self, each: Mapping[str, Any]) -> Row:
        return {
            "id": f"need-{each['id']}",
            "title": each["name"],
            "urgency": "NORMAL",
            "status": "MET",
            "raised_on": LONG_AGO,
            "area": self._stands(each),
            "raised_by": self._stands(each),
            "topics": [self.topics[topic] for topic in each["topics"]],
        }

    def _past_projects(self, each: Mapping[str, Any]) -> Iterator[Row]:
        for number, stars in enumerate(each["ratings"]):
            yield {
                "id": f"project-{each['id']}-{number}",
                "title": each["name"],
                "state": "RATED",
                "proposed_on": LONG_AGO,
                "delivered_on": LONG_AGO + timedelta(days=30),
                "rated_on": LONG_AGO + timedelta(days=40),
                "community_rating": stars,
                "unit_rating": stars,
                "area": self._stands(each),
                "need": f"need-{each['id']}",
            }


def asked(path: Path, areas: Mapping[str, str]) -> list[Asked]:
    """The problems of a file, their places as codes."""
    return [
        Asked(
            each["id"],
            joined(each["title"], each.get("description") or None),
            areas[each["community"]],
            Days(date.fromisoformat(each["neededFrom"]), date.fromisoformat(each["neededTo"])),
        )
        for each in json.loads(path.read_text("utf-8"))
    ]


def ndcg(ranked: Sequence[str], grades: Mapping[str, float], depth: int = 5) -> float:
    """Normalized discounted cumulative gain with gain 2^grade − 1, 0..1; some grade has to be above 0."""
    gained = sum((2 ** grades.get(id_, 0) - 1) / math.log2(at + 2) for at, id_ in enumerate(ranked[:depth]))
    ideal = sorted(grades.values(), reverse=True)[:depth]
    return gained / sum((2**grade - 1) / math.log2(at + 2) for at, grade in enumerate(ideal))


def _area(code: str, level: str, name: str, parent: str | None) -> Row:
    return {"code": code, "level": level, "name": name, "parent": parent}


def _seat(each: Mapping[str, Any]) -> Row:
    return {"unit": each["unit"], "committee": each["committee"], "since": LONG_AGO, "seat": "MEMBER"}


def _uses(each: Mapping[str, Any]) -> Iterator[Row]:
    for number, _ in enumerate(each["ratings"]):
        yield {"project": f"project-{each['id']}-{number}", "resource": each["id"], "quantity": 1}


def _area_codes(areas: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Codes by place among the siblings: two digits and two for a district, three for a street, three below."""
    codes: dict[str | None, str] = {None: CITY[:2]}
    digits = {"DISTRICT": 4, "STREET": 3, "COMMUNITY": 3}
    for level, width in digits.items():
        counts: dict[str | None, int] = {}
        for each in (area for area in areas if area["level"] == level):
            number = counts[each["parent"]] = counts.get(each["parent"], 0) + 1
            codes[each["id"]] = f"{codes[each['parent']]}{number:0{width}}"
    return {id_: code.ljust(12, "0") for id_, code in codes.items() if id_ is not None}


def _topic_codes(topics: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Two digits a level, by place among the siblings; parents may come in any order."""
    children: dict[str | None, list[str]] = {}
    for each in topics:
        children.setdefault(each["parent"], []).append(each["id"])
    codes: dict[str, str] = {}

    def number(parent: str | None, prefix: str) -> None:
        for at, id_ in enumerate(children.get(parent, []), start=1):
            codes[id_] = f"{prefix}{at:02}"
            number(id_, codes[id_])

    number(None, "")
    return codes
