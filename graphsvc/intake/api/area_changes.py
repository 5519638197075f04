"""Areas redrawn by a few changes: looked at before, made in one transaction."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.db.bulkhead import Lane
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.gql.schema.cost_directives import Cost, ListSize
from graphsvc.intake.api.types import AreaChange
from graphsvc.intake.model.columns import Row
from graphsvc.intake.reorganisation.apply import Rehearsed
from graphsvc.intake.reorganisation.redraw import MOST_AREAS, MOST_CHANGES, Order, read_rows, redraw, rehearse
from graphsvc.org.api.areas import Area
from graphsvc.org.api.arguments import AREA_CODE, TITLE, Key, argument, entry
from graphsvc.org.model.areas import AreaChangeKind, AreaKind


@strawberry.input(description="What becomes of an area (区划变更).")
class AreaChangeInput:
    """A line of a reorganisation."""

    kind: AreaChangeKind = entry("What happens to it; a split is told once for each part (变更类型).")
    effective_on: date = entry("First day on which it holds, not a day to come (生效日期).")
    code: strawberry.ID = entry("Of the area it happens to (原代码).", AREA_CODE)
    successor: strawberry.ID | None = entry(
        "Code of what follows, of the same level; left out where it stays (新代码).", AREA_CODE, default=None
    )
    name: str | None = entry("New name, where there is one (新名称).", TITLE, default=None)
    area_kind: AreaKind | None = entry("New kind, one of its level (新类别).", default=None)
    civil_code: strawberry.ID | None = entry(
        "Code of what follows in the civil-affairs scheme (民政区划代码).", AREA_CODE, default=None
    )
    document: str = entry("The paper that orders it, by number or title (依据文件).", TITLE)

    def row(self) -> Row:
        """Put it in the columns of a file of changes."""
        row: Row = {
            "on": self.effective_on,
            "kind": self.kind.value,
            "code": self.code,
            "successor": self.successor,
            "name": (self.name or "").strip() or None,
            "area_kind": self.area_kind.value if self.area_kind else None,
            "civil_code": self.civil_code,
            "document": self.document.strip(),
        }
        return row


Changes = Annotated[
    list[AreaChangeInput],
    argument(
        f"What happens, at most {MOST_CHANGES}; what is not named follows its parent (变更).",
        Constraint(min_items=1, max_items=MOST_CHANGES),
    ),
]


@strawberry.type(description="What one change of an area would do (区划变更预览).")
class AreaChangePreview:
    """Nothing of it is written. Who is responsible for an area that ceases learns it from `me`."""

    kind: AreaChangeKind = strawberry.field(description="What would happen (变更类型).")
    effective_on: date = strawberry.field(description="From this day on (生效日期).")
    successor_code: str = strawberry.field(description="Code of what would follow (新代码).")
    successor_name: str = strawberry.field(description="What it would be called (新名称).")
    area_count: int = strawberry.field(description="Areas that would cease, those inside counted (撤销区划数).")
    organization_count: int = strawberry.field(description="Party organizations that would move along (党组织数).")
    committee_count: int = strawberry.field(description="Joint committees that would move along (大工委、大党委数).")
    unit_count: int = strawberry.field(description="Units that would move along (单位数).")
    person_count: int = strawberry.field(description="People that would move along (人员数).")
    need_count: int = strawberry.field(description="Needs that would move along (需求数).")
    resource_count: int = strawberry.field(description="Resources that would move along (资源数).")
    project_count: int = strawberry.field(description="Projects that would move along (项目数).")
    case_count: int = strawberry.field(description="Cases that would move along, with their steps (事件数).")
    task_count: int = strawberry.field(description="Tasks that would move along (任务数).")
    code: strawberry.Private[str]
    ceasing: strawberry.Private[tuple[str, ...]]

    @strawberry.field(description="The area it would happen to (原区划).")
    async def area(self, info: Info) -> Area | None:
        return await info.context.node(info, self.code)

    @strawberry.field(
        description=f"Areas whose codes, and tokens for them, would cease; the first {MOST_AREAS} (撤销的区划).",
        directives=[ListSize(assumed_size=MOST_AREAS)],
    )
    async def ceasing_areas(self, info: Info) -> list[Area]:
        return await info.context.nodes(info, list(self.ceasing))

    @classmethod
    def of(cls, found: Rehearsed) -> AreaChangePreview:
        """Show what a rehearsal has counted."""
        step, lying = found.step, found.lying
        return cls(
            kind=step.change.kind,
            effective_on=step.change.on,
            successor_code=step.change.successor,
            successor_name=step.name,
            area_count=len(step.follows),
            organization_count=lying["PartyOrganization"],
            committee_count=lying["JointCommittee"],
            unit_count=lying["Unit"],
            person_count=lying["Person"],
            need_count=lying["Need"],
            resource_count=lying["Resource"],
            project_count=lying["Project"],
            case_count=lying["Case"],
            task_count=lying["Task"],
            code=step.change.code,
            ceasing=tuple(follow.old for follow in step.follows[:MOST_AREAS]),
        )


@strawberry.type
class AreaPreviews:
    """Roots that say what changes would do."""

    @strawberry.field(
        description="What changes of areas would do, each in turn, from below; nothing is written (区划变更预览).",
        directives=[ListSize(assumed_size=MOST_CHANGES), Cost(weight="100")],
    )
    async def area_change_previews(self, info: Info, changes: Changes) -> list[AreaChangePreview] | None:
        order = _order(info)
        asked = read_rows([each.row() for each in changes])
        return [AreaChangePreview.of(each) for each in await rehearse(info.context.graph, asked, order)]


@strawberry.type
class AreaMutations:
    """What is done with areas."""

    @strawberry.mutation(
        description="Rename, move, merge, split or upgrade areas, with all that lies in them (区划调整)."
    )
    async def redraw_areas(self, info: Info, changes: Changes, key: Key = None) -> list[AreaChange] | None:
        order = _order(info)
        work = partial(redraw, changes=read_rows([each.row() for each in changes]), order=order)
        return await info.context.change(info, work, key, Lane.HEAVY)


def _order(info: Info) -> Order:
    return Order(info.context.may(Operation.REDRAW_AREAS), info.context.caller.subject, info.context.now)
