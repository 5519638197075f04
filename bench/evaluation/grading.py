"""Grades of labels from their fits: `python -m bench.evaluation.grading --ground DIR --problems FILE LABELS`.

What a person sets down is how well a resource fits a problem (0..3), from the two texts alone. Everything else follows
from the rows: whether it is open and reaches the place, how near its unit stands, how it was rated. The command
writes a labels file anew from its fits.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from bench.evaluation.sheets import Spreadsheets, ground, rows_of
from bench.labelled import FOLDER, Asked, Labelled
from graphsvc.cobuilding.model.project import HOLDING
from graphsvc.cobuilding.model.window import Window, opening
from graphsvc.codes import prefix_of
from graphsvc.intake.model.columns import Row

AWAY = {"full": 0.0, "partial": 0.5, "minor": 1.0}  # grades lost to the days on which a resource is closed
FAR = (0.0, 0.5, 1.0)  # grades lost: same 大党委 or own area; same 大工委 or a neighbouring 大党委; further away
POOR, RATED = 2.5, 2  # a mean of stars under the first, of at least so many ratings, costs half a grade
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Rows:
    """What grades follow from, by id."""

    resources: Mapping[str, Row]
    units: Mapping[str, Row]
    seats: Mapping[str, Sequence[Row]]
    committees: Mapping[str, Row]
    stars: Mapping[str, Sequence[int]]
    held: Mapping[str, int]

    @classmethod
    def of(cls, data: Labelled | Spreadsheets) -> "Rows":
        """Read the ground."""
        seats: defaultdict[str, list[Row]] = defaultdict(list)
        for seat in rows_of(data, "joins"):
            seats[str(seat["unit"])].append(seat)
        stars: defaultdict[str, list[int]] = defaultdict(list)
        held: defaultdict[str, int] = defaultdict(int)
        projects = {str(row["id"]): row for row in rows_of(data, "projects")}
        for use in rows_of(data, "project_resources"):
            project, resource = projects[str(use["project"])], str(use["resource"])
            if project.get("community_rating"):
                stars[resource].append(_number(project["community_rating"]))
            if project["state"] in HOLDING:
                held[resource] += _number(use["quantity"])
        return cls(
            {str(row["id"]): row for row in rows_of(data, "resources")},
            {str(row["id"]): row for row in rows_of(data, "units")},
            seats,
            {str(row["id"]): row for row in rows_of(data, "joint_committees")},
            stars,
            held,
        )


def label(rows: Rows, asked: Asked, fits: Mapping[str, int], today: date) -> dict[str, Any]:
    """The label of a problem: each fitting resource with its grade, each unit with that of its best resource."""
    graded = [_graded(rows, asked, resource, fit, today) for resource, fit in fits.items()]
    units: dict[str, float] = {}
    for each in graded:
        if each["grade"] > 0:
            units[each["unit"]] = max(each["grade"], units.get(each["unit"], 0.0))
    return {"resources": graded, "units": units, "emptyExpected": not units}


def _graded(rows: Rows, asked: Asked, resource: str, fit: int, today: date) -> dict[str, Any]:
    row = rows.resources[resource]
    provider = str(row["offered_by"])
    distance = _distance(rows, provider, asked.area, today)
    availability = _availability(rows, resource, asked)
    grade = 0.0
    if availability in AWAY:
        stars = rows.stars.get(resource, ())
        poor = HALF if len(stars) >= RATED and sum(stars) / len(stars) < POOR else 0.0
        grade = max(0.0, fit - AWAY[availability] - FAR[distance] - poor)
    return {
        "resource": resource,
        "unit": provider,
        "fit": fit,
        "distance": distance,
        "availability": availability,
        "grade": grade,
    }


def _availability(rows: Rows, resource: str, asked: Asked) -> str:
    row = rows.resources[resource]
    capacity = row.get("capacity")
    free = capacity is None or _number(capacity) - rows.held.get(resource, 0) > 0
    here = asked.area.startswith(prefix_of(str(row["service_area"])))
    open_ = opening(None, Window(_day(row, "available_from"), _day(row, "available_to")), asked.days).share
    if row["status"] != "ACTIVE" or not free or not here or not open_:
        return "unavailable"
    return "full" if open_ == 1 else "partial" if open_ >= HALF else "minor"


def _distance(rows: Rows, provider: str, area: str, today: date) -> int:
    """0, 1 or 2: the place of `FAR` that holds for a unit or an area that offers something."""
    street = area[:9]
    if provider not in rows.units:
        return 0 if area.startswith(prefix_of(provider)) else 1 if provider.startswith(street) else 2
    near = 2
    for seat in rows.seats.get(provider, ()):
        if _until(seat) <= today:
            continue
        serves = str(rows.committees[str(seat["committee"])]["serves"])
        if serves == area:
            return 0
        if serves.startswith(street):
            near = 1
    return near


def _until(seat: Row) -> date:
    last = seat.get("until")
    return last if isinstance(last, date) else date.max


def _day(row: Row, column: str) -> date | None:
    value = row.get(column)
    return value if isinstance(value, date) else None


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value


def main(
    labels: Annotated[Path, typer.Argument(help="A labels file with fits; its grades are written anew.")],
    problems: Annotated[Path, typer.Option(help="The problems it labels.")],
    folder: Annotated[Path, typer.Option("--ground", help="Units, resources and areas.")] = FOLDER,
    today: Annotated[str, typer.Option(help="The day on which seats are looked at.")] = "2026-01-01",
) -> None:
    """Write a labels file anew from its fits."""
    data = ground(folder)
    rows = Rows.of(data)
    known = json.loads(labels.read_text("utf-8"))
    made = {}
    for each in data.problems(problems):
        fits = {one["resource"]: one["fit"] for one in known[each.id]["resources"]}
        made[each.id] = known[each.id] | label(rows, each, fits, date.fromisoformat(today))
    labels.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
