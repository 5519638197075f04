"""Wires patrols to what they need of other capabilities: cases raised from findings, workdays."""

from datetime import datetime

from graphsvc.access.principal import Principal
from graphsvc.cases.api.callers import reporter
from graphsvc.cases.model.calendar import Calendar
from graphsvc.cases.model.categories import Handlings
from graphsvc.cases.store.cases import Draft, raise_case
from graphsvc.db.ports import Transaction
from graphsvc.log.events import Event
from graphsvc.patrol.store.ports import CaseDesk, RaisedCase, Workdays


def case_desk_of(calendar: Calendar, handlings: Handlings) -> CaseDesk:
    """Raise what visits find as cases of whoever reports them."""

    async def raise_found(tx: Transaction, case: RaisedCase, by: Principal, now: datetime) -> Event:
        draft = Draft(case.area, case.category, case.title, case.description, place=case.place or None)
        return (await raise_case(tx, reporter(by), draft, case.id, now, calendar, handlings)).event

    return CaseDesk(raise_found)


def workdays_of(calendar: Calendar) -> Workdays:
    """Count the days that are worked here."""
    return Workdays(calendar.is_worked)
