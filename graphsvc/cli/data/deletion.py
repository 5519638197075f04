"""`graphsvc delete`: a row that should never have been entered, taken away with a reason."""

from typing import Annotated

import typer

from graphsvc.app import Service
from graphsvc.cli.attach import graph_of, with_graph
from graphsvc.cli.data.imports import author_of
from graphsvc.cli.run import refuse, run
from graphsvc.clock import utc_now
from graphsvc.db.bulkhead import Lane
from graphsvc.errors import SetupError
from graphsvc.intake.imports.deletion import DELETABLE, take_back
from graphsvc.intake.imports.deletion import delete as delete_row
from graphsvc.intake.tables.declared import TABLES


def delete(
    table: Annotated[str, typer.Argument(help=f"Of which table: {', '.join(DELETABLE)}.")],
    id_: Annotated[str, typer.Argument(metavar="ID", help="Id of the row, or code of the area.")],
    reason: Annotated[str, typer.Option(help="Why; stands in the record.")] = "",
    lift: Annotated[bool, typer.Option("--lift", help="Let sheets bring in again what was deleted.")] = False,
) -> None:
    """Delete a row entered by mistake, with the ties it tells of; refused while anything builds on it (删除误录)."""
    if table not in DELETABLE or not reason.strip():
        refuse(
            SetupError(
                f"请写明理由 --reason；可以删除的表：{'、'.join(DELETABLE)}。",
                f"Say why: --reason. Rows are deleted of {', '.join(DELETABLE)}.",
            ),
            2,
        )

    async def work(service: Service) -> int:
        author, now, of = author_of(service), utc_now(), TABLES[table]
        graph, words = graph_of(service), reason.strip()
        if lift:
            await graph.transact(lambda tx: take_back(tx, of, id_, words, author, now), Lane.HEAVY)
            return 0
        return await graph.transact(lambda tx: delete_row(tx, of, id_, words, author, now), Lane.HEAVY)

    count = run(with_graph(work))
    print(f"{id_}: may be brought in again" if lift else f"{id_}: deleted with {count} ties")
