"""What falls to a grid worker, read from the graph: items in force in its grids, and open shares of tasks."""

from dataclasses import dataclass
from datetime import date

from graphsvc.access.principal import Grant
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader
from graphsvc.errors import NotFound
from graphsvc.org.model.people import ForceRole
from graphsvc.patrol.model.burden import MOST_ITEMS, MOST_TASKS, Load, Share
from graphsvc.patrol.store.items import TEXTS


@dataclass(frozen=True, slots=True)
class Worker:
    """A grid worker as somebody sees it: in that caller's areas, on a day."""

    id: str
    grant: Grant
    day: date

    def asked(self, most: int) -> dict[str, object]:
        """What the statements compare with."""
        role = ForceRole.GRID_WORKER.value
        return {"worker": self.id, "role": role, "asOf": self.day, "most": most, **self.grant.params}


async def find_worker(graph: Reader, worker: Worker) -> Worker:
    """Make sure that somebody serves as grid worker in the caller's areas.

    Raises:
        NotFound: nobody such.
    """
    asked = worker.asked(1)
    asked.pop("most")
    if not await graph.read(Statement(TEXTS["worker"], asked)):
        raise NotFound(
            "没有这名网格员，或当日不在您辖区的网格任职。", "No such grid worker serves in your areas on that day."
        )
    return worker


async def read_loads(graph: Reader, worker: Worker) -> list[Load]:
    """List the items in force in the worker's grids, in the order of ids."""
    rows = await graph.read(Statement(TEXTS["loads"], worker.asked(MOST_ITEMS)))
    return [
        Load(id_, unit, minutes, grids, rule, _day(starts), None if ends is None else _day(ends))
        for id_, unit, minutes, grids, rule, starts, ends in rows
    ]


async def read_shares(graph: Reader, worker: Worker) -> list[Share]:
    """List the open shares that the worker has, in the order of ids."""
    rows = await graph.read(Statement(TEXTS["shares"], worker.asked(MOST_TASKS)))
    return [Share(id_, unit) for id_, unit in rows]


def _day(value: object) -> date:
    return date.fromisoformat(str(value))
