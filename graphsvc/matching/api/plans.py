"""The best plan over GraphQL: asked for, looked at beside the greedy one, and accepted as projects."""

from __future__ import annotations

from functools import partial
from typing import Annotated
from uuid import uuid4

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.cobuilding.api.needs import Need
from graphsvc.cobuilding.api.projects import Project
from graphsvc.cobuilding.api.resources import Resource
from graphsvc.cobuilding.store.acceptance import MOST_PAIRS, accept
from graphsvc.cobuilding.store.acceptance import Pairing as Accepted
from graphsvc.codes import area_code
from graphsvc.db.ports import Progress, say_nothing
from graphsvc.errors import BadInput
from graphsvc.gql.execution.context import Context, Info
from graphsvc.gql.schema.cost_directives import Cost, ListSize
from graphsvc.matching.api.queries import matcher_of
from graphsvc.matching.model.assignment import Limits, Pairing
from graphsvc.matching.model.eligibility import NO_FIT
from graphsvc.matching.store.planner import MOST_NEEDS, Planned, planned
from graphsvc.org.model.ids import node_id, node_ids


@strawberry.input(description="A need and the resource that is to meet it (配对).")
class PairInput:
    """By their ids."""

    need: strawberry.ID = strawberry.field(description="Id of the need (需求).")
    resource: strawberry.ID = strawberry.field(description="Id of the resource (资源).")
    quantity: int = strawberry.field(default=1, description="How much of its capacity (用量).")


@strawberry.input(description="What a plan has to keep to (方案约束).")
class LimitsInput:
    """Capacities are what is free."""

    per_need: int = strawberry.field(default=1, description="Most units for one need (每条需求最多几家单位).")
    per_unit: int | None = strawberry.field(
        default=None, description="Most pairings of one unit, to share the work (每家单位最多几个配对)."
    )
    pinned: list[PairInput] | None = strawberry.field(
        default=None, description="Pairs that are promised and stay (已承诺的配对)."
    )

    def read(self) -> Limits:
        """The limits.

        Raises:
            BadInput: below 1.
        """
        if self.per_need < 1 or (self.per_unit is not None and self.per_unit < 1):
            raise BadInput("上限至少为 1。", "Limits are at least 1.")
        pinned = frozenset((node_id(pair.need), node_id(pair.resource)) for pair in self.pinned or ())
        return Limits(self.per_need, self.per_unit, pinned=pinned)


@strawberry.type(description="A pairing of a plan (配对).")
class PlanPairing:
    """A need, and what is to meet it."""

    need_id: strawberry.ID = strawberry.field(description="Id of the need.")
    need_title: str = strawberry.field(description="What is needed (需求).")
    resource_id: strawberry.ID = strawberry.field(description="Id of the resource.")
    resource_title: str = strawberry.field(description="What is to meet it (资源).")
    provider: str = strawberry.field(description="Who offers it (提供方).")
    quantity: int = strawberry.field(description="How much of it the need takes; give it to acceptPlan (用量).")
    points: float = strawberry.field(description="How well they fit, 0 to 100 (得分).")
    regret: float = strawberry.field(description="What the need's own best would have brought more (与其最佳之差).")
    pinned: bool = strawberry.field(description="Whether it was promised (已承诺).")

    @strawberry.field(description="The need itself (需求).")
    async def need(self, info: Info) -> Need | None:
        """One statement for all."""
        return await info.context.node(info, self.need_id)

    @strawberry.field(description="The resource itself (资源).")
    async def resource(self, info: Info) -> Resource | None:
        """One statement for all."""
        return await info.context.node(info, self.resource_id)

    @classmethod
    def of(cls, pairing: Pairing, found: Planned) -> PlanPairing:
        """A pairing with the words of both sides."""
        option, offer = pairing.option, found.offers[pairing.option.resource]
        return cls(
            need_id=strawberry.ID(option.need),
            need_title=found.needs[option.need].title,
            resource_id=strawberry.ID(option.resource),
            resource_title=offer.title,
            provider=offer.offered_by.name,
            quantity=option.quantity,
            points=option.points,
            regret=pairing.regret,
            pinned=pairing.pinned,
        )


@strawberry.type(description="A need that a plan does not meet (未满足的需求).")
class UnmetNeed:
    """And why."""

    need_id: strawberry.ID = strawberry.field(description="Id of the need.")
    title: str = strawberry.field(description="What is needed (需求).")
    reason: str = strawberry.field(description="Why it got nothing (原因).")


@strawberry.type(description="What a plan asks of a provider (单位承担).")
class ProviderLoad:
    """Beside what it was asked for of late."""

    id: strawberry.ID = strawberry.field(description="Id of the unit, or of the area that offers it itself.")
    name: str = strawberry.field(description="Its name (名称).")
    pairings: int = strawberry.field(description="Pairings of the plan (配对数).")
    recent_projects: int = strawberry.field(description="Projects proposed to it in the last 90 days (近期项目数).")


