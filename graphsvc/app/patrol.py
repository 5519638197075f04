"""Wires rooms to one another: whose a case is, cases from findings of patrols, workdays, resources that fit."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from graphsvc.access.principal import Principal
from graphsvc.cases.api.callers import reporter
from graphsvc.cases.holidays.local_days import LocalDays
from graphsvc.cases.holidays.store import refresh_within
from graphsvc.cases.model.calendar import Calendar
from graphsvc.cases.model.categories import Handling, Handlings
from graphsvc.cases.model.deadlines import CallTimes
from graphsvc.cases.store.cases import Draft, raise_case
from graphsvc.command.appraisal.store import AppraisalDays
from graphsvc.command.model.handling import HandlingRules
from graphsvc.db.ports import Transaction
from graphsvc.log.events import Event
from graphsvc.matching.api.sentence import sentence
from graphsvc.matching.model.topics import best_of
from graphsvc.matching.store.matcher import Matcher, Question
from graphsvc.patrol.store.ports import CaseDesk, RaisedCase, Workdays
from graphsvc.places.store.ports import FittingResource, ResourceFinder


def find_handling(rules: HandlingRules, category: str, place: str, day: date) -> Handling | None:
    """Find whose a case is by the rules of command centres, in the words of cases."""
    if category not in rules.categories:
        return None
    rule = rules.find(category, place, day)
    return Handling(rule.level, rule.board, rule.lead, rule.helpers, CallTimes(rule.respond, rule.verify, rule.act))


def case_desk_of(calendar: Calendar, handlings: Handlings) -> CaseDesk:
    """Raise what visits find as cases of whoever reports them."""

    async def raise_found(tx: Transaction, case: RaisedCase, by: Principal, now: datetime) -> Event:
        draft = Draft(case.area, case.category, case.title, case.description, place=case.place or None)
        return (await raise_case(tx, reporter(by), draft, case.id, now, calendar, handlings)).event

    return CaseDesk(raise_found)


def workdays_of(calendar: Calendar, local: LocalDays) -> Workdays:
    """Count the days that are worked here; `local` are those of the calendar that change while the service runs."""
    return Workdays(calendar.is_worked, lambda: local.version, partial(refresh_within, local=local))


def appraisal_days_of(calendar: Calendar, local: LocalDays) -> AppraisalDays:
    """Count the workdays on which an area may object to how its year was judged."""
    return AppraisalDays(calendar.is_worked, partial(refresh_within, local=local))


MOST_UNITS = 10


def resource_finder_of(matcher: Matcher) -> ResourceFinder:
    """Find the best resource of each unit that fits."""

    async def find(text: str, area: str, today: date) -> Sequence[FittingResource]:
        answer = await matcher.match(Question(text, area, None), today, first=MOST_UNITS)
        names = {topic.code: topic.name for topic in answer.found.topics}
        found = []
        for unit in answer.ranking.units:
            offer = unit.matches[0].offer
            said = sentence(unit, best_of(answer.fits, offer.topics), names, answer.days)
            found.append(FittingResource(offer.id, unit.provider.id, unit.score.total, said))
        return found[:MOST_UNITS]

    return ResourceFinder(find)
