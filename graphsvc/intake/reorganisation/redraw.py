"""A few changes of areas in one transaction: looked at before they are made, and made behind the locks of the areas."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from graphsvc.access.principal import Grant
from graphsvc.china import day_in_china
from graphsvc.codes import prefix_of
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import BadInput, Conflict, NotFound
from graphsvc.intake.imports.running import refuse_unfinished
from graphsvc.intake.model.columns import Row
from graphsvc.intake.model.lines import Line
from graphsvc.intake.model.problems import Problem, RowsRefused
from graphsvc.intake.reorganisation.apply import Rehearsed, due_steps
from graphsvc.intake.reorganisation.change import Change, change_of
from graphsvc.intake.reorganisation.moving import CYPHER, count_lying, write_step
from graphsvc.intake.reorganisation.planning import Plan, parent_code
from graphsvc.intake.tables.area_changes import AREA_CHANGES
from graphsvc.log.events import Done, Event

MOST_CHANGES = 100
MOST_AREAS = 1_000
MOST_MOVED = 20_000
"""Areas, and nodes that lie in them, which one request may move; a reorganisation of more is applied as a file."""
_FIELDS = {"on": "effectiveOn", "area_kind": "areaKind", "civil_code": "civilCode"}


@dataclass(frozen=True, slots=True)
class Order:
    """Who asks for changes: where they may, as whom, and when."""

    grant: Grant
    by: str
    now: datetime


async def rehearse(reader: Reader, changes: Sequence[Change], order: Order) -> list[Rehearsed]:
    """Tell what changes would do, each in turn; nothing is written.

    Raises:
        NotFound: an area is not there, or not in the caller's areas. BadInput: a change that cannot be done.
    """
    _refuse_outside(changes, order)
    needed, _ = _named(changes)
    asked = {"codes": sorted(needed), "scope": list(order.grant.scope)}
    if len(await reader.read(Statement(CYPHER["seen"], asked))) < len(needed):
        raise _absent()
    plan = await _due(reader, changes, order)
    return [
        Rehearsed(step, await count_lying(reader, [follow.old for follow in step.follows]))
        for step in plan.steps
        if not step.founds
    ]


async def redraw(tx: Transaction, changes: Sequence[Change], order: Order) -> Done:
    """Make changes with all that lies in their areas, all of them or none.

    Raises:
        NotFound: an area is not there, or not in the caller's areas. BadInput: a change that cannot be done, or more
        than one request moves. Conflict: all were made before, or an area has changed on a later day.
        ImportUnfinished: an import is under way.
    """
    _refuse_outside(changes, order)
    await refuse_unfinished(tx)
    needed, touched = _named(changes)
    asked = {"codes": sorted(touched), "scope": list(order.grant.scope)}
    if not needed <= {code for (code,) in await tx.run(Statement(CYPHER["lock"], asked))}:
        raise _absent()
    plan = await _due(tx, changes, order)
    if not plan.steps:
        raise Conflict("这些变更此前均已办理。", "All of these changes were made before.")
    await _refuse_large(tx, plan)
    events: list[Event] = []
    for step in plan.steps:
        _, told = await write_step(tx, step, None, order.by, order.now.isoformat())
        events += told
    return Done(tuple(step.change.id for step in plan.steps if not step.founds), tuple(events))


def read_rows(rows: Sequence[Row]) -> tuple[Change, ...]:
    """Read changes from rows, which have the columns of a line of a file.

    Raises:
        BadInput: one says no change, or two say the same.
    """
    problems, changes = [], list[Change]()
    for number, row in enumerate(rows, start=1):
        refusals = (refusal for rule in AREA_CHANGES.rules if (refusal := rule(row)))
        if refusal := next(refusals, None):
            problems.append(Problem("", number, refusal.column, refusal.zh, refusal.en))
            continue
        change = change_of(Line(number, row))
        if change.id in {each.id for each in changes}:
            problems.append(Problem("", number, "code", "同样的变更写了两次", "stands twice"))
        changes.append(change)
    if problems:
        raise _refused(problems)
    return tuple(changes)


async def _due(reader: Reader, changes: Sequence[Change], order: Order) -> Plan:
    try:
        return await due_steps(reader, "", changes, day_in_china(order.now))
    except RowsRefused as refused:
        raise _refused(refused.problems) from None


def _refused(problems: Sequence[Problem]) -> BadInput:
    first = problems[0]
    column = _FIELDS.get(first.column, first.column)
    zh = "；".join(f"第 {each.line} 条：{each.zh}" for each in problems)
    en = "; ".join(f"change {each.line}: {each.en}" for each in problems)
    return BadInput(f"{zh}。", f"{en}.").at("changes", first.line - 1, column)


def _refuse_outside(changes: Sequence[Change], order: Order) -> None:
    codes = (code for change in changes for code in (change.code, change.successor))
    if not all(prefix_of(code).startswith(order.grant.scope) for code in codes):
        raise _absent()


def _named(changes: Sequence[Change]) -> tuple[set[str], set[str]]:
    """Codes of the areas that have to be there, and of all that are touched."""
    news = {change.successor for change in changes}
    above = {parent_code(change.successor) for change in changes if not change.stays}
    needed = {change.code for change in changes} | (above - news - {""})
    return needed, needed | news


async def _refuse_large(tx: Transaction, plan: Plan) -> None:
    olds = [follow.old for step in plan.steps if not step.founds for follow in step.follows]
    if len(olds) <= MOST_AREAS and (await count_lying(tx, olds)).total() <= MOST_MOVED:
        return
    raise BadInput(
        f"一次最多划转 {MOST_AREAS} 个区划、{MOST_MOVED} 条数据，这次更多；请写成文件，用 graphsvc areas change 办理。",
        f"One request moves at most {MOST_AREAS} areas and {MOST_MOVED} rows, this one more; put the changes in a file "
        "and apply it by graphsvc areas change.",
    ).at("changes")


def _absent() -> NotFound:
    return NotFound(
        "没有这个区划，或原区划、新区划不都在您的管辖范围内。",
        "No such area, or the old and the new one are not both in your scope.",
    )
