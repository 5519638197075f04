"""The screen counted in the graph: eight statements, each from an index, whatever the area."""

from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graphsvc.access.principal import Grant
from graphsvc.china import day_bounds, day_in_china, in_utc
from graphsvc.codes import prefix_of
from graphsvc.command.contingency.drilling import drill_due
from graphsvc.command.model.screen import Seen, Times, window_begins
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader
from graphsvc.errors import NotFound
from graphsvc.org.model.pace import least_pace, unpack_pace
from graphsvc.org.model.work import Board, Light

TEXTS = statements(Path(__file__).with_name("screen.cypher"), drill_due=drill_due)


async def count_seen(graph: Reader, grant: Grant, area: str, now: datetime) -> Seen:
    """Count what stands on the screen of an area.

    Raises:
        NotFound: the area does not lie in the caller's.
    """
    prefix = prefix_of(area)
    if not any(prefix.startswith(scope) for scope in grant.scope):
        raise NotFound("没有这个区域，或不在您的管辖范围内。", "No such area, or none in your scope.")
    given = {"prefix": prefix, "now": in_utc(now), "scope": list(grant.scope)}
    today, tomorrow = day_bounds(day_in_china(now))
    cases = await graph.read(Statement(TEXTS["open_cases"], given))
    least = least_pace(window_begins(now))
    ((paces,),) = await graph.read(Statement(TEXTS["paces"], {**given, "least": least}))
    responded, closed = (_times(minutes) for minutes in unpack_pace(paces))
    ((tasks,),) = await graph.read(Statement(TEXTS["tasks"], {**given, "from": today, "to": tomorrow}))
    ((shifts,),) = await graph.read(Statement(TEXTS["on_duty"], given))
    asked = await graph.read(Statement(TEXTS["supervisions"], given))
    ((running, late),) = await graph.read(Statement(TEXTS["contingencies"], given))
    on = {**given, "today": day_in_china(now)}
    ((undrilled,),) = await graph.read(Statement(TEXTS["undrilled"], on))
    ((dangerous, overdue),) = await graph.read(Statement(TEXTS["hazards"], on))
    return Seen(
        open_cases={(Board(board), Light(light)): count for board, light, count, _ in cases},
        reopened=sum(again for *_, again in cases),
        responded=responded,
        closed=closed,
        tasks_due=tasks,
        on_duty=shifts,
        supervisions={Light(light): count for state, light, count in asked if state == "OPEN"},
        answered=sum(count for state, _, count in asked if state == "ANSWERED"),
        running=running,
        late=late,
        undrilled=undrilled,
        dangerous=dangerous,
        overdue=overdue,
    )


def _times(minutes: NDArray[np.float64]) -> Times:
    if not len(minutes):
        return Times(0, None, None)
    median, p90 = np.percentile(minutes, (50, 90))
    return Times(len(minutes), float(median), float(p90))
