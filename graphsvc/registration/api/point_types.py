"""Points and the journal that they stand in, as GraphQL shows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from graphsvc.gql.schema.fields import Connection, adds_to, along, at, each, node, one, row
from graphsvc.org.api.areas import Node
from graphsvc.registration.api.service_record_types import ServiceRecord
from graphsvc.registration.api.types import Registration
from graphsvc.registration.model.point_rules import HUNDREDTHS, Wallet
from graphsvc.registration.model.points import EARNING, PointEntryKind

if TYPE_CHECKING:
    from graphsvc.org.api.people import Person
    from graphsvc.org.api.units import Unit

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
