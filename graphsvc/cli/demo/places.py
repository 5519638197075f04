"""Key places, policies, services, patrols and command centres of the demo, of the year it is shown in."""

from datetime import datetime
from functools import partial
from importlib import import_module

from graphsvc.china import day_in_china
from graphsvc.cli.demo.registrations import DISTRICT
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph
from graphsvc.db.ports import Transaction
from graphsvc.paths import SEEDS_PACKAGE

DAYS_OF_DUTY = 30
"""From a week ago on; a year of it would take the demo long to write."""
_ARE_LISTED = "RETURN EXISTS { (:KeyPlace) } AND EXISTS { (:ServicePoint) } AND EXISTS { (:CommandCentre) } AS listed"
"""One of each part, which are all written in one transaction; a demo of before may lack the later parts."""
_HOLD = "MATCH (a:Node:Area {id: $id}) SET a.locked = true REMOVE a.locked RETURN a.id"
"""Keeps a second demo waiting until the first has written all of it."""


async def list_demo_places(graph: Graph, now: datetime) -> None:
    """List key places, publish policies, open points and found command centres in the demo where there are none."""
    if not (await graph.read(Statement(_ARE_LISTED)))[0][0]:
        await graph.transact(partial(_fill, now=now), Lane.SETUP)


async def _fill(tx: Transaction, now: datetime) -> None:
    await tx.run(Statement(_HOLD, {"id": DISTRICT}))
    names = "places", "doorsteps", "centres"
    places, doorsteps, centres = (import_module(f"{SEEDS_PACKAGE}.{name}") for name in names)
    await places.fill_within(tx, DISTRICT, places.Plan(day_in_china(now)))
    await doorsteps.fill_within(tx, DISTRICT, doorsteps.Plan(day_in_china(now)))
    await centres.fill_within(tx, DISTRICT, centres.Plan(day_in_china(now), days=DAYS_OF_DUTY))
