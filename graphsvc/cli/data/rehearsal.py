"""`graphsvc load --dry-run`: what an import would do, told in the terminal and in a marked workbook."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import typer

from graphsvc.app import Service
from graphsvc.cli.attach import graph_of
from graphsvc.cli.progress import reporting
from graphsvc.intake.model.differences import Differences
from graphsvc.intake.rehearsal import Rehearsal, rehearse
from graphsvc.org.model.areas import CodeScheme

_DONE = {"new": "新增", "changed": "变更", "begun": "开始的关系", "ended": "结束的关系"}


@dataclass(frozen=True, slots=True)
class Told:
    """What the command line says of sheets: the day of their state, whose they are, where, in which scheme of codes."""

    as_of: date
    whose: str | None = None
    area: str | None = None
    scheme: CodeScheme | None = None


async def rehearse_and_tell(service: Service, source: Path, told: Told, report: Path | None) -> None:
    """Rehearse an import and print what comes of it; the command ends with 3 when something is wrong."""
    with reporting() as bars:
        found = await rehearse(
            graph_of(service),
            source,
            service.keys,
            as_of=told.as_of,
            area=told.area,
            whose=told.whose,
            marked=report,
            scheme=told.scheme,
            progress=bars.rows,
        )
    print(f"试导（什么都不写入）dry run as of {told.as_of}: {sum(found.rows.values())} rows")
    for table, count in found.rows.items():
        print(f"  {table}: {count}")
    _tell_reading(found)
    if found.problem_count:
        print(f"{found.problem_count} 处不符合要求 (problems):")
        for problem in found.problems:
            print(f"  {problem.chinese}")
        _tell_rest(found.problem_count, len(found.problems))
        if report:
            print(f"已标注的工作簿 (marked workbook): {report}")
        raise typer.Exit(3)
    print("，".join(f"{zh} {found.done.get(name, 0)}" for name, zh in _DONE.items()))
    print_differences(found.differences)


def _tell_reading(found: Rehearsal) -> None:
    for file, sheet, line, reason in found.passed_over:
        place = ":".join(part for part in (f"{file}[{sheet}]" if sheet else file, str(line or "")) if part)
        print(f"  跳过 {place}: {reason}")
    if found.changed_count:
        print(f"{found.changed_count} 格按规范写法读取 (read otherwise than they stand):")
        for file, change in found.read_otherwise[:20]:
            print(f"  {file} {change.cell} {change.column}: {change.before} → {change.after}")
        _tell_rest(found.changed_count, min(20, len(found.read_otherwise)))


def _tell_rest(count: int, shown: int) -> None:
    if count > shown:
        print(f"  … {count - shown} more")


def print_differences(differences: Differences) -> None:
    """Print where the graph stays as it is though a sheet says otherwise."""
    if not differences.count:
        return
    print(f"{differences.count} 处与系统不一致，未改动系统 (differences; the graph stays as it is):")
    for difference in differences.first:
        print(f"  {difference}")
    _tell_rest(differences.count, len(differences.first))
