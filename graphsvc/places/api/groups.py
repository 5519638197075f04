"""Queries and mutations of key groups: counts filed by subdistrict, and what is told of them."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.errors import BadInput
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.gql.schema.cost_directives import Cost, ListSize
from graphsvc.org.api.areas import Area, Subdistrict
from graphsvc.org.api.arguments import AREA_CODE, TITLE, AreaCode, Key, argument, entry
from graphsvc.places.model.group_sheet import read_sheet
from graphsvc.places.model.groups import MOST_COUNT, MOST_LINES, GroupLine, GroupReport, GroupRules, KeyGroupKind
from graphsvc.places.store import groups as store

MOST_PARTS = 1_000
SHEET = Constraint(max_length=100_000, format="text")
EVERY_KIND = ListSize(assumed_size=len(KeyGroupKind))


@strawberry.input(description="How many of a key group there are in a grid (重点人群数量).")
class KeyGroupCountInput:
    """One line."""

    grid: strawberry.ID = entry("Code of the grid (网格).", AREA_CODE)
    kind: KeyGroupKind = entry("Which of the groups was counted (重点人群类别).")
    count: int = entry("How many, never who (人数).", Constraint(min=0, max=MOST_COUNT))


@strawberry.input(description="Counts of key groups in all grids of a subdistrict on a day (重点人群数量填报).")
class KeyGroupReportInput:
    """Grids and kinds that are left out count 0, kinds that no line names are not counted."""

    area: strawberry.ID = entry("Code of the subdistrict (镇街).", AREA_CODE)
    counted_on: date = entry("The day of the counts (统计日期).")
    source: str = entry("Whose list they come from (数据来源).", TITLE)
    lines: list[KeyGroupCountInput] = entry(
        f"1 to {MOST_LINES} lines, or a sheet (各网格数量).", Constraint(max_items=MOST_LINES), default_factory=list
    )
    sheet: str | None = entry(
        "The same as rows of a spreadsheet, cells set apart by tabs or commas: the first row names the groups, the "
        "first column holds codes of grids, of which none is left out; what is empty is nobody (粘贴的表).",
        SHEET,
        default=None,
    )

    def read(self) -> GroupReport:
        """Put it in the words of the model.

        Raises:
            BadInput: neither lines nor a sheet, both, or a sheet that cannot be read.
        """
        if bool(self.lines) is bool(self.sheet):
            raise BadInput("逐行填写和粘贴的表，二者填一。", "Either lines or a sheet.").at("report", "lines")
        lines, listed = self._lines()
        return GroupReport(self.area, self.counted_on, self.source.strip(), lines, listed)

    def _lines(self) -> tuple[tuple[GroupLine, ...], frozenset[str] | None]:
        if not self.sheet:
            return tuple(GroupLine(each.grid, each.kind, each.count) for each in self.lines), None
        try:
            sheet = read_sheet(self.sheet)
        except BadInput as wrong:
            raise wrong.at("report", "sheet") from None
        return sheet.lines, sheet.grids


Report = Annotated[KeyGroupReportInput, argument("What was counted (填报内容).")]
On = Annotated[date | None, argument("Last day of the counts that are meant; today when left out (截止日期).")]
Kinds = Annotated[
    list[KeyGroupKind] | None,
    argument("Which groups; all when left out (重点人群类别).", Constraint(max_items=len(KeyGroupKind))),
]


@strawberry.type(description="How many of a key group there are in an area (重点人群数量).")
class KeyGroupFigure:
    """With its source and its day."""

    kind: KeyGroupKind = strawberry.field(description="Which group; groups are never added up (重点人群类别).")
    count: int | None = strawberry.field(
        description="How many; null where that is below the threshold, or would give such a figure away (人数)."
    )
    words: str = strawberry.field(description="The same for a page, in Chinese (显示).")
    counted_on: date = strawberry.field(
        description="The day of the counts; above a subdistrict the earliest (统计日期)."
    )
    source: str | None = strawberry.field(description="Whose list they come from; null above a subdistrict (数据来源).")
    lacking_count: int = strawberry.field(
        description="Of how many subdistricts nothing is told, which are not in the sum (未计入镇街数)."
    )

    @classmethod
    def of(cls, figure: store.Figure) -> KeyGroupFigure:
        """Show one."""
        words = "少数或不公布" if figure.count is None else str(figure.count)
        return cls(
            kind=figure.kind,
            count=figure.count,
            words=words,
            counted_on=figure.counted_on,
            source=figure.source,
            lacking_count=figure.lacking,
        )


@strawberry.type(description="What is told of key groups in an area below (下级重点人群数量).")
class KeyGroupPart:
    """One area."""

    code: strawberry.Private[str]
    figures: list[KeyGroupFigure] = strawberry.field(
        description="By group, those that were counted, at most 9 (各类数量).", directives=[EVERY_KIND]
    )

    @strawberry.field(description="Which one it is (区域).")
    async def area(self, info: Info) -> Area | None:
        return await info.context.node(info, self.code)


@strawberry.type(description="What is told of key groups in an area, as counts alone (重点人群).")
class KeyGroups:
    """Parts of one fixed table of each subdistrict."""

    code: strawberry.Private[str]
    asked_on: date = strawberry.field(description="By which day (截止日期).")
    figures: list[KeyGroupFigure] = strawberry.field(
        description="By group, those that were counted, at most 9 (各类数量).", directives=[EVERY_KIND]
    )
    parts: list[KeyGroupPart] = strawberry.field(
        description=f"Areas directly below, at most {MOST_PARTS} (下级区域).",
        directives=[ListSize(assumed_size=MOST_PARTS)],
    )

    @strawberry.field(description="Which area it is (区域).")
    async def area(self, info: Info) -> Area | None:
        return await info.context.node(info, self.code)


@strawberry.type
class GroupQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="How many there are of key groups in an area, where that may be told (重点人群数量).",
        directives=[Cost(weight="100")],
    )
    async def key_groups(self, info: Info, area: AreaCode, as_of: On = None, kinds: Kinds = None) -> KeyGroups | None:
        grant, day = info.context.may(Operation.READ_GROUPS), as_of or info.context.today
        found = await store.read_groups(info.context.graph, grant, area, day, kinds or ())
        return KeyGroups(
            code=area,
            asked_on=day,
            figures=[KeyGroupFigure.of(figure) for figure in found.figures],
            parts=[
                KeyGroupPart(code=code, figures=[KeyGroupFigure.of(figure) for figure in figures])
                for code, figures in found.parts
            ],
        )


@strawberry.type
class GroupMutations:
    """What is done with counts of key groups."""

    @strawberry.mutation(
        description="File the counts of a subdistrict on a day, once; small ones are not even kept (填报重点人群数量)."
    )
    async def file_key_groups(self, info: Info, report: Report, key: Key = None) -> Subdistrict | None:
        work = partial(
            store.file_groups,
            grant=info.context.may(Operation.FILE_GROUPS),
            report=report.read(),
            by=info.context.caller.subject,
            now=info.context.now,
            rules=info.context.tool(GroupRules, GroupRules),
        )
        return await info.context.change(info, work, key)
