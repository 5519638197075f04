"""`graphsvc audit`: the coverage audit of an area, on the terminal or as a file to hand in."""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from graphsvc.china import CHINA, day_in_china
from graphsvc.cli.attach import graph_of, with_graph
from graphsvc.cli.run import refuse, run
from graphsvc.clock import utc_now
from graphsvc.coverage.model.rules import RuleCode, Severity
from graphsvc.coverage.model.thresholds import Thresholds
from graphsvc.coverage.report.audit import BLANK, Audit, Cover, audit_area
from graphsvc.coverage.report.content import (
    COVERAGE_HEADINGS,
    FINDING_HEADINGS,
    RECTIFICATION_HEADINGS,
    finding_rows,
    rectification_rows,
    rule_rows,
    share,
    tables,
    title,
    total_row,
)
from graphsvc.coverage.report.page import write_html
from graphsvc.coverage.report.sheets import write_csv, write_xlsx
from graphsvc.coverage.store.queries import code_of
from graphsvc.db.ports import Progress as Told
from graphsvc.db.ports import Reader
from graphsvc.errors import BadInput, SetupError
from graphsvc.org.model.areas import CodeScheme

MOST_ON_A_TERMINAL = 40
_SHARE = 7  # of a row of coverage
_NARROW = (0, 1, 2, 6, 7, 9, 10)  # of a row of coverage, where the terminal is narrow
_WIDE = 120


