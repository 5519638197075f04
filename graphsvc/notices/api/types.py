"""Notices as GraphQL shows them: whom they are for sees them, and who administers their area."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from graphsvc.cypher.plan import Fact
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.fields import Criterion, at, node, one
from graphsvc.notices.model.notice import NoticeKind
from graphsvc.org.api.areas import Area, Node

SUBJECT = {"subject": Fact("subject")}
READ = "$subject IN @this.readBy"
FOUND_BY = {
    "isRead": Criterion(bool, f"({READ}) = $value", "Whether the caller has read it (已读).", slots=SUBJECT),
    "isUrgent": Criterion(bool, "@this.urgent = $value", "Whether it is told at any hour (紧急)."),
}


@node("Something that the caller should know of (通知).", order=("@this.at", "@this.id"), criteria=FOUND_BY)
class Notice:
    """A notice; it names nobody and quotes nothing that somebody wrote."""

    id: strawberry.ID = at("id", "Made of the entry of the record that it tells of (编号).", plain=True)
    kind: NoticeKind = at("kind", "What it is about (类别).", find=True)
    action: str = at("action", "What was done, as in the record, e.g. CASE_WHISTLE (动作).", find=True)
    text: str = at("text", "One line in Chinese: what, where, which thing, until when (内容).")
    is_urgent: bool = at("urgent", "Whether it is told at any hour (紧急).")
    raised_at: datetime = at("at", "When it happened (时间).", sort=True)
    due_at: datetime | None = at("dueAt", "Until when something is to be done, if it is (时限).", sort=True)
    is_read: bool = at(READ, "Whether the caller has read it (已读).", slots=SUBJECT)
    place: str = at("place", "Name of the area, as it was then (地点).")
    area: Area | None = one("MATCH (@it:Area {code: @this.areaCode})", "Where (区域).")
    subject_id: strawberry.ID = at("subject", "Id of the thing, e.g. a case (对象编号).", find=True)
    subject: Node | None = one("MATCH (@it:Node {id: @this.subject})", "The thing, if the caller may see it (对象).")


async def notice_node(info: Info, id_: str) -> Any:
    """A notice by its id, for whom it is for."""
    return await info.context.node(info, id_, "Notice")
