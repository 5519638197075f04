"""Grows a year of cases, visits and tasks with incidents planted in it, and looks at what warnings find of them.

    python -m bench.warnings                 20 subdistricts, 200 incidents
    python -m bench.warnings --seed 7        another year
    python -m bench.warnings --strict        exit code 1 where a goal is missed

Every Monday all warnings are counted by the functions that the service uses. Weeks in which a warning stands without a
gap of four are one alarm; it is right where an incident of its kind and place lies in its days. Cases have seasons,
addresses that are larger than others and busy grids; visits have holidays and leave.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import pi, sin
from typing import Annotated

import numpy as np
import typer

from graphsvc.alerts.model.statistics import (
    Happened,
    Held,
    RiskWarning,
    RiskWarningKind,
    Visited,
    WarningRules,
    growing_clusters,
    overloaded_workers,
    repeated_addresses,
    thinning_visits,
)

LEAST_PRECISION, LEAST_RECALL, MOST_FALSE = 0.7, 0.7, 3.0
START, DAYS = date(2025, 1, 6), 364
WARM = 14
"""Weeks before the first look, since weeks are compared with those before."""
CATEGORIES = tuple(f"C{number:02}" for number in range(1, 21))
BUILDINGS = 40
GAP = timedelta(weeks=4)
TAIL = timedelta(days=30)
"""How long after its end an incident still explains an alarm: as long as it lies in the window."""


@dataclass(frozen=True, slots=True)
class Incident:
    """Something planted."""

    kind: RiskWarningKind
    area: str
    about: str
    first: date
    last: date


@dataclass
class Year:
    """All that happened, and what was planted."""

    cases: list[Happened] = field(default_factory=list)
    visits: list[Visited] = field(default_factory=list)
    tasks: dict[date, list[Held]] = field(default_factory=dict)
    incidents: list[Incident] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Alarm:
    """Weeks in which one warning stood."""

    kind: RiskWarningKind
    area: str
    about: str
    first: date
    last: date


def grids_of(subdistricts: int) -> list[str]:
    """Codes of the grids: 8 communities a subdistrict, 5 grids a community."""
    return [
        f"500103{street:03}{community:03}{grid:03}"
        for street in range(1, subdistricts + 1)
        for community in range(1, 9)
        for grid in range(1, 6)
    ]


def grow(grids: list[str], each: int, random: np.random.Generator) -> Year:
    """Grow a year with so many incidents of each kind."""
    year = Year()
    _plant(year, grids, each, random)
    of: dict[str, list[Incident]] = defaultdict(list)
    for incident in year.incidents:
        of[incident.area].append(incident)
    for grid in grids:
        _cases(year, grid, of[grid], random)
        _visits(year, grid, of[grid], random)
    _repeated(year, random)
    for week in range(DAYS // 7):
        day = START + timedelta(weeks=week)
        year.tasks[day] = [
            Held(f"share-{grid}-{week}-{number}", grid, f"worker-{grid}")
            for grid in grids
            for number in range(_open_tasks(of[grid], day, random))
        ]
    return year


def _plant(year: Year, grids: list[str], each: int, random: np.random.Generator) -> None:
    lengths = {
        RiskWarningKind.REPEATED_ADDRESS: 25,
        RiskWarningKind.GROWING_CLUSTER: 18,
        RiskWarningKind.THINNING_VISITS: 42,
        RiskWarningKind.OVERLOADED_WORKER: 21,
    }
    for kind, days in lengths.items():
        for grid in random.choice(np.array(grids), each, replace=False):
            code = str(grid)
            first = START + timedelta(days=int(random.integers(WARM * 7, DAYS - days - 7)))
            about = {
                RiskWarningKind.GROWING_CLUSTER: str(random.choice(CATEGORIES)),
                RiskWarningKind.REPEATED_ADDRESS: f"{code[-6:]}苑{random.integers(1, BUILDINGS + 1)}栋",
                RiskWarningKind.OVERLOADED_WORKER: f"worker-{code}",
            }.get(kind, "")
            year.incidents.append(Incident(kind, code, about, first, first + timedelta(days=days - 1)))


def _cases(year: Year, grid: str, incidents: list[Incident], random: np.random.Generator) -> None:
    """Cases of a grid: busy grids, seasons, large buildings; a planted cluster adds two a week."""
    busy = random.gamma(4.0, 0.25)
    sizes = random.gamma(2.0, 1.0, BUILDINGS)
    phase = random.uniform(0, 2 * pi, len(CATEGORIES))
    usual = random.gamma(1.0, 0.055, len(CATEGORIES)) * busy
    for number, category in enumerate(CATEGORIES):
        for day in range(DAYS):
            rate = usual[number] / 7 * (1 + 0.3 * sin(2 * pi * day / 365 + phase[number]))
            on = START + timedelta(days=day)
            for each in incidents:
                if each.kind is RiskWarningKind.GROWING_CLUSTER and each.about == category:
                    rate += 3.0 / 7 if each.first <= on <= each.last else 0.0
            for _ in range(random.poisson(rate)):
                building = random.choice(BUILDINGS, p=sizes / sizes.sum()) + 1
                place = f"{grid[-6:]}苑{building}{random.choice(('栋', '号楼', ' 栋'))}"
                year.cases.append(Happened(f"case-{len(year.cases)}", grid, category, place, on))


def _repeated(year: Year, random: np.random.Generator) -> None:
    """Five or six cases of any kind at a planted address."""
    for each in year.incidents:
        if each.kind is RiskWarningKind.REPEATED_ADDRESS:
            for _ in range(int(random.integers(5, 7))):
                on = each.first + timedelta(days=int(random.integers(0, (each.last - each.first).days + 1)))
                category = str(random.choice(CATEGORIES))
                year.cases.append(Happened(f"case-{len(year.cases)}", each.area, category, each.about, on))


def _visits(year: Year, grid: str, incidents: list[Incident], random: np.random.Generator) -> None:
    """Four a week, fewer around the Spring Festival and in two weeks of leave; planted: a fifth of them."""
    leave = START + timedelta(days=int(random.integers(0, DAYS - 14)))
    for day in range(DAYS):
        on = START + timedelta(days=day)
        rate = 4.0 / 7 * (0.3 if date(2025, 1, 28) <= on <= date(2025, 2, 4) else 1.0)
        rate *= 0.5 if leave <= on < leave + timedelta(days=14) else 1.0
        for each in incidents:
            if each.kind is RiskWarningKind.THINNING_VISITS and each.first <= on <= each.last:
                rate *= 0.2
        for _ in range(random.poisson(rate)):
            year.visits.append(Visited(f"visit-{len(year.visits)}", grid, on))


def _open_tasks(incidents: list[Incident], day: date, random: np.random.Generator) -> int:
    heavy = any(each.kind is RiskWarningKind.OVERLOADED_WORKER and each.first <= day <= each.last for each in incidents)
    return int(random.poisson(4.0)) + (12 if heavy else 0)


def look(year: Year, grids: list[str], rules: WarningRules) -> list[Alarm]:
    """Count warnings every Monday and join those that go on."""
    seen: dict[str, list[tuple[date, RiskWarning]]] = defaultdict(list)
    for week in range(WARM, DAYS // 7):
        day = START + timedelta(weeks=week)
        for warning in _warnings(year, grids, day, rules):
            seen[warning.id].append((day, warning))
    return [alarm for dated in seen.values() for alarm in _joined(dated)]


def _warnings(year: Year, grids: list[str], day: date, rules: WarningRules) -> Iterator[RiskWarning]:
    since = day - timedelta(weeks=rules.weeks_before + 6)
    cases = [each for each in year.cases if since <= each.day <= day]
    yield from repeated_addresses(cases, day, rules)
    yield from growing_clusters(cases, day, rules)
    yield from thinning_visits([each for each in year.visits if since <= each.day <= day], grids, day, rules)
    yield from overloaded_workers(year.tasks[day], rules)


def _joined(dated: list[tuple[date, RiskWarning]]) -> Iterator[Alarm]:
    first, last, warning = dated[0][0], dated[0][0], dated[0][1]
    for day, _ in dated[1:]:
        if day - last > GAP:
            yield Alarm(warning.kind, warning.area, warning.about, first, last)
            first = day
        last = day
    yield Alarm(warning.kind, warning.area, warning.about, first, last)


def explains(incident: Incident, alarm: Alarm) -> bool:
    """Whether an alarm is right because of an incident."""
    place = incident.area.startswith(alarm.area) and incident.kind is alarm.kind and incident.about == alarm.about
    return place and alarm.first <= incident.last + TAIL and incident.first <= alarm.last


def main(
    subdistricts: Annotated[int, typer.Option(help="How many.")] = 20,
    each: Annotated[int, typer.Option(help="Incidents of each kind.")] = 50,
    seed: Annotated[int, typer.Option(help="Which year.")] = 18,
    strict: Annotated[bool, typer.Option("--strict", help="Fail where a goal is missed.")] = False,
) -> None:
    """Print precision, recall and false alarms of the warnings on a planted year."""
    grids = grids_of(subdistricts)
    year = grow(grids, each, np.random.default_rng(seed))
    alarms = look(year, grids, WarningRules())
    print(f"{len(year.cases)} cases, {len(year.visits)} visits, {len(grids)} grids, {len(year.incidents)} incidents")
    print(f"{'kind':20} {'planted':>8} {'found':>6} {'alarms':>7} {'false':>6} {'recall':>7} {'precision':>10}")
    found_all = false_all = 0
    for kind in RiskWarningKind:
        planted = [one for one in year.incidents if one.kind is kind]
        raised = [one for one in alarms if one.kind is kind]
        found = sum(any(explains(one, alarm) for alarm in raised) for one in planted)
        false = sum(not any(explains(one, alarm) for one in planted) for alarm in raised)
        found_all, false_all = found_all + found, false_all + false
        shares = found / max(1, len(planted)), 1 - false / max(1, len(raised))
        print(f"{kind:20} {len(planted):8} {found:6} {len(raised):7} {false:6} {shares[0]:7.2f} {shares[1]:10.2f}")
    recall, precision = found_all / len(year.incidents), 1 - false_all / max(1, len(alarms))
    weekly = false_all / (DAYS // 7 - WARM) / subdistricts
    print(f"recall {recall:.2f} (goal {LEAST_RECALL}), precision {precision:.2f} (goal {LEAST_PRECISION})")
    print(f"false alarms a week a subdistrict {weekly:.2f} (goal at most {MOST_FALSE:g})")
    if strict and (recall < LEAST_RECALL or precision < LEAST_PRECISION or weekly > MOST_FALSE):
        sys.exit(1)


if __name__ == "__main__":
    typer.run(main)
