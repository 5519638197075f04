"""`graphsvc notices backlog | replay`: what waits to be delivered, and what was given up tried once more."""

from typing import Annotated, Any

import typer

from graphsvc.access.authenticator import SERVICE
from graphsvc.access.scope import Operation
from graphsvc.cli.commands.record import record_of_settings
from graphsvc.cli.connected import with_long_work
from graphsvc.cli.run import settings
from graphsvc.clock import utc_now
from graphsvc.cypher.statement import Statement
from graphsvc.db.long_work import LongWork
from graphsvc.errors import NotFound
from graphsvc.notices.model.endpoint import EndpointAction
from graphsvc.notices.store.deliveries import read_backlog
from graphsvc.notices.store.endpoints import CYPHER, change

notices = typer.Typer(no_args_is_help=True, help="Notices on their way outside (通知送达).")


@notices.command("backlog")
def show_backlog() -> None:
    """Print how much waits, since when the oldest, and how much was given up (积压)."""
    backlog = with_long_work(settings(), read_backlog)
    since = backlog.since.isoformat() if backlog.since else "-"
    print(f"waiting {backlog.waiting}\nsince {since}\ndead {backlog.dead}")


@notices.command("replay")
def replay_dead(
    endpoint: Annotated[str, typer.Argument(help="Id of the endpoint (端点).")],
    note: Annotated[str, typer.Option(help="Why, for the record (说明).")] = "",
) -> None:
    """Try what was given up at an endpoint once more (重送)."""
    record, now = record_of_settings(), utc_now()
    grant = SERVICE.may(Operation.EDIT_ENDPOINT)

    async def work(tx: Any) -> int:
        found = await tx.run(Statement(CYPHER["found"], {"id": endpoint, **grant.params}))
        if not found:
            raise NotFound(f"没有通知端点 {endpoint}。", f"There is no endpoint {endpoint}.")
        done = await change(tx, grant, endpoint, found[0][0], EndpointAction.REPLAY, note, now)
        await record.append(tx, done.events, SERVICE.subject, SERVICE.role, now)
        return int(done.events[0].after["deliveries"])

    async def whole(graph: LongWork) -> int:
        return await graph.transact(work)

    print(f"replayed {with_long_work(settings(), whole)}")
