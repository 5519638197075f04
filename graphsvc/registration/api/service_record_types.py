"""Records of service, and the points that they earn, as GraphQL shows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from graphsvc.gql.schema.fields import Connection, adds_to, along, at, each, node, one, row
from graphsvc.org.api.areas import PLACE, Area, Node
from graphsvc.registration.api.post_types import Post
from graphsvc.registration.api.types import Registration
from graphsvc.registration.model.point_rules import HUNDREDTHS, Wallet
from graphsvc.registration.model.points import EARNING, PointEntryKind
from graphsvc.registration.model.registration import ServiceClass
from graphsvc.registration.model.service_record import STEP_MINUTES, ServiceRecordState

if TYPE_CHECKING:
    from graphsvc.org.api.people import Person
    from graphsvc.org.api.units import Unit


@node("What a member or unit did, by its own account, and what the community says to it (服务记录).")
class ServiceRecord(Node):
    """When, where and what; confirmed or corrected by the community."""

    state: ServiceRecordState = at("state", "Whether it counts (服务记录状态).", find=True, sort=True)
    version: int = at("version", "Counts its changes; a change names the one it has seen (版本).")
    served_on: date = at("servedOn", "Day of it in China (服务日期).", find=True, sort=True)
    started_at: datetime = at("startedAt", "From when (开始时间).", sort=True)
    ended_at: datetime = at("endedAt", "To when (结束时间).", sort=True)
    minutes: int = at("minutes", f"What counts: the nearest {STEP_MINUTES} minutes (计入分钟).", find=True, sort=True)
    service_class: ServiceClass = at("serviceClass", "Which of the eight kinds it is (服务类别).", find=True, sort=True)
    content: str = at("content", "What was done, in a few words (服务内容).")
    place: str | None = at("place", "Where, in words (服务地点).")
    written_at: datetime = at("writtenAt", "When it was written down (填写时间).", sort=True)
    decided_at: datetime | None = at("decidedAt", "When its last step was taken (更新时间).", sort=True)
    decided_by: str | None = at("decidedBy", "By whom, the subject of the token (经办人).")
    note: str | None = at("note", "What was said at that step, e.g. why it was corrected (说明).")
    post: Post | None = one("-[:SERVED_AT]->", "What it was done for (岗位).", find=True)
    registration: Registration | None = one("-[:SERVED_UNDER]->", "Who served, as registered (报到).", find=True)
    person: Person | None = one(
        "MATCH (@this)-[:SERVED_UNDER]->(:Registration)-[:REGISTERS]->(@it:Person)", "The member (党员)."
    )
    unit: Unit | None = one(
        "MATCH (@this)-[:SERVED_UNDER]->(:Registration)-[:REGISTERS]->(@it:Unit)", "The workplace (单位)."
    )
    area: Area | None = one(PLACE, "Where the registrant reports (所在区域).")


@adds_to(Registration)
class RegistrationServices:
    """What a registrant has done."""

    service_records: Connection[ServiceRecord] = along("<-[:SERVED_UNDER]-", "What was done (服务记录).", find=True)


@adds_to(Post)
class PostServices:
    """What was done for a post."""

    service_records: Connection[ServiceRecord] = along(
        "<-[:SERVED_AT]-", "What was done for it, as far as you may see by whom (服务记录)."
    )


WALLETS = [wallet.value for wallet in Wallet]


def _points(*kinds: PointEntryKind) -> str:
    """The points of these kinds of entry; of all without any."""
    kept = f" WHERE entry[0] IN {[kind.value for kind in kinds]}" if kinds else ""
    return f"reduce(total = 0, amount IN [entry IN @this.entries{kept} | entry[1]] | total + amount) / {HUNDREDTHS}.0"


SUMS = f"""\
UNWIND {WALLETS} AS @edge
WITH {{wallet: @edge, entries: COLLECT {{
  MATCH (@this)<-[:CREDITED_TO]-(@entry:PointEntry {{wallet: @edge}}) RETURN [@entry.kind, @entry.amount]
}}}} AS @it, @edge"""


@row("What is in one wallet of a registration: the sum of its journal (积分账户).", order=("@this.wallet",))
class PointBalance:
    """`@this` is a map."""

    wallet: Wallet = at("@this.wallet", "Duty or exchange (账户).")
    balance: float = at(_points(), "What is left (余额).")
    earned: float = at(_points(*EARNING), "What confirmed services have brought (累计获得).")
    spent: float = at(
        f"0.0 - {_points(PointEntryKind.SPENT, PointEntryKind.RETURNED)}",
        "What was exchanged and not returned (已兑换).",
    )


@node("A line of the journal of points, never changed (积分明细).")
class PointEntry(Node):
    """Why points came or went."""

    kind: PointEntryKind = at("kind", "Why they came or went (变动类别).", find=True, sort=True)
    wallet: Wallet = at("wallet", "Which account they are in (账户).", find=True, sort=True)
    points: float = at(f"@this.amount / {HUNDREDTHS}.0", "How many; below 0 what went (分值).", sort=True)
    counted_on: date = at(
        "on", "Day of the service or exchange; caps are counted by it (计分日期).", find=True, sort=True
    )
    period: str = at("period", "Year or half-year whose end closes it, e.g. 2026H1 (周期).", find=True, sort=True)
    rule: str | None = at("rule", "Rule by which it was counted: wallet, kind and first day (规则版本).")
    booked_at: datetime = at("bookedAt", "When the line was written (记账时间).", sort=True)
    by: str = at("by", "The subject of the token (经办人).")
    note: str | None = at("note", "For what it was exchanged, or why it was returned (说明).")
    service_record: ServiceRecord | None = one("-[:CAUSED_BY]->", "The work that it is for (服务记录).", find=True)
    registration: Registration | None = one("-[:CREDITED_TO]->", "Whose it is, as registered (报到).", find=True)
    person: Person | None = one(
        "MATCH (@this)-[:CREDITED_TO]->(:Registration)-[:REGISTERS]->(@it:Person)", "The member (党员)."
    )
    unit: Unit | None = one(
        "MATCH (@this)-[:CREDITED_TO]->(:Registration)-[:REGISTERS]->(@it:Unit)", "The workplace (单位)."
    )


@adds_to(Registration)
class RegistrationPoints:
    """What a registrant has earned."""

    points: list[PointBalance] = each(SUMS, f"What is in each wallet, at most {len(Wallet)} (积分).", most=len(Wallet))
    point_entries: Connection[PointEntry] = along("<-[:CREDITED_TO]-", "The journal of its points (积分明细).")


@adds_to(ServiceRecord)
class ServiceRecordPoints:
    """What a service has earned."""

    point_entries: Connection[PointEntry] = along("<-[:CAUSED_BY]-", "What it has earned (积分明细).")
