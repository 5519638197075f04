"""Labelled problems with what the gathering statement would find for each, without a database."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from bench.evaluation.sheets import Spreadsheets, ground, rows_of
from bench.labelled import FOLDER, Asked, Labelled
from graphsvc.cobuilding.model.project import HOLDING
from graphsvc.cobuilding.model.window import Days
from graphsvc.codes import prefix_of
from graphsvc.intake.model.columns import Row
from graphsvc.matching.model.candidates import Found, Offer
from graphsvc.matching.model.distance import Area, Committee, Provider, Surroundings
from graphsvc.matching.model.eligibility import Gate
from graphsvc.matching.model.topics import Topic
from graphsvc.matching.store.matcher import RECENT, chain_of
from graphsvc.paths import SEEDS_DIR

DEMO = SEEDS_DIR / "demo"


@dataclass(frozen=True, slots=True)
class ProblemSet:
    """A labelled set: its files, the ground it stands on, and the day on which it is asked."""

    name: str
    folder: Path
    today: date
    everyday: Path
    official: Path
    labels: Path


def _set(name: str, folder: Path, today: date, inside: str, ending: str) -> ProblemSet:
    files = (FOLDER / inside / f"{file}{ending}.json" for file in ("problems", "problems_formal", "labels"))
    return ProblemSet(name, folder, today, *files)


BENCH_DAY, DEMO_DAY = date(2026, 1, 1), date(2026, 11, 28)
SENTENCES = FOLDER / "demo" / "sentences.json"
SETS = (
    _set("dev", FOLDER, BENCH_DAY, "", "_dev"),
    _set("dev2", FOLDER, BENCH_DAY, "", "_dev2"),
    _set("own", FOLDER, BENCH_DAY, "own", ""),
    _set("demo", DEMO, DEMO_DAY, "demo", ""),
)


@dataclass(frozen=True, slots=True)
class Case:
    """A problem, what is on offer for it, and its label.

    Attributes:
        grades: of units; best is the highest, 0 when nothing suits.
        by_resource: grades of resources where the label grades a unit by the resource that is shown first, else empty.
    """

    asked: Asked
    official: str
    split: str
    found: Found
    grades: Mapping[str, float]
    by_resource: Mapping[str, float]

    @property
    def best(self) -> float:
        return max(self.grades.values(), default=0.0)


class Offline:
    """The rows of a folder as the gathering statement would give them on a day."""

    def __init__(self, data: Labelled | Spreadsheets, today: date) -> None:
        self.data = data
        self.today = today

    @cached_property
    def topics(self) -> tuple[Topic, ...]:
        """The taxonomy, by code."""
        rows = rows_of(self.data, "topics")
        made = [Topic(str(row["code"]), str(row["name"]), tuple(_listed(row, "synonyms"))) for row in rows]
        return tuple(sorted(made))

    def found(self, area: str, days: Days) -> Found:
        """What is on offer at a place in some days, gated or not; near misses outside it are left out."""
        offered = [one for one in self._offers if area.startswith(prefix_of(one.service_area))]
        return Found(self._around(area), self.topics, tuple(_gated(one, days) for one in offered), ())

    @cached_property
    def _offers(self) -> list[Offer]:
        units = {str(row["id"]): row for row in rows_of(self.data, "units")}
        areas = {str(row["code"]): row for row in rows_of(self.data, "areas")}
        uses = self._uses()
        lately = self._lately(uses)
        made = []
        for row in rows_of(self.data, "resources"):
            by = str(row["offered_by"])
            if by in units:
                provider = Provider(by, str(units[by]["name"]), True, str(units[by]["community"]), len(lately[by]))
            elif by in areas:
                provider = Provider(by, str(areas[by]["name"]), False, by, len(lately[by]))
            else:
                continue  # a person's: units and areas alone are ranked
            made.append(_offer(row, provider, uses.get(str(row["id"]), ())))
        return sorted(made, key=lambda one: one.id)

    def _lately(self, uses: Mapping[str, Sequence[tuple[int, Row, date]]]) -> Mapping[str, set[str]]:
        """Recent projects by who provides for them."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        since = str(self.today - RECENT)
        for row in rows_of(self.data, "resources"):
            recent = {
                str(each["id"]) for _, each, _ in uses.get(str(row["id"]), ()) if str(each["proposed_on"]) >= since
            }
            found[str(row["offered_by"])] |= recent
        return found

    def _uses(self) -> Mapping[str, Sequence[tuple[int, Row, date]]]:
        projects = {str(row["id"]): row for row in rows_of(self.data, "projects")}
        uses: defaultdict[str, list[tuple[int, Row, date]]] = defaultdict(list)
        for use in rows_of(self.data, "project_resources"):
            uses[str(use["resource"])].append((_number(use["quantity"]), projects[str(use["project"])], self.today))
        return uses

    def _around(self, area: str) -> Surroundings:
        names = {str(row["code"]): str(row["name"]) for row in rows_of(self.data, "areas")}
        chain = [Area(code, names.get(code, ""), level) for level, code in enumerate(chain_of(area), start=1)]
        members: defaultdict[str, set[str]] = defaultdict(set)
        for seat in rows_of(self.data, "joins"):
            since, until = seat.get("since"), seat.get("until")
            begun = not isinstance(since, date) or since <= self.today
            if begun and (not isinstance(until, date) or until > self.today):
                members[str(seat["committee"])].add(str(seat["unit"]))
        committees = [
            Committee(id_, str(row["name"]), row["kind"] == "BIG_PARTY_COMMITTEE", serves, frozenset(members[id_]))
            for row in rows_of(self.data, "joint_committees")
            if (serves := str(row["serves"])).startswith(area[:9]) and (id_ := str(row["id"]))
        ]
        return Surroundings(chain[-1], chain, tuple(committees), names)


