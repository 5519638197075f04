"""Decisions about findings: acknowledged by somebody, or waived until a day; new ones are added, none is changed."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from graphsvc.access.principal import EVERYWHERE
from graphsvc.coverage.changes.rule_checks import Order, take_row
from graphsvc.coverage.model.decision import Decision, Decisions, Standing
from graphsvc.coverage.model.rules import RULES, RuleCode
from graphsvc.coverage.store.findings import Finding, finding_id
from graphsvc.coverage.store.queries import BEYOND, statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import BadInput, NotFound
from graphsvc.log.events import Done, Event

MOST = 100_000


async def decisions(reader: Reader, low: str, high: str, as_of: date, scope: Sequence[str] = EVERYWHERE) -> Decisions:
    """Everything decided up to a day about findings between two area codes and under these prefixes."""
    asked = statement("decisions", as_of, low=low, high=high, limit=MOST, scope=list(scope))
    rows = await reader.read(asked, Lane.HEAVY)
    return {id_: tuple(_decision(*row[1:]) for row in group) for id_, group in groupby(rows, key=lambda row: row[0])}


async def decisions_on(
    reader: Reader, findings: Sequence[Finding], as_of: date, scope: Sequence[str] = EVERYWHERE
) -> Decisions:
    """Everything decided up to a day about these findings, and perhaps about others between them."""
    if not findings:
        return {}
    codes = [each.area_code for each in findings]
    return await decisions(reader, min(codes), max(codes) + BEYOND, as_of, scope)


def _decision(
    kind: str, by: str, on: str, until: str | None, reason: str | None, paper: str | None, approver: str | None
) -> Decision:
    ends = date.fromisoformat(until) if until else None
    return Decision(Standing(kind), by, date.fromisoformat(on), ends, reason or "", paper or "", approver or "")


_MOST = 1_000
_EXACTLY = " "  # sorts before every digit: a range from X up to "X " holds X alone


@dataclass(frozen=True, slots=True)
class Judged:
    """Which finding, by its id and what the id was made of."""

    finding: str
    rule: RuleCode
    subject: str


@dataclass(frozen=True, slots=True)
class Judge:
    """Who decides, at which instant, and the id that the decision gets."""

    subject: str
    at: datetime
    decision: str


async def acknowledge(tx: Transaction, judged: Judged, note: str, by: Judge, order: Order) -> Done:
    """Record that somebody has seen a finding and answers for it.

    Raises:
        NotFound: the subject is not there in scope, or the finding does not hold on the day of the order.
    """
    return await _decide(tx, judged, Standing.ACKNOWLEDGED, note, by, order)


@dataclass(frozen=True, slots=True)
class Waiver:
    """Until when a finding is waived and why; the number of the paper that approves it, and who does."""

    until: date
    reason: str
    paper: str | None = None
    approver: str | None = None


async def waive(tx: Transaction, judged: Judged, waiver: Waiver, by: Judge, order: Order) -> Done:
    """Waive a finding until a day, on which it counts again; the last decision about a finding is the one that holds.

    Raises:
        BadInput: `until` is not within a year from now.
        NotFound: as `acknowledge`.
    """
    latest = _a_year_after(order.on)
    if not order.on < waiver.until <= latest:
        raise BadInput(
            f"豁免期限不超过一年：自明日起，最迟至 {latest}。",
            f"A waiver ends within a year: after today, and on {latest} at the latest.",
        ).at("until")
    return await _decide(tx, judged, Standing.WAIVED, waiver.reason, by, order, waiver)


def _a_year_after(day: date) -> date:
    """The same day of the next year; the last of February after a 29th."""
    return day.replace(year=day.year + 1, day=min(day.day, monthrange(day.year + 1, day.month)[1]))


async def _decide(
    tx: Transaction, judged: Judged, kind: Standing, reason: str, by: Judge, order: Order, waiver: Waiver | None = None
) -> Done:
    (area,) = take_row(await tx.run(order.statement("subject", subject=judged.subject, rule=judged.rule)))
    if judged.finding not in await _holding(tx, judged, area, order):
        raise NotFound("当日没有这个问题。", "There is no such finding on this day.")
    params: dict[str, Any] = {"finding": judged.finding, "rule": judged.rule, "kind": kind}
    params |= {"id": by.decision, "by": by.subject, "at": by.at}
    params |= {"until": waiver and waiver.until, "paper": waiver and waiver.paper}
    params |= {"approver": waiver and waiver.approver}
    take_row(await tx.run(order.statement("decide", **params, subject=judged.subject, reason=reason, area=area)))
    after = {"finding": judged.finding, "rule": judged.rule, "until": waiver and waiver.until.isoformat()}
    return Done((by.decision,), (Event(f"FINDING_{kind}", judged.subject, area, after=after, note=reason),))


async def _holding(tx: Transaction, judged: Judged, area: str, order: Order) -> set[str]:
    """Ids of the rule's findings about this subject on the day of the order."""
    found: set[str] = set()
    last = ""
    while True:
        asked = statement(
            RULES[judged.rule].statement,
            order.on,
            low=area,
            high=area + _EXACTLY,
            lastId=last,
            lastKey="",
            limit=_MOST,
            **order.thresholds.parameters(),
        )
        rows = await tx.run(asked)
        found |= {finding_id(judged.rule, row[0], row[3]) for row in rows if row[0] == judged.subject}
        if len(rows) < _MOST or found:
            return found
        last = rows[-1][0]
