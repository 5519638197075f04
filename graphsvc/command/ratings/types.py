"""Ratings by areas as GraphQL shows them: to both sides and those above the area, never with who gave them."""

from __future__ import annotations

from datetime import date, datetime

from graphsvc.command.ratings.rating import AreaRatingState
from graphsvc.command.rules.aspects import MOST_ASPECTS, RatedKind
from graphsvc.gql.schema.fields import at, each, node, one, row
from graphsvc.org.api.areas import PLACE, Area, Node

MARKS = """\
UNWIND range(0, coalesce(size(@this.aspects), 0) - 1) AS @edge
WITH {number: @edge, aspect: @this.aspects[@edge], title: @this.titles[@edge], score: @this.points[@edge], \
most: @this.mosts[@edge], reason: @this.reasons[@edge]} AS @it, @edge"""


@row("What an area says of one aspect (评议指标得分).", order=("@this.number",))
class AreaRatingMark:
    """`@this` is a map."""

    number: int = at("@this.number", "Its place, from 0 (序号).")
    aspect: str = at("@this.aspect", "Its code (指标代码).")
    title: str = at("@this.title", "What was rated (指标).")
    score: int = at("@this.score", "Whole points (得分).")
    most: int = at("@this.most", "The most there were (满分).")
    reason: str | None = at(
        "CASE WHEN @this.reason <> '' THEN @this.reason END", "Why; told wherever the points are few (原因)."
    )


@node("How an area rates a department, or a subdistrict a community of its, for half a year (评议).")
class AreaRating(Node):
    """Seen by the area and who stands above it, and by who is rated."""

    state: AreaRatingState = at("state", "Whether it counts (评议状态).", find=True, sort=True)
    version: int = at("version", "Counts its changes; a change names the one it has seen (版本).")
    kind: RatedKind = at("kind", "Who is rated (被评议对象类别).", find=True)
    year: int = at("year", "Calendar year (年度).", find=True, sort=True)
    number: int = at("number", "Which half of it, 1 or 2 (半年).", find=True)
    marks: list[AreaRatingMark] = each(
        MARKS, f"Aspect by aspect, at most {MOST_ASPECTS} (评议指标).", most=MOST_ASPECTS
    )
    given_on: date = at("givenOn", "Day it was given (评议日期).", find=True, sort=True)
    closes_on: date = at("closesOn", "Last day on which it may be taken back (截止日期).")
    withdrawn_at: datetime | None = at("withdrawnAt", "When it was taken back (撤回时间).")
    note: str | None = at("note", "Why it was taken back (撤回原因).")
    rated: Node | None = one("-[:RATES]->", "Who is rated (被评议对象).", find=True, ends=("Unit", "Community"))
    area: Area | None = one(PLACE, "The subdistrict or community that rates (评议区域).", find=True)


TYPES = (AreaRating, AreaRatingMark)
