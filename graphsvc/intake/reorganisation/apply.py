"""A reorganisation as a whole: rehearsed, or applied with one transaction an area, and marked until it is whole."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from graphsvc.china import day_in_china
from graphsvc.codes import AreaLevel, prefix_of
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Database, Reader, Transaction
from graphsvc.intake.imports.running import AREA_CHANGES, Author, File, Plan, Running, opened, prefixes_of
from graphsvc.intake.model.problems import Problem, RowsRefused
from graphsvc.intake.reorganisation.change import Change, read_changes
from graphsvc.intake.reorganisation.moving import CYPHER, count_lying, write_step
from graphsvc.intake.reorganisation.planning import KnownArea, Step, parent_code, plan_changes
from graphsvc.intake.reorganisation.planning import Plan as Steps
from graphsvc.intake.store.held import CYPHER as INTAKE

COMMUNITY = AreaLevel.COMMUNITY.number
AREAS_SAMPLED = 1_000
"""Smaller reorganisations leave Neo4j its plans: making all of them anew takes seconds."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """One change as it would be made: how many areas follow, and what lies in them, by label."""

    step: Step
    lying: Counter[str]


@dataclass(slots=True)
class Applied:
    """What a reorganisation has done; `import_id` is empty when every change was made before.

    Attributes:
        before: changes of the file that were made already.
    """

    import_id: str = ""
    changes: int = 0
    areas: int = 0
    before: int = 0
    moved: Counter[str] = field(default_factory=Counter)


async def rehearse_changes(graph: Database, file: Path, now: datetime) -> list[Rehearsed]:
    """Tell what a file of changes would do; nothing is written.

    Raises:
        RowsRefused: lines that cannot be done, all of them.
    """
    changes = read_changes(file)
    plan = await due_steps(graph, file.name, changes, day_in_china(now))
    return [
        Rehearsed(step, await count_lying(graph, [follow.old for follow in step.follows]))
        for step in plan.steps
        if not step.founds
    ]


async def apply_changes(graph: Database, file: Path, author: Author, now: datetime) -> Applied:
    """Apply a file of changes; a change that was made before is passed over, so that it may be applied again.

    Each area with all that lies in it is one transaction. Until the last one audits are refused, and the same file
    goes on where it was interrupted.

    Raises:
        RowsRefused: lines that cannot be done, all of them; nothing was written.
        Conflict: an import is unfinished.
    """
    changes, today = read_changes(file), day_in_china(now)
    due = await due_steps(graph, file.name, changes, today)
    applied = Applied(before=len(changes) - sum(not step.founds for step in due.steps))
    if not due.steps:
        return applied
    plan = _import_of(file, changes)

    async def begin(tx: Transaction) -> tuple[Running, Steps]:
        running = await opened(tx, plan, author, now)
        return running, await due_steps(tx, file.name, changes, today)

    running, due = await graph.transact(begin, Lane.HEAVY)
    for step in due.steps:
        moved = await graph.transact(lambda tx, step=step: _write(tx, running, step), Lane.SETUP)  # type: ignore[misc]
        running.number += 1
        applied.moved += moved
        applied.changes += not step.founds
        applied.areas += 0 if step.founds else len(step.follows)
    await graph.transact(lambda tx: _finish(tx, running, due.steps), Lane.HEAVY)
    if applied.areas >= AREAS_SAMPLED:
        await graph.write(Statement(INTAKE["sample"]), Lane.SETUP)
    applied.import_id = running.id
    return applied


async def _write(tx: Transaction, running: Running, step: Step) -> Counter[str]:
    author, at = running.author, running.now.isoformat()
    made, ended = (sum(follow.made for follow in step.follows), 0 if step.founds else len(step.follows))
    await running.advance(tx, running.number + 1, {"new": made, "ended": ended}, 0)
    moved, events = await write_step(tx, step, running.id, author.by, at)
    if author.record and events:
        await author.record.append(tx, events, author.by, author.role, running.now)
    return moved


async def _finish(tx: Transaction, running: Running, steps: Sequence[Step]) -> None:
    for on in {step.change.on for step in steps}:
        alone = [
            step.change.successor for step in steps if step.change.on == on and step.change.level.number > COMMUNITY
        ]
        await tx.run(Statement(CYPHER["part"], {"codes": alone, "on": on}))
    await running.finish(tx)


async def due_steps(reader: Reader, file: str, changes: Sequence[Change], today: date) -> Steps:
    """Work out the steps of changes that are not made yet.

    Raises:
        RowsRefused: lines that cannot be done.
    """
    early = [
        Problem(file, change.line, "on", "尚未到这一天", "is a day to come") for change in changes if change.on > today
    ]
    if early:
        raise RowsRefused(early)
    codes = {code for change in changes for code in (change.code, change.successor)}
    above = {parent for code in codes if (parent := parent_code(code))}
    params = {"prefixes": _widest({prefix_of(code) for code in codes}), "codes": sorted(above)}
    known = [KnownArea(*row) for row in await reader.read(Statement(CYPHER["known"], params), Lane.HEAVY)]
    asked = {"ids": sorted(change.id for change in changes)}
    done = {id_ for (id_,) in await reader.read(Statement(CYPHER["done"], asked), Lane.HEAVY)}
    plan = plan_changes(file, changes, known, done)
    if plan.problems:
        raise RowsRefused(plan.problems)
    return plan


def _widest(prefixes: set[str]) -> list[str]:
    """Those that no other one begins."""
    kept: list[str] = []
    for prefix in sorted(prefixes):
        if not kept or not prefix.startswith(kept[-1]):
            kept.append(prefix)
    return kept


def _import_of(file: Path, changes: Sequence[Change]) -> Plan:
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    codes = [code for change in changes for code in (change.code, change.successor)]
    on = max(change.on for change in changes)
    return Plan("区划调整", on, (File(file.name, digest),), {AREA_CHANGES: len(changes)}, prefixes_of(codes))
