"""Queries and mutations of the ledger of forces: figures by kind, skill and area; entries added, amended, ended."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Annotated, Any
from uuid import uuid4

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.gql.schema.cost_directives import Cost, ListSize
from graphsvc.gql.schema.fields import Connection, every, find
from graphsvc.org.api.arguments import AREA_CODE, ID, AreaCode, Id, Key, Reason, Version, argument, entry
from graphsvc.org.api.queries import BY_ID, by_id
from graphsvc.org.model.weekly import minute_of, weekly_rule
from graphsvc.patrol.api.force_figures import MOST_PARTS, ForceCounts, ForcePart, ForcesLedger
from graphsvc.patrol.api.force_types import Force
from graphsvc.patrol.model.forces import (
    MOST_SKILLS,
    NO_TIMES,
    Counts,
    ForceAction,
    ForceKind,
    ForceSkill,
    NewForce,
    Times,
    bar_step,
)
from graphsvc.patrol.store import forces as store
from graphsvc.vocabulary.machine import offered

SKILLS = Constraint(max_items=MOST_SKILLS)
CLOCK = Constraint(format="line", max_length=5, read=minute_of)


@strawberry.input(description="When somebody of the ledger is there, the same every week (在岗时间).")
class ForceTimesInput:
    """On days of the week, from a time to another."""

    recurrence: str = entry(
        "FREQ=DAILY, or such as FREQ=WEEKLY;BYDAY=MO,WE (在岗规则).",
        Constraint(format="line", max_length=60, read=weekly_rule),
    )
    from_time: str = entry("Such as 08:30 (在岗起).", CLOCK)
    to_time: str = entry("Such as 18:00; of the next day where it is not after the start (在岗止).", CLOCK)

    def read(self) -> Times:
        """Put it in the words of the model."""
        return Times(self.recurrence, minute_of(self.from_time), minute_of(self.to_time))


@strawberry.input(description="Somebody who is entered on the ledger of forces (力量登记).")
class ForceEntryInput:
    """Who, where, as what."""

    area: strawberry.ID = entry("Code of a grid, community or subdistrict (服务区域).", AREA_CODE)
    person: strawberry.ID = entry("Id of the person (人员).", ID)
    kind: ForceKind = entry("Which of the forces it is counted under (力量类别).")
    skills: list[ForceSkill] = entry("What it can do that not everybody can (技能).", SKILLS, default_factory=list)
    times: ForceTimesInput | None = entry("When it is there; left out where nobody knows (在岗时间).", default=None)
    starts_on: date | None = entry("First day; left out for today (起).", default=None)

    def read(self, today: date) -> NewForce:
        """Put it in the words of the model."""
        times = self.times.read() if self.times else None
        return NewForce(self.area, self.person, self.kind, tuple(self.skills), times, self.starts_on or today)


ForceId = Annotated[strawberry.ID, argument("Id of the entry of the ledger (力量).", ID)]
Entry = Annotated[ForceEntryInput, argument("Who, where, as what (力量).")]
At = Annotated[datetime | None, argument("The moment that is meant; now when left out (时刻).")]
Skills = Annotated[list[ForceSkill], argument("All its skills from now on (技能).", SKILLS)]
WhenThere = Annotated[ForceTimesInput | None, argument("When it is there; left out where nobody knows (在岗时间).")]


class ForceRoots:
    """Roots that are compiled."""

    force: Force | None = find(by_id("Force"), "An entry of the ledger of forces (力量).", **BY_ID)
    forces: Connection[Force] = every("All entries of the ledger in scope, by area, also ended ones (力量列表).")


@strawberry.type(description="A step of an entry of the ledger for the caller (力量可办步骤).")
class AvailableForceAction:
    """One offer."""

    action: ForceAction = strawberry.field(description="Named as its change (步骤).")
    allowed: bool = strawberry.field(description="Whether it may be done now (可办).")
    reason: str | None = strawberry.field(description="Why it may not, in Chinese (不可办的原因).")


@strawberry.type
class ForceQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="How many of each kind and skill there are in an area, by the areas below it (治理力量一本账).",
        directives=[Cost(weight="500")],
    )
    async def forces_ledger(self, info: Info, area: AreaCode, at: At = None) -> ForcesLedger | None:
        moment = at or info.context.now
        parts = await store.count_parts(info.context.graph, info.context.may(Operation.READ_PEOPLE), area, moment)
        whole = sum((part.counts for part in parts), Counts({}, {}))
        shown = [
            ForcePart(code=part.code, direct=part.direct, counts=ForceCounts.of(part.counts))
            for part in parts[: MOST_PARTS + 1]
        ]
        return ForcesLedger.made(area, moment, whole, shown)

    @strawberry.field(
        description="What the caller may do with an entry of the ledger, why not the rest: all of it (力量可办步骤).",
        directives=[ListSize(assumed_size=len(ForceAction))],
    )
    async def force_actions(self, info: Info, force: ForceId) -> list[AvailableForceAction] | None:
        seen = info.context.may(Operation.READ_PEOPLE)
        state, area = await store.read_standing(info.context.graph, seen, force)
        granted = info.context.caller.granted(Operation.EDIT_FORCE)
        theirs = any(area.startswith(prefix) for prefix in granted.scope)
        bars = ((action, bar_step(state, action, theirs=theirs)) for action in ForceAction)
        return offered(AvailableForceAction, bars)


@strawberry.type
class ForceMutations:
    """What is done with the ledger."""

    @strawberry.mutation(description="Enter somebody on the ledger of forces (登记力量).")
    async def register_force(self, info: Info, force: Entry, key: Key = None) -> Force | None:
        work = partial(
            store.register,
            grant=info.context.may(Operation.EDIT_FORCE),
            new=force.read(info.context.today),
            id_=f"force-{uuid4().hex[:16]}",
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Set the skills and times of an entry; both are what they are told (更新力量).")
    async def amend_force(
        self, info: Info, id: Id, expected_version: Version, skills: Skills, times: WhenThere = None, key: Key = None
    ) -> Force | None:
        changes = {"skills": sorted({skill.value for skill in skills}), **(times.read().row() if times else NO_TIMES)}
        return await _take(info, id, expected_version, ForceAction.AMEND, changes, "", key)

    @strawberry.mutation(description="Say that an entry is still so, today (核实力量).")
    async def verify_force(self, info: Info, id: Id, expected_version: Version, key: Key = None) -> Force | None:
        changes = {"verifiedOn": info.context.today}
        return await _take(info, id, expected_version, ForceAction.VERIFY, changes, "", key)

    @strawberry.mutation(description="Take an entry off the ledger from today on (退出力量).")
    async def end_force(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> Force | None:
        changes = {"endedOn": info.context.today, "note": reason.strip()}
        return await _take(info, id, expected_version, ForceAction.END, changes, reason.strip(), key)


async def _take(
    info: Info, id_: str, version: int, action: ForceAction, changes: dict[str, Any], note: str, key: str | None
) -> Any:
    work = partial(
        store.take_step,
        grant=info.context.may(Operation.EDIT_FORCE),
        id_=id_,
        action=action,
        expected=version,
        changes=changes,
        now=info.context.now,
        note=note,
    )
    return await info.context.change(info, work, key)
