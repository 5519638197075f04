"""What became of areas, as GraphQL shows it."""

from __future__ import annotations

from datetime import date, datetime

from graphsvc.gql.schema.fields import Connection, adds_to, along, at, every, node, one
from graphsvc.org.api.areas import Area, Node
from graphsvc.org.model.areas import AreaChangeKind


@node("What became of an area on a day, by a document (区划变更).")
class AreaChange(Node):
    """Kept for ever: nothing that is told of an area afterwards changes it."""

    kind: AreaChangeKind = at("kind", "What happened to it (变更类型).", find=True, sort=True)
    effective_on: date = at("on", "First day on which it holds (生效日期).", find=True, sort=True)
    document: str = at("document", "The paper that ordered it, by number or title (依据文件).", find=True)
    area: Area | None = one("MATCH (@it:Area {code: @this.code})", "What it happened to (原区划).", find=True)
    successor: Area | None = one(
        "MATCH (@it:Area {code: @this.areaCode})", "What followed; itself where it stayed (新区划).", find=True
    )
    new_name: str = at("name", "What it has been called since then (新名称).", find=True, sort=True)
    area_count: int = at(
        "areaCount", "How many got another code by it, those inside counted (涉及区划数).", find=True, sort=True
    )
    made_at: datetime = at("datetime(@this.at)", "When it was entered (办理时间).", sort=True)


@adds_to(Area)
class ChangesOfArea:
    """How an area came about and what became of it."""

    changes: Connection[AreaChange] = along(
        "MATCH (@it:AreaChange)\nWHERE (@it.code = @this.code OR @it.areaCode = @this.code)",
        "What became of it, and how it came about (区划变更).",
    )


class AreaChangeRoots:
    """Roots that are compiled."""

    area_changes: Connection[AreaChange] = every("All that became of areas, by the area that followed (区划变更列表).")
