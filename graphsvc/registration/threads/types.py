"""Threads as GraphQL shows them."""

from __future__ import annotations

from datetime import datetime

from graphsvc.gql.schema.fields import Connection, adds_to, along, at, node, one
from graphsvc.org.api.areas import PLACE, Area, Node
from graphsvc.registration.api.post_types import Claim
from graphsvc.registration.model.rating import ServiceRatingSide


@node("What one side of a claim has said to the other, never changed (沟通消息).", order=("@this.number", "@this.id"))
class ClaimMessage(Node):
    """A line of a thread."""

    version: int = at("version", "Always 1, as nothing changes what was said (版本).")
    number: int = at("number", "Its place in the thread, from 1 (序号).")
    side: ServiceRatingSide = at("side", "Who speaks, the community or who took the seat (发言方).", find=True)
    text: str = at("text", "In their words (内容).")
    by: str = at("by", "The subject of the token (经办人).")
    said_at: datetime = at("saidAt", "When it was said (时间).", sort=True)
    claim: Claim | None = one("-[:SAID_OF]->", "The seat that it is about (认领).")
    area: Area | None = one(PLACE, "Where the post is (所在区域).")


@adds_to(Claim)
class ClaimThread:
    """What is said of a claim."""

    messages: Connection[ClaimMessage] = along("<-[:SAID_OF]-", "Its thread, in order (双向沟通).")
    unread_by_community: int = at(
        "coalesce(@this.unreadByCommunity, 0)", "Messages that wait for the community to read them (社区未读)."
    )
    unread_by_registrant: int = at(
        "coalesce(@this.unreadByRegistrant, 0)", "Messages that wait for the claimant to read them (党员或单位未读)."
    )
