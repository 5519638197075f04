"""Cards as GraphQL shows them: frozen, so that every field reads what was written once."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from graphsvc.gql.schema.fields import Connection, adds_to, along, at, each, node, one, row
from graphsvc.org.api.areas import PLACE, Area, Node
from graphsvc.registration.api.types import Registration
from graphsvc.registration.cards.card import CardLineKind
from graphsvc.registration.model.point_rules import HUNDREDTHS
from graphsvc.registration.model.registration import RegistrantKind, RegistrationState, ServiceClass

if TYPE_CHECKING:
    from graphsvc.org.api.party import PartyOrganization
    from graphsvc.org.api.people import Person
    from graphsvc.org.api.units import Unit

MOST_LINES = 500
"""Services of a quarter: half an hour each, that is more than anybody does."""
LINES = """\
UNWIND range(0, coalesce(size(@this.records), 0) - 1) AS @edge
WITH {number: @edge, kind: @this.recordKinds[@edge], servedOn: @this.recordDays[@edge],
  minutes: @this.recordMinutes[@edge], serviceClass: @this.recordClasses[@edge],
  content: @this.recordContents[@edge]} AS @it, @edge"""


def _points(name: str) -> str:
    return f"@this.{name} / {HUNDREDTHS}.0"


def _mean(mark: str, count: str) -> str:
    return f"CASE WHEN @this.{count} > 0 THEN toFloat(@this.{mark}Sum) / @this.{count} END"


@row("A service on a card (登记卡明细).", order=("@this.number",))
class CardLine:
    """`@this` is a map."""

    number: int = at("@this.number", "Its place on the card, from 0 (序号).")
    kind: CardLineKind = at("@this.kind", "Of the quarter, confirmed later, or corrected since (明细类别).")
    served_on: date = at("@this.servedOn", "Day of it (服务日期).")
    minutes: int = at("@this.minutes", "What the card adds; below 0 what a correction takes away (计入分钟).")
    service_class: ServiceClass = at("@this.serviceClass", "Which of the eight kinds it is (服务类别).")
    content: str = at("@this.content", "What was done, in a few words (服务内容).")


@node(
    "What a member or unit did in a quarter, frozen after its end and sealed: the member's for its workplace, the "
    "unit's for the Party organization above (登记卡). What is confirmed or corrected later stands on the next card."
)
class QuarterCard(Node):
    """Never changed; all cards of a registrant together come to what stands confirmed."""

    version: int = at("version", "Always 1, as nothing changes a card (版本).")
    kind: RegistrantKind = at("kind", "Whether a unit's or a member's (报到主体).", find=True, sort=True)
    year: int = at("year", "Calendar year of the quarter (年度).", find=True, sort=True)
    quarter: int = at("@this.number", "1 to 4 (季度).", find=True, sort=True)
    holder: str | None = at("holder", "Whose it is: a member's name masked, a unit's in full (持卡人).")
    state: RegistrationState = at("state", "Where the registration stood then (报到状态).")
    pledged_count: int = at("pledged", "Items that were pledged (承诺事项数).")
    kept_count: int = at("kept", "Items of them that were kept (已践诺数).")
    served_seat_count: int = at("servedSeats", "Seats of posts that were filled in the quarter (到岗次数).")
    missed_seat_count: int = at("missedSeats", "Seats of posts that stayed empty in the quarter (缺岗次数).")
    minutes: int = at("minutes", "What its lines come to (本卡分钟).", sort=True)
    year_minutes: int = at("yearMinutes", "All that stood confirmed of the year then (本年累计分钟).")
    lines: list[CardLine] = each(LINES, f"The services on it, at most {MOST_LINES} (登记卡明细).", most=MOST_LINES)
    duty_points: float = at(_points("dutyEarned"), "What duty earned since the last card (本卡先锋积分).")
    exchange_points: float = at(
        _points("exchangeEarned"), "What the account of exchange earned since the last card (本卡兑换积分)."
    )
    duty_balance: float = at(_points("dutyBalance"), "What was left of duty for the year (先锋积分余额).")
    exchange_balance: float = at(_points("exchangeBalance"), "What was left to exchange of the year (兑换积分余额).")
    service_rating_count: int = at("serviceRatings", "By the community, opened in the quarter (社区评价数).")
    completion: float | None = at(_mean("completion", "serviceRatings"), "Their mean for what was done (完成情况均分).")
    attitude: float | None = at(_mean("attitude", "serviceRatings"), "Their mean for the attitude (服务态度均分).")
    effect: float | None = at(_mean("effect", "serviceRatings"), "Their mean for what came of it (服务效果均分).")
    cooperation_rating_count: int = at(
        "cooperationRatings", "Ratings of the community that opened in the quarter (配合评价数)."
    )
    cooperation: float | None = at(_mean("cooperation", "cooperationRatings"), "Their mean (社区配合均分).")
    frozen_on: date = at("frozenOn", "Day on which it was frozen (定卡日期).", find=True, sort=True)
    frozen_at: datetime = at("frozenAt", "When it was frozen (定卡时间).")
    seal: str = at("seal", "HMAC-SHA-256 of all that it says, by a key of the deployment (封签).", plain=True)
    registration: Registration | None = one("-[:CARDED_UNDER]->", "The registration then (报到).", find=True)
    workplace: Unit | None = one("-[:GOES_TO]->", "The workplace that a member's card goes to (送达单位).", find=True)
    superior: PartyOrganization | None = one(
        "-[:GOES_TO]->", "The Party organization that a unit's card goes to (送达上级党组织)."
    )
    person: Person | None = one("-[:CARD_OF]->", "The member, where it is a member's (党员).")
    unit: Unit | None = one("-[:CARD_OF]->", "The unit, where it is a unit's (单位).", find=True)
    area: Area | None = one(PLACE, "Where the registrant reported then (所在区域).")


@adds_to(Registration)
class RegistrationCards:
    """Its papers."""

    cards: Connection[QuarterCard] = along("<-[:CARDED_UNDER]-", "Its cards, one a quarter (登记卡).")
