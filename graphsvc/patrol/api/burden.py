"""The burden of a grid worker as GraphQL shows it: figures, and the two lists that they equal."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.gql.schema.fields import Connection
from graphsvc.gql.schema.pages import SIZED, NodeEdge, NodePage
from graphsvc.gql.schema.paging import PAGE_SIZE, page_size
from graphsvc.org.api.arguments import After, First, Id, argument
from graphsvc.org.api.people import Person
from graphsvc.org.api.units import Unit
from graphsvc.patrol.api.item_types import GridItem
from graphsvc.patrol.model.burden import MOST_ITEMS, Burden, by_department, total
from graphsvc.patrol.store.burden import Worker, find_worker, read_loads, read_shares
from graphsvc.tasks.api.types import Assignment

MOST_DEPARTMENTS = MOST_ITEMS + 1
AsOf = Annotated[date | None, argument()]


@strawberry.type(description="What a department asks of a grid worker (部门交办负担).")
class DepartmentBurden:
    """Figures of one department."""

    unit_id: strawberry.Private[str]
    item_count: int = strawberry.field(description="Its items in force in the worker's grids (事项数).")
    minutes: int = strawberry.field(description="What they take in the month, over all those grids (月分钟数).")
    task_count: int = strawberry.field(description="Tasks open now for its items (任务数).")

    @strawberry.field(description="The department; null for tasks that are for no item (部门).")
    async def department(self, info: Info) -> Unit | None:
        return await info.context.node(info, self.unit_id or None)


@strawberry.type(description="What falls to a grid worker on a day and in its month (网格员负担).")
class WorkerBurden:
    """The whole, and by department what adds up to it; `workerItems` and `workerTasks` list it."""

    worker_id: strawberry.Private[str]
    item_count: int = strawberry.field(description="Items in force in the worker's grids (事项数).")
    minutes: int = strawberry.field(description="What they take in the month, over all those grids (月分钟数).")
    task_count: int = strawberry.field(
        description="Tasks open now of the worker, its grids on the day, and given to it by name, each once (任务数)."
    )
    departments: list[DepartmentBurden] = strawberry.field(
        description=f"By department, at most {MOST_DEPARTMENTS} (按部门).",
        directives=[ListSize(assumed_size=MOST_DEPARTMENTS)],
    )

    @strawberry.field(description="Whose burden it is (网格员).")
    async def worker(self, info: Info) -> Person | None:
        return await info.context.node(info, self.worker_id)


@strawberry.type
class BurdenQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="How much is asked of a grid worker, by the id of its person, and by whom (网格员负担)."
    )
    async def worker_burden(self, info: Info, id: Id, as_of: AsOf = None) -> WorkerBurden | None:
        graph, found = info.context.graph, await _worker(info, id, as_of)
        parts = by_department(await read_loads(graph, found), await read_shares(graph, found), found.day)
        whole: Burden = total(parts.values())
        return WorkerBurden(
            worker_id=found.id,
            item_count=whole.items,
            minutes=whole.minutes,
            task_count=whole.tasks,
            departments=[
                DepartmentBurden(unit_id=unit, item_count=of.items, minutes=of.minutes, task_count=of.tasks)
                for unit, of in parts.items()
            ],
        )

    @strawberry.field(
        description="The items that a worker's burden counts, in the order of ids (网格员承担事项).", directives=[SIZED]
    )
    async def worker_items(
        self, info: Info, id: Id, as_of: AsOf = None, first: First = PAGE_SIZE, after: After = None
    ) -> Connection[GridItem]:
        loads = await read_loads(info.context.graph, await _worker(info, id, as_of))
        return _page([load.item for load in loads], page_size(first), after)

    @strawberry.field(
        description="The tasks that a worker's burden counts, in the order of ids (网格员承担任务).", directives=[SIZED]
    )
    async def worker_tasks(
        self, info: Info, id: Id, as_of: AsOf = None, first: First = PAGE_SIZE, after: After = None
    ) -> Connection[Assignment]:
        shares = await read_shares(info.context.graph, await _worker(info, id, as_of))
        return _page([share.id for share in shares], page_size(first), after)


async def _worker(info: Info, worker: str, as_of: date | None) -> Worker:
    grant = info.context.may(Operation.READ_PEOPLE)
    return await find_worker(info.context.graph, Worker(worker, grant, as_of or info.context.today))


def _page(ids: list[str], size: int, after: str | None) -> Any:
    rest = [id_ for id_ in ids if id_ > (after or "")]
    return NodePage.made([NodeEdge(id_, id_) for id_ in rest[:size]], len(rest) > size, after, len(ids))
