"""Figures of the ledger of forces as GraphQL shows them, each with the list of `forces` that it equals."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from graphsvc.china import day_in_china
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.org.api.areas import Area
from graphsvc.patrol.model.forces import Counts, ForceKind, ForceSkill, Tally

MOST_PARTS = 200


@strawberry.type(description="How many entries of a kind there are (力量分类数).")
class ForceKindCount:
    """`forces(filter: {kind, listedOn, within})` lists them."""

    kind: ForceKind = strawberry.field(description="As what they are counted (力量类别).")
    entry_count: int = strawberry.field(description="On the ledger on the day (在册数).")
    there_count: int = strawberry.field(description="Of these, there at the moment: `thereAt` (此刻在岗数).")
    stale_count: int = strawberry.field(description="Of these, to be verified: `staleOn` (待核实数).")


@strawberry.type(description="How many entries have a skill (力量技能数).")
class ForceSkillCount:
    """`forces(filter: {skill, listedOn, within})` lists them; one with two skills stands under both."""

    skill: ForceSkill = strawberry.field(description="What they can do (技能).")
    entry_count: int = strawberry.field(description="On the ledger on the day (在册数).")
    there_count: int = strawberry.field(description="Of these, there at the moment: `thereAt` (此刻在岗数).")
    stale_count: int = strawberry.field(description="Of these, to be verified: `staleOn` (待核实数).")


@strawberry.type(description="What the ledger counts of an area (力量数).")
class ForceCounts:
    """Kinds add up to the whole; figures of parts add up to those of the area."""

    entry_count: int = strawberry.field(description="On the ledger on the day: `listedOn` (在册数).")
    there_count: int = strawberry.field(description="Of these, there at the moment: `thereAt` (此刻在岗数).")
    stale_count: int = strawberry.field(description="Of these, to be verified: `staleOn` (待核实数).")
    kinds: list[ForceKindCount] = strawberry.field(
        description="By kind, all of them (按类别).", directives=[ListSize(assumed_size=len(ForceKind))]
    )
    skills: list[ForceSkillCount] = strawberry.field(
        description="By skill, all of them (按技能).", directives=[ListSize(assumed_size=len(ForceSkill))]
    )

    @classmethod
    def of(cls, counts: Counts) -> ForceCounts:
        """Show what was counted."""
        return cls(
            **_figures(counts.whole),
            kinds=[ForceKindCount(kind=kind, **_figures(counts.kinds.get(kind, Tally()))) for kind in ForceKind],
            skills=[ForceSkillCount(skill=each, **_figures(counts.skills.get(each, Tally()))) for each in ForceSkill],
        )


@strawberry.type(description="What the ledger counts of a part of an area (下级力量).")
class ForcePart:
    """A part and its figures."""

    code: strawberry.Private[str]
    direct: bool = strawberry.field(
        description="Whether it is the area itself, with what is entered for no area below: `directlyIn` (本级)."
    )
    counts: ForceCounts = strawberry.field(description="What is counted there (数据).")

    @strawberry.field(description="The part: directly below, or the area itself (区域).")
    async def area(self, info: Info) -> Area | None:
        return await info.context.node(info, self.code)


@strawberry.type(description='Figures of the ledger of forces at a moment (治理"N"力量一本账).')
class ForcesLedger:
    """The whole, and its parts, which add up to it."""

    code: strawberry.Private[str]
    at: datetime = strawberry.field(description="The moment of `thereCount` (时刻).")
    counted_on: date = strawberry.field(description="Its day in China, of all other figures (日期).")
    counts: ForceCounts = strawberry.field(description="Of the whole area (合计).")
    parts: list[ForcePart] = strawberry.field(
        description=f"The area itself, then those below it, at most {MOST_PARTS + 1}; they add up (按下级区域).",
        directives=[ListSize(assumed_size=MOST_PARTS + 1)],
    )

    @classmethod
    def made(cls, code: str, at: datetime, whole: Counts, parts: list[ForcePart]) -> ForcesLedger:
        """Show what was counted of an area at a moment."""
        return cls(code=code, at=at, counted_on=day_in_china(at), counts=ForceCounts.of(whole), parts=parts)

    @strawberry.field(description="Whose forces these are (区域).")
    async def area(self, info: Info) -> Area | None:
        return await info.context.node(info, self.code)


def _figures(tally: Tally) -> dict[str, int]:
    return {"entry_count": tally.entries, "there_count": tally.there, "stale_count": tally.stale}
