"""Cases and calls taken back from persons who have left the community or department for which they had them by name.

Nothing tells that somebody has gone: a tie ends on its day, or a sheet comes without it. So a worker looks, and takes
the step that the department or community might have taken, which sees it, is told, and goes on by the same clock.
Who belongs is asked twice: without a lock, to find, and behind the locks of the case and the person, to decide. As long
as an import or a reorganisation is unfinished nobody is found: it may be what says next where somebody belongs.
"""

from datetime import datetime

from graphsvc.cases.entrusting.store import TEXTS
from graphsvc.cases.model.calendar import Calendar
from graphsvc.cases.model.decide import Wish
from graphsvc.cases.model.states import CALL, CASE, Action, CallState, State
from graphsvc.cases.store.cases import take
from graphsvc.cases.store.escalation import BATCH, SYSTEM
from graphsvc.china import day_in_china
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Transaction
from graphsvc.errors import NotFound, StepRefused
from graphsvc.log.events import Looked

LEFT = "承办人已不在此任职，转办结束，请另行安排"


async def take_back(tx: Transaction, now: datetime, calendar: Calendar) -> Looked:
    """Take work back from who does not belong to the community or department today, each once however many look.

    What moves on meanwhile is left to the next look.
    """
    given = {
        "most": BATCH,
        "asOf": day_in_china(now),
        "caseStates": [each.value for each in State if Action.TAKE_BACK in CASE.allowed(each)],
        "callStates": [each.value for each in CallState if Action.TAKE_BACK in CALL.allowed(each)],
        **SYSTEM.params,
    }
    events = []
    for case, version, call in await tx.run(Statement(TEXTS["left_behind"], given)):
        if not await _is_gone(tx, case, version, call, now):
            continue
        wish = Wish(Action.TAKE_BACK, call=call, note=LEFT)
        try:
            events.append((await take(tx, SYSTEM, case, version, wish, now, (), calendar)).event)
        except (NotFound, StepRefused):
            continue
    return Looked(len(events), tuple(events))


async def _is_gone(tx: Transaction, case: str, version: int, call: str | None, now: datetime) -> bool:
    """Whether who does a case or call by name still does not belong there, behind the locks of the two."""
    given = {"case": case, "expected": version, "call": call or "", "asOf": day_in_china(now), **SYSTEM.params}
    return await tx.run(Statement(TEXTS["gone"], given)) == [[True]]
