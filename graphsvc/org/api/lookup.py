"""Look-ups: anything by its id, people by a number, and who the caller is to the service."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import strawberry

from graphsvc.access.masking import Field
from graphsvc.access.principal import NOWHERE, Principal
from graphsvc.access.role import Role
from graphsvc.access.scope import TABLE, Operation, Reach
from graphsvc.access.sign_in.claims import MOST_AREAS
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.errors import BadInput
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.gql.schema.fields import Connection
from graphsvc.gql.schema.pages import SIZED, NodeEdge, NodePage
from graphsvc.gql.schema.paging import PAGE_SIZE, page_size
from graphsvc.org.api.areas import Area, Grid, Node
from graphsvc.org.api.arguments import ID, IDS, After, First, argument
from graphsvc.org.api.people import Person
from graphsvc.org.api.units import Unit
from graphsvc.org.model.ids import MOST_IDS

Loader = Callable[[Info, str], Awaitable[Any]]
"""Finds what an id stands for, as GraphQL shows it; None when there is nothing for this caller."""

_LOADERS: dict[str, Loader] = {}

_STATEMENTS = statements(Path(__file__).parents[1] / "store" / "org.cypher")
Phone = Annotated[str | None, argument("A phone, however written (电话).", Constraint(max_length=50, format="line"))]
Identity = Annotated[
    str | None, argument("An identity number, 18 characters (公民身份号码).", Constraint(max_length=50, format="line"))
]
AnyId = Annotated[strawberry.ID, argument("Id of anything, as an answer gave it (编号).", ID)]
AnyIds = Annotated[list[strawberry.ID], argument(f"Ids of anything, {MOST_IDS} at most (编号).", IDS)]


def answer_ids(beginning: str, loader: Loader) -> None:
    """Have ids that begin like this found by a loader instead of among the nodes of the graph."""
    _LOADERS[beginning] = loader


def implement_node(kind: type) -> None:
    """Make a type with an `id` of its own one of GraphQL's nodes, though it is no node of the graph.

    Call it when both are GraphQL types and no schema has been made of them yet.
    """
    definition: Any = kind.__dict__["__strawberry_definition__"]
    node: Any = Node.__dict__["__strawberry_definition__"]
    if node not in definition.interfaces:
        definition.interfaces.append(node)


@strawberry.type(description="What the caller may do, and how far (权限).")
class Permission:
    """A line of the permission table, for one caller."""

    operation: Operation = strawberry.field(description="What is done (操作).")
    reach: Reach = strawberry.field(description="Where: NEVER too for who has no areas or no unit to do it in (范围).")

    @classmethod
    def of(cls, caller: Principal, operation: Operation) -> Permission:
        """Tell how far an operation goes for a caller."""
        granted = caller.granted(operation) != NOWHERE
        return cls(operation=operation, reach=TABLE[operation][caller.role] if granted else Reach.NEVER)


@strawberry.type(description="The caller: as what the token, or the developer profile, lets you in (我).")
class Me:
    """Signed in as somebody, in one role."""

    subject: str = strawberry.field(description="By which the record knows you: the token's `sub` (账号).")
    role: Role = strawberry.field(description="The one role you are in; it decides what you may do (角色).")
    expires_at: datetime | None = strawberry.field(
        description="When the token ends, and a subscription with it; null without one (有效期至)."
    )
    permissions: list[Permission] = strawberry.field(
        description=f"What you may do and what not, all of it: {len(Operation)} lines at most (权限).",
        directives=[ListSize(assumed_size=len(Operation))],
    )
    on_behalf_of: str | None = strawberry.field(
        description="For whom this request is made, when you act as deputy: the person or seat on leave (代谁办理)."
    )
    area_codes: strawberry.Private[tuple[str, ...]]
    unit_id: strawberry.Private[str]

    @strawberry.field(
        description=f"Areas you are responsible for, with all below them, at most {MOST_AREAS} (负责区域).",
        directives=[ListSize(assumed_size=MOST_AREAS)],
    )
    async def areas(self, info: Info) -> list[Area]:
        return await info.context.nodes(info, list(self.area_codes))

    @strawberry.field(description="The unit you speak for, as a department does (所属单位).")
    async def unit(self, info: Info) -> Unit | None:
        return await info.context.node(info, self.unit_id or None)

    @strawberry.field(description="The grid you live in, as a member: where you report to (居住网格).")
    async def grid(self, info: Info) -> Grid | None:
        if self.role is not Role.MEMBER:
            return None
        asked = {"person": self.subject, "asOf": info.context.today}
        found = await info.context.graph.read(Statement(_STATEMENTS["home"], asked))
        return await info.context.node(info, found[0][0] if found else None)


@strawberry.type
class LookupRoots:
    """Roots that look something up."""

    @strawberry.field(description="Who you are here, and what you may do where (我).")
    def me(self, info: Info) -> Me | None:
        caller = info.context.caller
        return Me(
            subject=caller.subject,
            role=caller.role,
            expires_at=caller.expires_at,
            permissions=[Permission.of(caller, operation) for operation in Operation],
            on_behalf_of=caller.on_behalf_of,
            area_codes=caller.areas,
            unit_id=caller.unit,
        )

    @strawberry.field(description="Anything by its id; null when it is not there, or not for you (按编号).")
    async def node(self, info: Info, id: AnyId) -> Node | None:
        return await _found(info, id)

    @strawberry.field(
        description="Things by their ids, one entry an id and in that order; null for what is not there (按编号).",
        directives=[ListSize(assumed_size=MOST_IDS)],
    )
    async def nodes(self, info: Info, ids: AnyIds) -> list[Node | None] | None:
        return [_found(info, id_) for id_ in ids]  # type: ignore[misc]  # graphql-core awaits each entry

    @strawberry.field(
        description="People who have exactly this number, by phone or identity number (按电话或证件号精确查找).",
        directives=[SIZED],
    )
    async def people_by_number(
        self,
        info: Info,
        phone: Phone = None,
        identity_number: Identity = None,
        first: First = PAGE_SIZE,
        after: After = None,
    ) -> Connection[Person]:
        if (phone is None) == (identity_number is None):
            raise BadInput("phone 和 identityNumber 给且只给一个。", "Give one of phone and identityNumber.").at(
                "phone"
            )
        operation = Operation.SEE_PHONE if phone else Operation.SEE_IDENTITY
        keys, size = info.context.keys, page_size(first)
        asked = {
            "scope": list(info.context.may(operation).scope),
            "phones": keys.blind_indexes(Field.PHONE, phone) if phone else [],
            "identities": keys.blind_indexes(Field.IDENTITY, identity_number) if identity_number else [],
        }
        found = sorted(row[0] for row in await info.context.graph.read(Statement(_STATEMENTS["numbered"], asked)))
        behind = [id_ for id_ in found if id_ > (after or "")]
        edges = [NodeEdge(id_, id_) for id_ in behind[:size]]
        return NodePage.made(edges, len(behind) > size, after, len(found))


async def _found(info: Info, id_: str) -> Any:
    for beginning, loader in _LOADERS.items():
        if id_.startswith(beginning):
            return await loader(info, id_)
    return await info.context.node(info, id_)
