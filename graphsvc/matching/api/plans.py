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
from graphsvc.db.ports import Progress, say_nothing
from graphsvc.errors import BadInput
from graphsvc.gql.execution.context import Context, Info
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.gql.schema.cost_directives import Cost, ListSize
from graphsvc.matching.api.inputs import PairingInput, PlanLimitsInput
from graphsvc.matching.api.queries import matcher_of
from graphsvc.matching.model.assignment import Limits, Pairing
from graphsvc.matching.model.eligibility import NO_FIT
from graphsvc.matching.store.planner import MOST_NEEDS, Planned, planned
from graphsvc.org.api.areas import Node
from graphsvc.org.api.arguments import AreaCode, Key, argument
from graphsvc.org.model.ids import node_id

OF_NEEDS = Constraint(format="id", read=node_id, max_items=MOST_NEEDS)


@strawberry.type(description="A pairing of a plan (配对).")
class PlanPairing:
    """A need, and what is to meet it."""

    quantity: int = strawberry.field(description="How much of it the need takes; give it to acceptPlan (用量).")
    points: float = strawberry.field(description="How well they fit, 0 to 100 (得分).")
    regret: float = strawberry.field(description="What the need's own best would have brought more (与其最佳之差).")
    pinned: bool = strawberry.field(description="Whether it was promised (已承诺).")
    need_id: strawberry.Private[str]
    resource_id: strawberry.Private[str]

    @strawberry.field(description="What is needed (需求).")
    async def need(self, info: Info) -> Need | None:
        return await info.context.node(info, self.need_id)

    @strawberry.field(description="What is to meet it (资源).")
    async def resource(self, info: Info) -> Resource | None:
        return await info.context.node(info, self.resource_id)

    @classmethod
    def of(cls, pairing: Pairing) -> PlanPairing:
        """A pairing of the model."""
        option = pairing.option
        return cls(
            quantity=option.quantity,
            points=option.points,
            regret=pairing.regret,
            pinned=pairing.pinned,
            need_id=option.need,
            resource_id=option.resource,
        )


@strawberry.type(description="A need that a plan does not meet (未满足的需求).")
class UnmetNeed:
    """And why."""

    reason: str = strawberry.field(description="Why it got nothing, in Chinese (原因).")
    need_id: strawberry.Private[str]

    @strawberry.field(description="What is asked for (需求).")
    async def need(self, info: Info) -> Need | None:
        return await info.context.node(info, self.need_id)


@strawberry.type(description="What a plan asks of a provider (单位承担).")
class ProviderLoad:
    """Beside what it was asked for of late."""

    name: str = strawberry.field(
        description="What the unit or area is called, for a list without looking it up (名称)."
    )
    pairing_count: int = strawberry.field(description="Pairings of the plan (配对数).")
    recent_project_count: int = strawberry.field(
        description="Projects proposed to it in the last 90 days (近期项目数)."
    )
    provider_id: strawberry.Private[str]

    @strawberry.field(description="The unit, or the area that offers something itself (提供方).")
    async def provider(self, info: Info) -> Node | None:
        return await info.context.node(info, self.provider_id)


@strawberry.type(description="The best plan for many needs (最优方案).")
class AssignmentPlan:
    """Beside what taking the best pairing again and again would have brought."""

    pairings: list[PlanPairing] = strawberry.field(
        description=f"By need, at most {MOST_NEEDS} (配对).", directives=[ListSize(assumed_size=MOST_NEEDS)]
    )
    total: float = strawberry.field(description="Sum of the points (总分).")
    greedy_total: float = strawberry.field(description="The same when each takes its best in turn (逐个取最优的总分).")
    greedy_pairing_count: int = strawberry.field(description="And how many pairings that gives (逐个取最优的配对数).")
    need_count: int = strawberry.field(description="Open needs that were looked at (需求数).")
    unmet: list[UnmetNeed] = strawberry.field(
        description=f"Needs that got nothing, and why, at most {MOST_NEEDS} (未满足的需求).",
        directives=[ListSize(assumed_size=MOST_NEEDS)],
    )
    asked: list[ProviderLoad] = strawberry.field(
        description=f"Who is asked for how much, the most asked first, at most {MOST_NEEDS} (各单位承担).",
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
            pairings=[PlanPairing.of(pairing) for pairing in found.plan.pairings],
            total=found.plan.total,
            greedy_total=found.greedy.total,
            greedy_pairing_count=len(found.greedy.pairings),
            need_count=len(found.needs),
            unmet=[
                UnmetNeed(need_id=id_, reason=found.unmet.get(id_, NO_FIT)) for id_ in sorted(set(found.needs) - met)
            ],
            asked=[
                ProviderLoad(
                    name=each.provider.name,
                    pairing_count=each.pairings,
                    recent_project_count=each.provider.lately,
                    provider_id=each.provider.id,
                )
                for each in found.asked
            ],
            fairness=found.fairness,
        )


Needs = Annotated[list[strawberry.ID] | None, argument("Only these of its open needs (需求).", OF_NEEDS)]
Keeping = Annotated[PlanLimitsInput | None, argument("What to keep to (约束).")]
Pairings = Annotated[
    list[PairingInput],
    argument("Pairings of a plan, each once (配对).", Constraint(min_items=1, max_items=MOST_PAIRS)),
]


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
        area: AreaCode,
        needs: Needs = None,
        limits: Keeping = None,
    ) -> AssignmentPlan | None:
        return await made(info.context, area, needs, limits)


async def made(
    context: Context,
    area: str,
    needs: list[strawberry.ID] | None,
    limits: PlanLimitsInput | None,
    progress: Progress = say_nothing,
) -> AssignmentPlan:
    """The plan that a client asks for.

    Raises:
        Forbidden, MalformedCode. BadInput: the limits cannot be kept.
    """
    context.may(Operation.READ_STRUCTURE)
    ids = None if needs is None else list(map(str, needs))
    given = limits.read() if limits else Limits()
    understanding, today = matcher_of(context).understanding, context.today
    try:
        found = await planned(context.graph, understanding, area, given, today, ids, progress=progress)
    except ValueError as problem:
        raise BadInput("约束无法满足：已承诺的配对超出名额或不在候选中。", f"The limits cannot be kept: {problem}.").at(
            "limits"
        ) from None
    return AssignmentPlan.of(found)


@strawberry.type
class PlanMutations:
    """Mutations of plans."""

    @strawberry.mutation(
        description="Turn pairings of a plan into claimed projects, all or none (采纳方案).",
        directives=[ListSize(assumed_size=MOST_PAIRS)],
    )
    async def accept_plan(self, info: Info, pairings: Pairings, key: Key = None) -> list[Project] | None:
        grant = info.context.may(Operation.ACCEPT_PLAN)
        chosen = [Accepted(f"project-{uuid4().hex[:16]}", pair.need, pair.resource, pair.quantity) for pair in pairings]
        work = partial(accept, grant=grant, pairs=chosen, today=info.context.today)
        return await info.context.change(info, work, key)
