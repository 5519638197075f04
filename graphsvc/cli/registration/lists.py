"""`graphsvc register`: a list of members and units, as a community gets it on paper, filed row by row."""

import csv
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from graphsvc.access.principal import EVERYWHERE, Grant
from graphsvc.app import Service
from graphsvc.cli.attach import graph_of, with_graph
from graphsvc.cli.data.imports import author_of
from graphsvc.cli.progress import reporting
from graphsvc.cli.run import refuse, run
from graphsvc.clock import utc_now
from graphsvc.errors import GraphsvcError
from graphsvc.registration.lists.judging import Answer, Outcome
from graphsvc.registration.lists.reading import RegistrationList, read_list, title_of
from graphsvc.registration.lists.store import Clerk, file_list, look_at


def register(
    community: Annotated[str, typer.Argument(metavar="COMMUNITY", help="Code of the community, 12 digits.")],
    source: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The list: .xlsx, .xls or .csv.")],
    receive: Annotated[bool, typer.Option("--receive", help="Give the receipt (回执) with it.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Judge every row, and write nothing.")] = False,
) -> None:
    """Register the members and units of a list (批量报到); each row is judged, and sending it again files none twice.

    Standard output has an answer a row as CSV: line, outcome, field, cause, id. Exit code 1 where a row was refused.
    """
    try:
        given = read_list(source)
    except GraphsvcError as refusal:
        refuse(refusal, 2)
    answers = run(with_graph(lambda service: _file(service, community, given, receive=receive, dry_run=dry_run)))
    _print(answers)
    counts = Counter(each.outcome for each in answers)
    print("，".join(f"{each.zh} {counts[each]}" for each in Outcome), file=sys.stderr)
    if counts[Outcome.REFUSED]:
        raise typer.Exit(1)


async def _file(
    service: Service, community: str, given: RegistrationList, *, receive: bool, dry_run: bool
) -> list[Answer]:
    author = author_of(service)
    clerk = Clerk(Grant(EVERYWHERE), author.by, author.role, service.record, service.keys, utc_now())
    if dry_run:
        return await look_at(graph_of(service), clerk, community, given)
    with reporting() as report:
        return await file_list(
            graph_of(service),
            clerk,
            community,
            given,
            receive=receive,
            report=lambda done, total: report.rows("报到", done, total),
        )


def _print(answers: Sequence[Answer]) -> None:
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(("行", "结果", "栏目", "原因", "报到编号"))
    for each in answers:
        column = title_of(each.column) if each.column else ""
        out.writerow((each.line, each.outcome.zh, column, each.zh, each.registration))
