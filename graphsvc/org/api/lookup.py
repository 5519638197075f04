"""Finding a person by an exact number, without the number being in the graph."""

from pathlib import Path
from typing import Annotated

import strawberry

from graphsvc.access.masking import Field
from graphsvc.access.scope import Operation
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.errors import BadInput
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.org.api.people import Person

_NUMBERED = statements(Path(__file__).parents[1] / "store" / "org.cypher")["numbered"]
PHONE = Annotated[str | None, strawberry.argument(description="A phone, however written (电话).")]
IDENTITY = Annotated[str | None, strawberry.argument(description="An identity number (公民身份号码).")]
MOST = 20
"""People shown for one number; a phone may be shared by a family."""


@strawberry.type
class LookupRoots:
    """Roots that look somebody up."""

    @strawberry.field(
        description="People who have exactly this number (按电话或证件号精确查找), 20 at most.",
        directives=[ListSize(assumed_size=MOST)],
    )
    async def people_by_number(
        self,
        info: Info,
        phone: PHONE = None,
        identity_number: IDENTITY = None,
    ) -> list[Person]:
        """Compare keyed digests; who may not see the number may not ask by it either."""
        if (phone is None) == (identity_number is None):
            raise BadInput("phone 和 identityNumber 给且只给一个。", "Give one of phone and identityNumber.")
        operation = Operation.SEE_PHONE if phone else Operation.SEE_IDENTITY
        keys = info.context.keys
        asked = {
            "scope": list(info.context.may(operation).scope),
            "phones": keys.blind_indexes(Field.PHONE, phone) if phone else [],
            "identities": keys.blind_indexes(Field.IDENTITY, identity_number) if identity_number else [],
        }
        found = sorted(row[0] for row in await info.context.graph.read(Statement(_NUMBERED, asked)))
        return await info.context.nodes(info, found[:MOST])
