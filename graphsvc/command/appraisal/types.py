"""Appraisals of years as GraphQL shows them: frozen when they are noticed, so that every field reads what is kept."""

from __future__ import annotations

from datetime import date, datetime

from graphsvc.command.appraisal.store import MOST_ROWS
from graphsvc.command.appraisal.yearly import YearlyAppraisalState
from graphsvc.command.rules.responsibilities import MOST_ITEMS, EvidenceKind, PartyBuildingDuty
from graphsvc.gql.schema.fields import Connection, adds_to, along, at, each, node, one, row
from graphsvc.org.api.areas import PLACE, Area, Community, Node, Subdistrict


def _named(names: str, values: str) -> str:
    """What a list says of the item at `@edge`, found by its code in another list; null where it says nothing."""
    place = f"range(0, size(coalesce(@this.{names}, [])) - 1)"
    return f"[@k IN {place} WHERE @this.{names}[@k] = @this.items[@edge] | @this.{values}[@k]][0]"


ITEMS = f"""\
UNWIND range(0, coalesce(size(@this.items), 0) - 1) AS @edge
WITH {{number: @edge, item: @this.items[@edge], duty: @this.duties[@edge], title: @this.titles[@edge], \
evidence: @this.evidences[@edge], target: @this.targets[@edge], counted: @this.counts[@edge], \
total: @this.totals[@edge], draft: @this.drafts[@edge], points: @this.finals[@edge], most: @this.mosts[@edge], \
text: @this.texts[@edge], source: @this.sources[@edge], rows: @this.rows[@edge], \
said: coalesce(@this.rowTexts[@edge], ""), \
objection: {_named("objected", "objections")}, decision: {_named("decided", "decisions")}, \
lapsed: @this.state = "SEALED" AND @this.decidedAt IS NULL AND @this.items[@edge] IN coalesce(@this.objected, []), \
reason: {_named("decided", "reasons")}}} AS @it, @edge"""
_COUNTED = "[@n IN range(0, coalesce(size(@this.items), 0) - 1) WHERE @this.finals[@n] >= 0"


def _points(name: str) -> str:
    return f"CASE WHEN @this.{name} >= 0 THEN @this.{name} / 100.0 END"


@row("A responsibility as it was noticed, what was objected to it and decided (考核职责得分).", order=("@this.number",))
class YearlyAppraisalItem:
    """`@this` is a map."""

    number: int = at("@this.number", "Its place in the list, from 0 (序号).")
    item: str = at("@this.item", "Its code in the list of responsibilities (职责代码).")
    duty: PartyBuildingDuty = at("@this.duty", "What it is about (职责类别).")
    title: str = at("@this.title", "What was to be done in the year (职责).")
    evidence: EvidenceKind = at("@this.evidence", "What in the graph spoke for it (佐证).")
    target: int = at("@this.target", "How many earned all points; of a share, percent (目标).")
    count: int = at("@this.counted", "How many there were (完成数).")
    total: int = at("@this.total", "Of how many, where a share counts; else the same (总数).")
    draft_points: float | None = at(_points("draft"), "What it earned as noticed; null: did not count (公示得分).")
    points: float | None = at(_points("points"), "What it earns, after a decision as decided (得分).")
    most: int = at("@this.most", "The most that it can earn (满分).")
    text: str = at("@this.text", "How the points came about, in Chinese (计分说明).")
    source: str = at("@this.source", "What the rule is taken from (依据).")
    row_ids: list[str] = at(
        "CASE WHEN @this.rows = '' THEN [] ELSE split(@this.rows, '\\n') END",
        f"Ids of the rows that were counted, the first {MOST_ROWS} (佐证编号).",
    )
    row_texts: list[str] = at(
        "CASE WHEN @this.said = '' THEN [] ELSE split(@this.said, '\\n') END",
        "What each of them said when the score was noticed, in their order; none of those noticed before this was kept "
        "(佐证内容).",
    )
    objection: str | None = at("@this.objection", "Why the area objected; null where it did not (申诉理由).")
    lapsed: bool = at(
        "@this.lapsed", "Whether it does not count because nobody decided on its objection in time (逾期未复核)."
    )
    corrected: bool | None = at(
        "@this.decision >= 0", "Whether the decision set other points; null before one (复核改分)."
    )
    reason: str | None = at("@this.reason", "What the decision says (复核意见).")


@node("How the level above judges a year of a subdistrict or community, and what became of it (年度考核).")
class YearlyAppraisal(Node):
    """One of each area and year; frozen when it is noticed."""

    year: int = at("year", "The year that is judged (年度).", find=True, sort=True)
    state: YearlyAppraisalState = at("state", "Where it stands (年度考核状态).", find=True, sort=True)
    version: int = at("version", "Counts its changes; a change names the one it has seen (版本).")
    as_of: date = at("asOf", "By the end of which day was counted (截止日期).")
    points: float = at(
        f"reduce(@s = 0, @x IN {_COUNTED} | @this.finals[@n]] | @s + @x) / 100.0", "The sum of what items earn (得分)."
    )
    most: int = at(
        f"reduce(@s = 0, @x IN {_COUNTED} | @this.mosts[@n]] | @s + @x)",
        "The most that the items that count can earn (满分).",
    )
    items: list[YearlyAppraisalItem] = each(ITEMS, f"Item by item, at most {MOST_ITEMS} (职责清单).", most=MOST_ITEMS)
    noticed_on: date = at("noticedOn", "Day it was noticed (公示日期).", find=True, sort=True)
    noticed_at: datetime = at("noticedAt", "When it was noticed (公示时间).")
    object_until_on: date = at("objectUntil", "Last day for the area to object (申诉截止日期).", find=True, sort=True)
    decide_until_on: date | None = at("decideUntil", "Last day for a decision about its objection (复核截止日期).")
    objected_at: datetime | None = at("objectedAt", "When the area objected (申诉时间).")
    decided_at: datetime | None = at("decidedAt", "When it was decided (复核时间).")
    sealed_at: datetime | None = at("sealedAt", "When it was sealed (封存时间).")
    digest: str | None = at("digest", "SHA-256 of all that it said when it was sealed (封存摘要).")
    area: Area | None = one(PLACE, "The subdistrict or community whose year it is (被考核区域).", find=True)


APPRAISED = "<-[:APPRAISES]-"


@adds_to(Subdistrict)
class SubdistrictAppraisals:
    """How its years were judged."""

    yearly_appraisals: Connection[YearlyAppraisal] = along(
        APPRAISED, "Its years, as far as the caller sees them (年度考核).", find=True, sort=True
    )


@adds_to(Community)
class CommunityAppraisals:
    """How its years were judged."""

    yearly_appraisals: Connection[YearlyAppraisal] = along(
        APPRAISED, "Its years, as far as the caller sees them (年度考核).", find=True, sort=True
    )


TYPES = (YearlyAppraisal, YearlyAppraisalItem)
ADDITIONS = (SubdistrictAppraisals, CommunityAppraisals)