@strawberry.type(description="The best plan for many needs (最优方案).")
class AssignmentPlan:
    """Beside what taking the best pairing again and again would have brought."""

    pairings: list[PlanPairing] = strawberry.field(
        description="By need (配对).", directives=[ListSize(assumed_size=MOST_NEEDS)]
    )
    total: float = strawberry.field(description="Sum of the points (总分).")
    greedy_total: float = strawberry.field(description="The same when each takes its best in turn (逐个取最优的总分).")
    greedy_pairings: int = strawberry.field(description="And how many pairings that gives (逐个取最优的配对数).")
    needs: int = strawberry.field(description="Open needs that were looked at (需求数).")
    unmet: list[UnmetNeed] = strawberry.field(description="Needs that got nothing, and why (未满足的需求).")
    asked: list[ProviderLoad] = strawberry.field(
        description="Who is asked for how much, the most asked first (各单位承担).",
        directives=[ListSize(assumed_size=MOST_NEEDS)],
    )
    fairness: float = strawberry.field(
        description="How evenly the work is shared among them, 0 to 1; 1 when all have as much (均衡度)."
    )

    @classmethod
    def of(cls, found: Planned) -> AssignmentPlan:
        """A plan."""
        met = {pairing.option.need for pairing in found.plan.pairings}
        return cls(
            pairings=[PlanPairing.of(pairing, found) for pairing in found.plan.pairings],
            total=found.plan.total,
            greedy_total=found.greedy.total,
            greedy_pairings=len(found.greedy.pairings),
            needs=len(found.needs),
            unmet=[
                UnmetNeed(need_id=strawberry.ID(id_), title=found.needs[id_].title, reason=found.unmet.get(id_, NO_FIT))
                for id_ in sorted(set(found.needs) - met)
            ],
            asked=[
                ProviderLoad(
                    id=strawberry.ID(each.provider.id),
                    name=each.provider.name,
                    pairings=each.pairings,
                    recent_projects=each.provider.lately,
                )
                for each in found.asked
            ],
            fairness=found.fairness,
        )


AREA = Annotated[strawberry.ID, strawberry.argument(description="Code of the area (区域).")]
NEEDS = Annotated[list[strawberry.ID] | None, strawberry.argument(description="Only these of its open needs (需求).")]
LIMITS = Annotated[LimitsInput | None, strawberry.argument(description="What to keep to (约束).")]


@strawberry.type
class PlanRoots:
    """Roots that plan."""

    @strawberry.field(
        description="The best assignment of what is on offer to an area's open needs (最优匹配方案).",
        directives=[Cost(weight="1000")],
    )
    async def assignment_plan(
        self,
        info: Info,
        area: AREA,
        needs: NEEDS = None,
        limits: LIMITS = None,
    ) -> AssignmentPlan:
        """Nothing is written until it is accepted."""
        return await made(info.context, area, needs, limits)


async def made(
    context: Context,
    area: str,
    needs: list[strawberry.ID] | None,
    limits: LimitsInput | None,
    progress: Progress = say_nothing,
) -> AssignmentPlan:
    """The plan that a client asks for.

    Raises:
        Forbidden, MalformedCode. BadInput: the limits cannot be kept.
    """
    context.may(Operation.READ_STRUCTURE)
    ids = None if needs is None else node_ids(list(needs))
    given = limits.read() if limits else Limits()
    understanding, today = matcher_of(context).understanding, context.today
    try:
        found = await planned(context.graph, understanding, area_code(area), given, today, ids, progress=progress)
    except ValueError as problem:
        raise BadInput(
            "约束无法满足：已承诺的配对超出名额或不在候选中。", f"The limits cannot be kept: {problem}."
        ) from None
    return AssignmentPlan.of(found)


@strawberry.type
class PlanChanges:
    """Mutations of plans."""

    @strawberry.mutation(
        description="Turn pairings into claimed projects, all or none (采纳方案).",
        directives=[ListSize(assumed_size=MOST_PAIRS)],
    )
    async def accept_plan(
        self,
        info: Info,
        pairs: Annotated[
            list[PairInput], strawberry.argument(description=f"Up to {MOST_PAIRS} pairings of a plan (配对).")
        ],
        key: Annotated[
            str | None, strawberry.argument(description="Idempotency key: a repeat answers as the first time (幂等键).")
        ] = None,
    ) -> list[Project]:
        """Refused as a whole when the plan is out of date."""
        grant = info.context.may(Operation.ACCEPT_PLAN)
        chosen = [
            Accepted(f"project-{uuid4().hex[:16]}", node_id(pair.need), node_id(pair.resource), pair.quantity)
            for pair in pairs
        ]
        work = partial(accept, grant=grant, pairs=chosen, today=info.context.today)
        return await info.context.change(info, work, key)
