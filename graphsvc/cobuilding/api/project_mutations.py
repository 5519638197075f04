"""Changes of projects: proposed, claimed, coordinated, delivered, fed back and rated from both sides."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any
from uuid import uuid4

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.cobuilding.api.inputs import ResourceUseInput
from graphsvc.cobuilding.api.projects import Project
from graphsvc.cobuilding.model.project import ProjectAction, RatingSide
from graphsvc.cobuilding.store import projects as store
from graphsvc.cobuilding.store.projects import MOST_USES, Use
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.org.api.arguments import ID, REASON, TITLE, Id, Key, Note, Rating, Reason, Version, argument

NeedId = Annotated[strawberry.ID, argument("Id of the need that it meets (需求).", ID)]
Title = Annotated[str, argument("What it is called (标题).", TITLE)]
Uses = Annotated[
    list[ResourceUseInput],
    argument("Resources it is to use, each once (资源).", Constraint(min_items=1, max_items=MOST_USES)),
]
Side = Annotated[RatingSide, argument("Which side you rate from (评价方).")]
Feedback = Annotated[str, argument("How it went, in the words of the community (情况反馈).", REASON)]
NeedMet = Annotated[
    bool | None,
    argument(
        "Whether the need is met, where it has no quantity or counts in another unit than the resource (需求已满足)."
    ),
]

NEEDED = {
    ProjectAction.CLAIM: Operation.CLAIM_PROJECT,
    ProjectAction.DECLINE: Operation.CLAIM_PROJECT,
    ProjectAction.COORDINATE: Operation.COORDINATE_PROJECT,
    ProjectAction.DELIVER: Operation.COORDINATE_PROJECT,
    ProjectAction.FEED_BACK: Operation.RATE_PROJECT,
    ProjectAction.RATE: Operation.RATE_PROJECT,
    ProjectAction.WITHDRAW: Operation.PROPOSE_PROJECT,
}
"""The line of the permission table that a step stands under."""


@strawberry.type
class ProjectMutations:
    """Mutations of projects."""

    @strawberry.mutation(description="Propose a project for a need; nothing is held yet (发起共建项目).")
    async def propose_project(
        self, info: Info, need: NeedId, title: Title, uses: Uses, key: Key = None
    ) -> Project | None:
        grant = info.context.may(Operation.PROPOSE_PROJECT)
        work = partial(
            store.propose,
            grant=grant,
            id_=f"project-{uuid4().hex[:16]}",
            need=need,
            title=title.strip(),
            uses=[Use(each.resource, each.quantity) for each in uses],
            today=info.context.today,
            by=info.context.caller.subject,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Claim a proposed project; it holds the capacity it uses from here (认领).")
    async def claim_project(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> Project | None:
        return await _step(info, ProjectAction.CLAIM, id, expected_version, note, key)

    @strawberry.mutation(description="Decline a proposed project (谢绝).")
    async def decline_project(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> Project | None:
        return await _step(info, ProjectAction.DECLINE, id, expected_version, reason, key)

    @strawberry.mutation(description="Begin to coordinate a claimed project (协调办理).")
    async def coordinate_project(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> Project | None:
        return await _step(info, ProjectAction.COORDINATE, id, expected_version, note, key)

    @strawberry.mutation(
        description="Deliver a project; capacity is free again, and its need is met when nothing of it lacks (交付)."
    )
    async def deliver_project(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        note: Note = None,
        need_met: NeedMet = None,
        key: Key = None,
    ) -> Project | None:
        return await _step(info, ProjectAction.DELIVER, id, expected_version, note, key, need_met)

    @strawberry.mutation(description="Say how a delivered project went (情况反馈).")
    async def feed_back_project(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        feedback: Feedback,
        need_met: NeedMet = None,
        key: Key = None,
    ) -> Project | None:
        return await _step(info, ProjectAction.FEED_BACK, id, expected_version, feedback, key, need_met)

    @strawberry.mutation(description="Give a project up; what it held is free again (撤回).")
    async def withdraw_project(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> Project | None:
        return await _step(info, ProjectAction.WITHDRAW, id, expected_version, reason, key)

    @strawberry.mutation(description="Rate a project from one side; the second side's rating closes it (双向评价).")
    async def rate_project(
        self, info: Info, id: Id, expected_version: Version, side: Side, rating: Rating, key: Key = None
    ) -> Project | None:
        grant = info.context.may(Operation.RATE_PROJECT)
        work = partial(
            store.rate,
            grant=grant,
            id_=id,
            side=side,
            stars=rating,
            expected=expected_version,
            today=info.context.today,
        )
        return await info.context.change(info, work, key)


async def _step(
    info: Info,
    action: ProjectAction,
    id_: str,
    expected: int,
    note: str | None,
    key: str | None,
    met: bool | None = None,
) -> Any:
    grant = info.context.may(NEEDED[action])
    work = partial(
        store.move,
        grant=grant,
        id_=id_,
        action=action,
        expected=expected,
        today=info.context.today,
        note=(note or "").strip(),
        met=met,
    )
    return await info.context.change(info, work, key)
