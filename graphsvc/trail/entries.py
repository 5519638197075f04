"""Entries of the record as GraphQL shows them, and the root that lists those of one subject."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from graphsvc.access.role import Role
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.fields import Argument, Connection, along, at, node, one
from graphsvc.org.api.areas import Node
from graphsvc.org.api.arguments import ID


@node("An entry of the sealed record (操作记录).", order=("@this.at", "@this.id"))
class LogEntry:
    """What somebody did to something; see `graphsvc.log`."""

    id: strawberry.ID = at("id", "Made of district and number (编号).", plain=True)
    district: str = at("district", "Six digits: the chain it stands in (区县).")
    number: int = at("number", "Its number in the chain, from 1 without gaps (序号).")
    happened_at: datetime = at("at", "When (时间).", plain=True)  # its seal is over the text, so a text is stored
    by: str = at("by", "Who: the subject of the token (操作人).", find=True)
    role: Role = at("role", "As what the caller was signed in (角色).", find=True)
    action: str = at("action", "What was done, e.g. CLAIMED (动作).", find=True)
    subject_id: strawberry.ID = at("subject", "Id of what it was done to, which may be gone (对象编号).")
    subject: Node | None = one("MATCH (@it:Node {id: @this.subject})", "What it was done to (对象).")
    before: str = at("before", "The fields that changed, before, as a JSON object (改动前).")
    after: str = at("after", "The fields that changed, after, as a JSON object (改动后).")
    note: str = at("note", "In the words of who did it (说明).")


async def log_entry_node(info: Info, id_: str) -> Any:
    """An entry by its id, for who may see it."""
    return await info.context.node(info, id_, "LogEntry")


class TrailRoots:
    """Roots over the record."""

    audit_trail: Connection[LogEntry] = along(
        "MATCH (@it:LogEntry {subject: $subject})",
        "Everything done to one thing, oldest first (操作留痕).",
        subject=Argument(strawberry.ID, "Id of the thing (对象).", constraint=ID),
    )
