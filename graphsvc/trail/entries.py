"""Entries of the record as GraphQL shows them, and the root that lists those of one subject."""

from __future__ import annotations

from datetime import datetime

import strawberry

from graphsvc.gql.schema.fields import Argument, Connection, along, at, node
from graphsvc.org.model.ids import node_id


@node("An entry of the sealed record (操作记录).", order=("@this.at", "@this.id"))
class LogEntry:
    """What somebody did to something; see `graphsvc.log`."""

    id: strawberry.ID = at("id", "Its id.")
    district: str = at("district", "The chain it stands in (区县).")
    number: int = at("number", "Its number there, from 1 without gaps.")
    happened_at: datetime = at("at", "When.", plain=True)  # its seal is over the text, so a text is stored
    by: str = at("by", "Who: the subject of the token (操作人).", find=True)
    role: str = at("role", "As what (角色).")
    action: str = at("action", "What was done (动作).", find=True)
    subject: strawberry.ID = at("subject", "To what: its id (对象).")
    before: str = at("before", "The fields that changed, before: a JSON object.")
    after: str = at("after", "And after.")
    note: str = at("note", "In the words of who did it (说明).")


class TrailRoots:
    """Roots over the record."""

    audit_trail: Connection[LogEntry] = along(
        "MATCH (@it:LogEntry {subject: $subject})",
        "Everything done to one thing, oldest first (操作留痕).",
        subject=Argument(strawberry.ID, "Its id.", read=node_id),
    )