def cases(problems: ProblemSet) -> list[Case]:
    """The problems of a set; the official wording goes with the everyday one."""
    data = ground(problems.folder)
    offline = Offline(data, problems.today)
    labels = json.loads(problems.labels.read_text("utf-8"))
    official = {each.id: each.text for each in data.problems(problems.official)}
    return [
        Case(
            each,
            official[each.id],
            labels[each.id].get("split", "fitted"),
            offline.found(each.area, each.days),
            labels[each.id]["units"],
            {},
        )
        for each in data.problems(problems.everyday)
    ]


def sentences(areas: Sequence[str] | None = None) -> list[Case]:
    """The single sentences, in each of their areas; fits count 2, what partly fits 1, a unit by what it shows first."""
    raw = json.loads(SENTENCES.read_text("utf-8"))
    offline = Offline(ground(DEMO), DEMO_DAY)
    days = Days(DEMO_DAY, DEMO_DAY + timedelta(days=raw["window_days"]))
    return [
        _sentence(each, offline.found(area, days), area, days)
        for area in areas or raw["areas"]
        for each in raw["sentences"]
    ]


def _sentence(each: Mapping[str, Any], found: Found, area: str, days: Days) -> Case:
    grades = {**dict.fromkeys(each["partly"], 1.0), **dict.fromkeys(each["fits"], 2.0)}
    units: dict[str, float] = {}
    for one in found.offered:
        if one.gate is None and one.id in grades:
            units[one.provider] = max(grades[one.id], units.get(one.provider, 0.0))
    return Case(Asked(each["id"], each["text"], area, days), "", "fitted", found, units, grades)


def _offer(row: Row, provider: Provider, uses: Sequence[tuple[int, Row, date]]) -> Offer:
    stars = [_number(project["community_rating"]) for _, project, _ in uses if project.get("community_rating")]
    return Offer(
        id=str(row["id"]),
        title=str(row["title"]),
        description=_text(row, "description"),
        topics=_listed(row, "topics"),
        opens=_text(row, "available_from"),
        closes=_text(row, "available_to"),
        recurrence=_text(row, "recurrence"),
        capacity=_number(row["capacity"]) if row.get("capacity") is not None else None,
        capacity_unit=_text(row, "capacity_unit"),
        held=sum(quantity for quantity, project, _ in uses if project["state"] in HOLDING),
        rated=len(stars),
        stars=sum(stars),
        service_area=str(row["service_area"]),
        key=None,
        vector=None,
        gate=Gate.PAUSED if row["status"] == "PAUSED" else None,
        kind=str(row["kind"]),
        offered_by=provider,
    )


def _gated(one: Offer, days: Days) -> Offer:
    """The same with the first gate that holds, and the ends of its window only where they cut into the days."""
    gate = one.gate
    if gate is None and one.opens and one.opens > str(days.last):
        gate = Gate.NOT_YET
    if gate is None and one.closes and one.closes < str(days.first):
        gate = Gate.EXPIRED
    if gate is None and one.capacity is not None and one.capacity - one.held <= 0:
        gate = Gate.FULL
    opens = one.opens if one.opens and (one.opens > str(days.first) or one.recurrence) else None
    closes = one.closes if one.closes and one.closes < str(days.last) else None
    return one._replace(gate=gate, opens=opens, closes=closes)


def _listed(row: Row, column: str) -> list[str]:
    value = row.get(column)
    return [str(each) for each in value] if isinstance(value, list) else []


def _text(row: Row, column: str) -> str | None:
    value = row.get(column)
    return None if value is None else str(value)


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value
