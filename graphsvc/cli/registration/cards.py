"""`graphsvc cards`: the cards of a quarter that is over, of all who are registered in an area."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Annotated, Any

import typer

from graphsvc.app import Service
from graphsvc.china import day_in_china
from graphsvc.cli.attach import graph_of, with_graph
from graphsvc.cli.data.imports import author_of
from graphsvc.cli.progress import reporting
from graphsvc.cli.run import refuse, run
from graphsvc.clock import utc_now
from graphsvc.db.long_work import LongWork
from graphsvc.db.ports import Transaction
from graphsvc.errors import GraphsvcError
from graphsvc.intake.imports.running import Author
from graphsvc.registration.cards.card import CardSeals, Quarter
from graphsvc.registration.cards.store import AT_ONCE, find_registrants, freeze


def cards(
    area: Annotated[str, typer.Argument(metavar="AREA", help="Code of the area, e.g. a district's 500103000000.")],
    quarter: Annotated[str, typer.Option("--quarter", help="As 2026Q3; the last one that is over unless told.")] = "",
) -> None:
    """Freeze and seal the quarterly cards (登记卡) of all who are registered in an area; safe to repeat and to stop.

    Who has a card of the quarter keeps it. A hundred cards are one transaction; run it on the first day of a quarter.
    """
    try:
        chosen = Quarter.of(quarter) if quarter else Quarter.before(day_in_china(utc_now()))
        chosen.check_over(day_in_china(utc_now()))
    except GraphsvcError as refusal:
        refuse(refusal, 2)
    made, due = run(with_graph(lambda service: freeze_cards(service, area, chosen)))
    print(f"{chosen} {area}: {made} cards frozen (定卡 {made} 张), {due - made} had one by then")


async def freeze_cards(service: Service, area: str, quarter: Quarter) -> tuple[int, int]:
    """Freeze the cards of an area, a batch a transaction; how many were made, and of how many registrants."""
    graph = LongWork(graph_of(service))
    due, made = await find_registrants(graph, area, quarter), 0
    own: dict[str, Any] = {"seals": service.card_seals, "author": author_of(service)}
    with reporting() as report:
        for begin in range(0, len(due), AT_ONCE):
            batch = due[begin : begin + AT_ONCE]
            made += await graph.transact(partial(freeze_batch, ids=batch, quarter=quarter, **own, now=utc_now()))
            report.rows("登记卡", begin + len(batch), len(due))
    return made, len(due)


async def freeze_batch(
    tx: Transaction, ids: Sequence[str], quarter: Quarter, seals: CardSeals, author: Author, now: datetime
) -> int:
    """Freeze the cards of some registrants and tell the record; how many were made."""
    frozen = await freeze(tx, ids, quarter, seals, now)
    if author.record:
        await author.record.append(tx, frozen.events, author.by, author.role, now)
    return frozen.cards
