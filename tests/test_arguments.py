"""Settings and the clock come in as arguments: only `app` and `cli` read them, everything below is given values."""

import ast
from collections.abc import Iterator
from datetime import time
from pathlib import Path

import pytest

from graphsvc.app import Service
from graphsvc.errors import SetupError
from graphsvc.settings import Settings
from tests.conftest import ROOT

ABOVE = {"clock.py"}
BELOW = [
    path
    for path in sorted(ROOT.glob("graphsvc/**/*.py"))
    if (inside := path.relative_to(ROOT / "graphsvc")).parts[0] not in ("app", "cli") and str(inside) not in ABOVE
]
AGES_OF_FILES = "graphsvc/db/jvm/aot.py"
"""Compares the age of a lock file with the machine's clock; nothing in the graph rests on it."""


def readings(path: Path) -> Iterator[str]:
    """Calls that read the clock or the environment's settings."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id="Settings" | "utc_now" as name)):
                yield f"{name}() in line {node.lineno}"
            case ast.Call(func=ast.Attribute(value=ast.Name(id="datetime" | "date" | "time" as owner), attr=attribute)):
                if attribute in {"now", "utcnow", "today", "time", "localtime", "gmtime"}:
                    yield f"{owner}.{attribute}() in line {node.lineno}"


@pytest.mark.parametrize("path", BELOW, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_below_app_and_cli_reads_the_clock_or_the_settings(path: Path) -> None:
    if str(path.relative_to(ROOT)) != AGES_OF_FILES:
        assert list(readings(path)) == []


def test_a_reading_would_be_found(tmp_path: Path) -> None:
    path = tmp_path / "some.py"
    path.write_text("a = Settings()\nb = datetime.now(UTC)\nc = date.today()\nd = clock.now()\ne = time.monotonic()\n")
    assert list(readings(path)) == [
        "Settings() in line 1",
        "datetime.now() in line 2",
        "date.today() in line 3",
    ]


def test_two_services_of_one_process_go_by_their_own_settings() -> None:
    early, usual = Service(Settings(working_hours="08:00-10:00", audit_bounds="most_members=40")), Service(Settings())
    assert early.calendar.hours == ((time(8), time(10)),)
    assert usual.calendar.hours == ((time(9), time(12, 30)), (time(14), time(18)))
    assert (early.thresholds.most_members, usual.thresholds.most_members) == (40, 50)


@pytest.mark.parametrize(
    ("rows", "given", "bounds"),
    [
        (("MEMBER,DUTY,*,2020-01-01,1,3,5.5,,,本地",), "", (3, 6)),
        (("MEMBER,DUTY,*,2020-01-01,1,1,3,,,本地",), "", (2, 4)),
        (("MEMBER,DUTY,*,2020-01-01,1,3,5,,,本地", "MEMBER,DUTY,HEALTH,2020-01-01,1,2,6,,,本地"), "", (3, 11)),
        (("MEMBER,DUTY,*,2020-01-01,1,3,5,,,本地", "MEMBER,DUTY,*,2026-01-01,1,2,6,,,本地"), "", (3, 6)),
        (("MEMBER,DUTY,*,2020-01-01,1,3,5,,,本地", "UNIT,DUTY,*,2020-01-01,1,4,8,,,本地"), "", (4, 8)),
        (("MEMBER,DUTY,*,2020-01-01,1,,,,,本地",), "", (1_000_000, 1_000_000)),
        (("MEMBER,DUTY,*,2020-01-01,1,3,,,,本地",), "points_a_day=9", (3, 9)),
    ],
)
def test_what_a_localitys_rules_of_points_let_earn_is_within_the_bounds_of_the_audit(
    tmp_path: Path, rows: tuple[str, ...], given: str, bounds: tuple[int, int]
) -> None:
    path = tmp_path / "points.csv"
    head = "registrant,wallet,kind,since,per_hour,per_record,per_day,per_month,per_year,source"
    path.write_text("\n".join((head, *rows)), encoding="utf-8")
    found = Service(Settings(point_rules=path, audit_bounds=given)).thresholds
    assert (found.points_a_service, found.points_a_day) == bounds


@pytest.mark.parametrize("wrong", [{"working_hours": "10:00-09:00"}, {"audit_bounds": "members=3"}])
def test_a_setting_that_says_nothing_is_refused_when_the_service_is_made(wrong: dict[str, str]) -> None:
    with pytest.raises(SetupError):
        Service(Settings(**wrong))  # type: ignore[arg-type]
