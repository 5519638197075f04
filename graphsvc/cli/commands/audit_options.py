"""`graphsvc audit`: its options, read and handed to `cli.audit`."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from graphsvc.china import CHINA
from graphsvc.cli.attach import graph_of, with_graph
from graphsvc.cli.commands.audit import Format, Wanted, run_audit
from graphsvc.cli.run import refuse, run
from graphsvc.coverage.model.rules import RuleCode, Severity
from graphsvc.errors import SetupError
from graphsvc.org.api.validity import day


def audit(
    area: Annotated[str, typer.Argument(help="Code of the area to audit (区划代码).")],
    as_of: Annotated[str, typer.Option("--as-of", help="The day, such as 2026-06-30; today when left out.")] = "",
    format_: Annotated[Format, typer.Option("--format", "-f", help="What to write.")] = Format.TABLE,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where to write.")] = None,
    rule: Annotated[list[RuleCode] | None, typer.Option(help="Only this rule; may be repeated.")] = None,
    severity: Annotated[Severity | None, typer.Option(help="Only findings as grave as this.")] = None,
    levels: Annotated[int, typer.Option(min=1, max=3, help="Levels below the area that get a table.")] = 2,
    fail_on: Annotated[Severity | None, typer.Option(help="Exit with 1 when a finding is as grave as this.")] = None,
) -> None:
    """Audit the coverage of an area by party cells (党组织覆盖审计); waived findings do not fail it."""
    wanted = Wanted(area, _day(as_of), format_, output, tuple(rule or ()), severity, levels, fail_on)
    if not run(with_graph(lambda service: run_audit(graph_of(service), wanted, datetime.now(CHINA)))):
        raise typer.Exit(1)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text) if text else day(None)
    except ValueError:
        refuse(SetupError(f"日期应形如 2026-06-30：{text}", f"Not a day such as 2026-06-30: {text}"), 2)
