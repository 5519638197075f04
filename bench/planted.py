"""Plants faults in the whole city or a district, audits it, and compares: those have to be found, and nothing else.

    python -m bench.planted                             the city, 20 faults of every rule
    python -m bench.planted --district 500103000000     a district, 3 of every rule

The audit is the command itself, `graphsvc audit`, in a process of its own, timed and weighed from outside; then the
coverage of the same area is asked as GraphQL. Exit codes: 0 exactly the planted ones; 1 others; 2 the audit or Neo4j
failed, so nothing was compared; 3 with --strict, a goal is missed.
"""

import asyncio
import csv
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Annotated, Any

import psutil
import typer
from platformdirs import user_cache_path
from rich.console import Console

from bench.clock import spent
from bench.ground import KEYS, Extent, Ground, ground, planted
from bench.served import reaching
from graphsvc.access.authenticator import DEVELOPER
from graphsvc.app import documents
from graphsvc.clock import utc_now
from graphsvc.coverage.model.rules import RuleCode
from graphsvc.coverage.store.findings import finding_id
from graphsvc.errors import GraphsvcError
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.log.chain import Record
from seeds.grow.faults import AS_OF, Fault
from seeds.grow.places import CITY

CACHE = user_cache_path("graphsvc") / "bench"
COMMAND = ("-c", "from graphsvc.cli import main; main()")
DOCUMENT = """query ($area: ID!, $on: Date!) { coverage(area: $area, asOf: $on) {
  memberCount grids { total single joint both none share } estates { total none }
  parts { code name memberCount grids { total single joint both none } estates { total none } } } }"""
ASKED = 7
"""How often coverage is asked; the median counts."""

MOST_SECONDS = 60.0
MOST_BYTES = 1e9
MOST_COVERAGE_SECONDS = 0.5
console = Console(stderr=True)


@dataclass(frozen=True, slots=True)
class Spent:
    """What a piece of work took: seconds that passed, of processor time in the service and in Neo4j, and bytes."""

    seconds: float
    service: float
    neo4j: float
    peak: int = 0

    def said(self) -> str:
        """On one line."""
        sizes = f", {self.peak / 1e6:.0f} MB at most" if self.peak else ""
        return f"{self.seconds:.1f} s; CPU {self.service:.3f} s service, {self.neo4j:.2f} s Neo4j{sizes}"


def main(
    district: Annotated[str | None, typer.Option(help="Code of one district instead of the city.")] = None,
    each: Annotated[int | None, typer.Option(min=0, help="Faults of every rule; 20, in a district 3.")] = None,
    scale: Annotated[float, typer.Option(min=0.01, max=5, help="Multiplies the grids.")] = 1.0,
    strict: Annotated[bool, typer.Option("--strict", help="Exit code 3 when a goal is missed.")] = False,
) -> None:
    """Audit planted faults and compare."""
    faults = each if each is not None else 3 if district else 20
    extent = planted(district, faults, scale=scale)
    try:
        differ, meets = asyncio.run(_measured(extent, district or CITY))
    except (subprocess.CalledProcessError, GraphsvcError) as failure:
        console.print(f"nothing was compared: {failure}", markup=False)
        raise typer.Exit(2) from None
    if differ:
        raise typer.Exit(1)
    if strict and not meets:
        raise typer.Exit(3)


async def _measured(extent: Extent, area: str) -> tuple[bool, bool]:
    """Whether the audit found anything else than what was planted, and whether all goals were met."""
    async with ground(extent, CACHE, console) as place:
        found, audit = await asyncio.to_thread(_audited, place, area)
        coverage = await _coverage(place, area)
    expected = _expected(extent)
    missed, invented = expected - found, found - expected
    print(f"{area}: {expected.total()} faults planted, {found.total()} findings", end="; ")
    print(f"{missed.total()} missed, {invented.total()} invented")
    for id_ in [*missed, *invented]:
        print(f"  {'missed' if id_ in missed else 'invented'}: {id_}")
    print(f"audit, all {len(RuleCode)} rules, written as CSV: {audit.said()}")
    print(f"coverage as GraphQL, median of {ASKED}: {coverage.said()}")
    print(f"load average {os.getloadavg()[0]:.1f}")
    goals = audit.seconds <= MOST_SECONDS, audit.peak <= MOST_BYTES, coverage.service <= MOST_COVERAGE_SECONDS
    return bool(missed or invented), all(goals)


def _expected(extent: Extent) -> Counter[str]:
    """Ids of the findings that the planted faults have to give: they are grown again, which says the same."""
    faults: list[Fault] = []
    for code in extent.districts:
        for _ in extent.rows(code, faults.append):
            pass
    return Counter(finding_id(RuleCode(fault.rule), fault.subject, fault.key) for fault in faults)


def _audited(place: Ground, area: str) -> tuple[Counter[str], Spent]:
    """Ids of the findings that the command lists, and what it took."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "audit.csv"
        arguments = ("audit", area, "--as-of", AS_OF.isoformat(), "--format", "csv", "--output", str(path))
        before = spent(place.jvm)
        seconds, service, peak = run((sys.executable, *COMMAND, *arguments), reaching(place))
        took = Spent(seconds, service, spent(place.jvm) - before, peak)
        with path.open(encoding="utf-8-sig", newline="") as file:
            return Counter(row["问题编号"] for row in csv.DictReader(file)), took


def run(command: tuple[str, ...], environment: Mapping[str, str]) -> tuple[float, float, int]:
    """Run a command to its end: seconds, seconds of processor time, bytes at most.

    Memory is looked at every 20 ms: the peak that the kernel keeps for a process counts what it was forked from.
    """
    began, peak = time.monotonic(), 0
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    watched = psutil.Process(process.pid)
    while True:
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        if ended:
            break
        peak = max(peak, watched.memory_info().rss)
        time.sleep(0.02)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return time.monotonic() - began, usage.ru_utime + usage.ru_stime, peak


async def _coverage(place: Ground, area: str) -> Spent:
    """What it takes to ask for the coverage of the area and its parts, once the statement is planned."""
    executor = Executor(documents(), place.graph, Record(b"bench"), KEYS, now=utc_now)
    request = Request(DOCUMENT, DEVELOPER, {"area": area, "on": AS_OF.isoformat()})
    taken: list[Spent] = []
    for _ in range(1 + ASKED):
        began, service, neo4j = time.monotonic(), time.process_time(), spent(place.jvm)
        body: Mapping[str, Any] = (await executor.answer(request)).body
        if "errors" in body:
            raise RuntimeError(body["errors"])
        taken.append(Spent(time.monotonic() - began, time.process_time() - service, spent(place.jvm) - neo4j))
    warm = taken[1:]
    return Spent(
        median(each.seconds for each in warm),
        median(each.service for each in warm),
        median(each.neo4j for each in warm),
    )


if __name__ == "__main__":
    typer.run(main)
