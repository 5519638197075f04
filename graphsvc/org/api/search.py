"""Search by Chinese text, pinyin, initials or codes (检索), with the area path that tells places of one name apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphsvc.gql.schema.fields import at, one, row

if TYPE_CHECKING:
    from graphsvc.org.api.areas import Node

MOST_HITS = 1_000
"""Hits of each type that are ranked; whoever gets more types more."""

HITS = f"""\
CALL () {{
  UNWIND $types AS @index
  CALL db.index.fulltext.queryNodes(@index, $query, {{limit: {MOST_HITS}}}) YIELD node AS @found, score AS @points
  WITH @found AS @a, @points AS @b
  WHERE all(@c IN $characters WHERE coalesce(@a.name, @a.title) CONTAINS @c)
  RETURN @a AS @node, @b AS @score
  UNION
  MATCH (@d:Area)
  WHERE $code <> '' AND 'search_area' IN $types AND @d.code STARTS WITH $code
  WITH @d ORDER BY @d.code LIMIT {MOST_HITS}
  RETURN @d AS @node, 1.0 / @d.level AS @score
  UNION
  MATCH (@e:Area {{civilCode: $code}})
  WHERE 'search_area' IN $types
  RETURN @e AS @node, 0.0 AS @score
  UNION
  MATCH (@f:Unit {{creditCode: $code}})
  WHERE 'search_unit' IN $types
  RETURN @f AS @node, 0.0 AS @score
}}
WITH @node, max(@score) AS @score
WITH @node, @score, coalesce(@node.name, @node.title) AS @name, head(split(coalesce(@node.pinyin, ''), ' ')) AS @pinyin,
     coalesce(@node.initials, '') AS @initials
WITH {{node: @node, score: @score, rank: CASE
  WHEN @name = $plain OR @node.code = $code OR @node.civilCode = $code OR @node.creditCode = $code THEN 0
  WHEN $letters <> '' AND ($letters = @initials OR $letters = @pinyin) THEN 0
  WHEN @name STARTS WITH $plain OR ($code <> '' AND @node.code STARTS WITH $code) THEN 1
  WHEN $letters <> '' AND (@initials STARTS WITH $letters OR @pinyin STARTS WITH $letters) THEN 1
  WHEN $mixed <> '' AND @initials STARTS WITH $mixed THEN 1
  WHEN @name CONTAINS $plain OR ($letters <> '' AND (@initials CONTAINS $letters OR @pinyin CONTAINS $letters)) THEN 2
  ELSE 3 END, length: size(@name)}} AS @it"""
"""Ranked: the whole name or code before names that begin so, those before names that hold it, then by words alone; of
areas whose code begins so the highest first."""

_AREA_PATH = """\
CASE WHEN @this.node.areaCode IS NOT NULL THEN reduce(@path = '', @step IN COLLECT {
  MATCH (@a:Area)
  WHERE @a.code IN [left(@this.node.areaCode, 2) + '0000000000', left(@this.node.areaCode, 6) + '000000', \
left(@this.node.areaCode, 9) + '000', left(@this.node.areaCode, 12), @this.node.areaCode]
  WITH DISTINCT @a ORDER BY @a.level
  RETURN @a.name
} | @path + CASE @path WHEN '' THEN '' ELSE ' / ' END + @step) END"""
"""No collect() in it: Neo4j 5 would take the whole row for an aggregation."""

_PLACE = (
    "toString(@this.rank) + right('000000' + toString(999999 - toInteger(1000 * @this.score)), 6) "
    "+ right('0000' + toString(@this.length), 4)"
)
"""Where a hit stands: by rank, then by score, the shorter name first; a text, so that cursors hold it exactly."""


@row("Something found by search (检索结果).", order=(_PLACE, "@this.node.id"))
class SearchHit:
    """`@this` is a map of a node, its score, its rank and the length of its name."""

    score: float = at("@this.score", "How well its words fit; comparable within one answer (相关度).")
    area_path: str | None = at(_AREA_PATH, "Areas from the city down, to tell namesakes apart (区域路径).")
    node: Node = one("WITH @this.node AS @it", "What was found (对象).")
