"""The sheets that told of a row, as GraphQL shows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import Cost, ListSize
from graphsvc.intake.imports.lineage import MOST_PLACES, RowSource, trace
from graphsvc.org.api.arguments import ID, argument


@strawberry.type(name="RowSource", description="A line of a spreadsheet that told of something (数据来源).")
class SourceOfRow:
    """How many rows were new or changed, and by which files, the record tells under the batch."""

    table: str = strawberry.field(description="Table of the layout of imports, e.g. units (表).")
    file: str = strawberry.field(description="Name of the file (文件).")
    sheet: str = strawberry.field(description="Name of the sheet in it; empty where it has one only (工作表).")
    line: int = strawberry.field(description="Row of the sheet, counted from 1 (行).")
    batch: str = strawberry.field(description="Under which `graphsvc imports` and the record tell of it (导入批次).")
    source: str = strawberry.field(description="Whose sheet it was (来源单位).")
    as_of: date = strawberry.field(description="The day whose state it told (数据日期).")
    by: str = strawberry.field(description="Who brought it in (导入人).")
    at: datetime = strawberry.field(description="When (导入时间).")

    @classmethod
    def of(cls, found: RowSource) -> SourceOfRow:
        """Show what was found."""
        return cls(**{name: getattr(found, name) for name in RowSource.__slots__})


@strawberry.type
class LineageRoots:
    """Roots over what sheets told."""

    @strawberry.field(
        description="The last 21 lines of spreadsheets that told of something, the latest first (数据来源); none of "
        "what was entered in the service.",
        directives=[ListSize(assumed_size=MOST_PLACES), Cost(weight="10")],
    )
    async def row_sources(
        self, info: Info, id: Annotated[strawberry.ID, argument("Id of the thing (对象).", ID)]
    ) -> list[SourceOfRow] | None:
        grant = info.context.may(Operation.READ_LOG)
        return [SourceOfRow.of(each) for each in await trace(info.context.graph, id, grant)]
