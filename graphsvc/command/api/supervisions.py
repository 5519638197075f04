"""Queries and mutations of supervisions: opened, answered, sent back, closed; what waits for the caller."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated, Any
from uuid import uuid4

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.command.api.supervision_types import Supervision
from graphsvc.command.model.supervision import Demand, Reach, SupervisionAction, bar_step
from graphsvc.command.store import supervisions as store
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.gql.schema.fields import Connection, every, find
from graphsvc.gql.schema.pages import SIZED, NodeEdge, NodePage
from graphsvc.gql.schema.paging import PAGE_SIZE, page_size
from graphsvc.org.api.arguments import ID, REASON, After, First, Id, Key, Note, Reason, Version, argument, entry
from graphsvc.org.api.queries import BY_ID, by_id
from graphsvc.vocabulary.machine import offered


@strawberry.input(description="A supervision as it is opened (督办).")
class SupervisionInput:
    """What about, what is asked of whom, until when."""

    about: strawberry.ID = entry("Id of the case or task (督办对象).", ID)
    demand: str = entry("What is asked for (督办要求).", REASON)
    due_on: date = entry("Last day to answer, today or later (答复期限).")
    to: strawberry.ID | None = entry(
        "Who is to answer and works on it: id of a unit or code of an area; of a case its community unless told "
        "(答复单位或区域).",
        ID,
        default=None,
    )

    def read(self) -> Demand:
        """Put it in the words of the model."""
        return Demand(self.about, self.demand.strip(), self.due_on, self.to or "")


NewSupervision = Annotated[SupervisionInput, argument()]
Answer = Annotated[str, argument("What was done, in your own words (答复).", REASON)]
AnewOn = Annotated[date, argument("The new last day to answer (新的答复期限).")]
SupervisionId = Annotated[strawberry.ID, argument("Id of the supervision (督办).", ID)]
NEEDED = dict.fromkeys(SupervisionAction, Operation.SUPERVISE) | {
    SupervisionAction.ANSWER: Operation.ANSWER_SUPERVISION
}


class SupervisionRoots:
    """Roots that are compiled."""

    supervision: Supervision | None = find(by_id("Supervision"), "A centre's demand for an answer (督办).", **BY_ID)
    supervisions: Connection[Supervision] = every("All supervisions in scope, by area (督办列表).")


@strawberry.type(description="A step of a supervision for the caller (督办可办步骤).")
class AvailableSupervisionAction:
    """One offer."""

    action: SupervisionAction = strawberry.field(description="Named as its change (步骤).")
    allowed: bool = strawberry.field(description="Whether it may be done now (可办).")
    reason: str | None = strawberry.field(description="Why it may not, in Chinese (不可办的原因).")


@strawberry.type
class SupervisionQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="Supervisions that wait for the caller, the nearest day first: for the answer of its unit or area, "
        "or for its judgement of one (等我办理的督办).",
        directives=[SIZED],
    )
    async def my_supervisions(
        self, info: Info, first: First = PAGE_SIZE, after: After = None
    ) -> Connection[Supervision]:
        grant = info.context.may(Operation.ANSWER_SUPERVISION)
        reach, graph, size = Reach(grant.scope, grant.unit), info.context.graph, page_size(first)
        rows = await store.list_waiting(graph, reach, size + 1, after or "")
        edges = [NodeEdge(cursor, id_) for id_, cursor in rows[:size]]
        return NodePage.made(edges, len(rows) > size, after, partial(store.count_waiting, graph, reach))

    @strawberry.field(
        description="What the caller may do with a supervision, and why not the rest: all of it (督办可办步骤).",
        directives=[ListSize(assumed_size=len(SupervisionAction))],
    )
    async def supervision_actions(
        self, info: Info, supervision: SupervisionId
    ) -> list[AvailableSupervisionAction] | None:
        caller = info.context.caller
        standing = await store.read_standing(info.context.graph, info.context.may(Operation.READ_CASES), supervision)
        grants = ((action, caller.granted(operation)) for action, operation in NEEDED.items())
        reaches = ((action, Reach(grant.scope, grant.unit)) for action, grant in grants)
        bars = ((action, bar_step(standing, action, reach, caller.subject)) for action, reach in reaches)
        return offered(AvailableSupervisionAction, bars)


@strawberry.type
class SupervisionMutations:
    """What is done with supervisions."""

    @strawberry.mutation(description="Ask for an answer about a case or task by a day, as the centre (督办).")
    async def open_supervision(self, info: Info, supervision: NewSupervision, key: Key = None) -> Supervision | None:
        work = partial(
            store.open_supervision,
            grant=info.context.may(Operation.SUPERVISE),
            demand=supervision.read(),
            id_=f"supervision-{uuid4().hex[:16]}",
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Answer, as who is asked or for it (答复督办).")
    async def answer_supervision(
        self, info: Info, id: Id, expected_version: Version, answer: Answer, key: Key = None
    ) -> Supervision | None:
        return await _take(info, id, expected_version, SupervisionAction.ANSWER, answer, key)

    @strawberry.mutation(description="Send the answer back: it is asked for anew by another day (退回重办).")
    async def return_supervision(
        self, info: Info, id: Id, expected_version: Version, due_on: AnewOn, reason: Reason, key: Key = None
    ) -> Supervision | None:
        return await _take(info, id, expected_version, SupervisionAction.RETURN, reason, key, due_on)

    @strawberry.mutation(description="Close it, content with an answer that somebody else has given (督办销号).")
    async def close_supervision(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> Supervision | None:
        return await _take(info, id, expected_version, SupervisionAction.CLOSE, note or "", key)

    @strawberry.mutation(description="Take a supervision back (撤销督办).")
    async def withdraw_supervision(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> Supervision | None:
        return await _take(info, id, expected_version, SupervisionAction.WITHDRAW, reason, key)


async def _take(
    info: Info,
    id_: str,
    version: int,
    action: SupervisionAction,
    note: str,
    key: str | None,
    due_on: date | None = None,
) -> Any:
    work = partial(
        store.take_step,
        grant=info.context.may(NEEDED[action]),
        id_=id_,
        action=action,
        expected=version,
        note=note.strip(),
        by=info.context.caller.subject,
        now=info.context.now,
        due_on=due_on,
    )
    return await info.context.change(info, work, key)