class Format(StrEnum):
    """What an audit is written as."""

    TABLE = "table"
    CSV = "csv"
    XLSX = "xlsx"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for on the command line."""

    area: str
    as_of: date
    format: Format = Format.TABLE
    output: Path | None = None
    rules: tuple[RuleCode, ...] | None = None
    severity: Severity | None = None
    levels: int = 2
    fail_on: Severity | None = None
    scheme: CodeScheme | None = None
    since: date | None = None
    cover: Cover = BLANK


async def run_audit(reader: Reader, wanted: Wanted, thresholds: Thresholds, now: datetime) -> bool:
    """Audit, write, and tell whether nothing is as grave as `fail_on`."""
    area = await code_of(reader, wanted.area, wanted.scheme, wanted.as_of)
    with _progress() as told:
        audit = await audit_area(
            reader,
            area,
            wanted.as_of,
            rules=wanted.rules,
            severity=wanted.severity,
            levels=wanted.levels,
            since=wanted.since,
            thresholds=thresholds,
            cover=wanted.cover,
            progress=told,
        )
    try:
        await asyncio.to_thread(_write, audit, wanted, now)
        return wanted.fail_on is None or not audit.breaks(wanted.fail_on)
    finally:
        audit.close()


@contextmanager
def _progress() -> Iterator[Told]:
    """A bar of the parts of the area, on a terminal only."""
    console = Console(stderr=True)
    columns = (TextColumn("审计"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield show


def _write(audit: Audit, wanted: Wanted, now: datetime) -> None:
    path = wanted.output
    if wanted.format is Format.TABLE:
        with path.open("w", encoding="utf-8") if path else _standard() as file:
            _print(audit, Console(file=file, width=None if path is None else 160))
        return
    if path is None and wanted.format is Format.CSV:
        write_csv(audit, sys.stdout)
        return
    path = path or Path(f"audit-{audit.area.code}-{audit.as_of}.{wanted.format}")
    _write_file(audit, wanted.format, path, now)
    print(path)


@contextmanager
def _standard() -> Iterator[IO[str]]:
    yield sys.stdout


def _write_file(audit: Audit, kind: Format, path: Path, now: datetime) -> None:
    """Raises BadInput when the file cannot be written."""
    try:
        if kind is Format.XLSX:
            with path.open("wb") as binary:
                write_xlsx(audit, binary)
            return
        with path.open("w", encoding="utf-8", newline="" if kind is Format.CSV else None) as file:
            if kind is Format.CSV:
                write_csv(audit, file)
            else:
                write_html(audit, file, now)
    except OSError as failure:
        raise BadInput(f"无法写入 {path}：{failure.strerror}", f"Cannot write {path}: {failure.strerror}") from None


def _print(audit: Audit, console: Console) -> None:
    console.print(f"[bold]{escape(title(audit))}[/bold]（截止 {audit.as_of}）")
    for level in tables(audit):
        columns = range(len(COVERAGE_HEADINGS)) if console.width >= _WIDE else _NARROW
        console.print(_coverage(level.title, [*level.rows, ("合计", *total_row(audit)[1:])], columns))
    rules = Table("规则", "级别", "问题数", "其中已豁免", title="规则")
    for row in rule_rows(audit):
        rules.add_row(row.title, row.severity.zh, str(row.count), str(row.waived))
    console.print(rules)
    if audit.since is not None:
        console.print(_rectification(audit, audit.since))
    _findings(audit, console)


def _rectification(audit: Audit, since: date) -> Table:
    table = Table(*RECTIFICATION_HEADINGS, title=f"整改对账（与 {since} 相比）")
    for row in rectification_rows(audit):
        table.add_row(*map(str, row))
    return table


def _coverage(name: str, rows: list[tuple[object, ...]], columns: Sequence[int]) -> Table:
    table = Table(title=name)
    for column in columns:
        table.add_column(COVERAGE_HEADINGS[column], overflow="fold", no_wrap=column == 0)
    for row in rows:
        table.add_row(*(share(row[n]) if n == _SHARE else escape(str(row[n])) for n in columns))  # type: ignore[arg-type]
    return table


_MARKS = ("级别", "状态", "对象", "对象编号", "变化")


def _findings(audit: Audit, console: Console) -> None:
    """The first findings, a paragraph each, which reads at any width; all of them when they go into a file."""
    total = sum(audit.counts.values())
    console.print(f"\n[bold]问题（共 {total} 条）[/bold]")
    most = MOST_ON_A_TERMINAL if console.is_terminal else None
    for number, row in enumerate(finding_rows(audit), start=1):
        if most and number > most:
            console.print(f"只显示前 {most} 条，共 {total} 条；全部请用 --format html、xlsx 或 csv")
            break
        said = dict(zip(FINDING_HEADINGS, row, strict=True))
        severity, standing, name, subject, change = (escape(str(said[column])) for column in _MARKS)
        marks = "·".join(filter(None, (severity, standing, change)))
        console.print(f"\n{number}. [{marks}] {name}（{subject}）", markup=False)
        for heading in ("问题", "建议", "责任党组织", "整改期限", "处置"):
            if text := said[heading]:
                console.print(Padding(Text(f"{heading}：{text}", overflow="fold"), (0, 0, 0, 3)))


def audit(  # noqa: PLR0913 - each option of the command is an argument
    area: Annotated[str, typer.Argument(help="Code of the area to audit (区划代码).")],
    as_of: Annotated[str, typer.Option("--as-of", help="The day, such as 2026-06-30; today when left out.")] = "",
    format_: Annotated[Format, typer.Option("--format", "-f", help="What to write.")] = Format.TABLE,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where to write.")] = None,
    cover: Annotated[str, typer.Option(help="For the cover: 文号,审计单位.")] = "",
    rule: Annotated[list[RuleCode] | None, typer.Option(help="Only this rule; may be repeated.")] = None,
    severity: Annotated[Severity | None, typer.Option(help="Only findings as grave as this.")] = None,
    levels: Annotated[int, typer.Option(min=1, max=3, help="Levels below the area that get a table.")] = 2,
    fail_on: Annotated[Severity | None, typer.Option(help="Exit with 1 when a finding is as grave as this.")] = None,
    scheme: Annotated[CodeScheme | None, typer.Option(help="Scheme of the code, where it is ambiguous.")] = None,
    since: Annotated[str, typer.Option("--since", help="Compare with an audit of this earlier day (整改对账).")] = "",
) -> None:
    """Audit the coverage of an area by party cells (党组织覆盖审计); waived findings do not fail it."""
    rules, earlier = tuple(rule) if rule else None, _day(since) if since else None
    wanted = Wanted(
        area, _day(as_of), format_, output, rules, severity, levels, fail_on, scheme, earlier, _cover(cover)
    )
    if not run(
        with_graph(
            lambda service: run_audit(graph_of(service), wanted, service.thresholds, utc_now().astimezone(CHINA))
        )
    ):
        raise typer.Exit(1)


def _cover(text: str) -> Cover:
    number, _, author = text.replace("，", ",").partition(",")
    return Cover(number.strip(), author.strip())


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text) if text else day_in_china(utc_now())
    except ValueError:
        refuse(SetupError(f"日期应形如 2026-06-30：{text}", f"Not a day such as 2026-06-30: {text}"), 2)
