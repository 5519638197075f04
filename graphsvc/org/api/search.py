"""Search by Chinese text, pinyin or initials (检索), with the area path that tells places of one name apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graphsvc.gql.schema.fields import at, one, row
from graphsvc.org.model.search import SearchType

if TYPE_CHECKING:
    from graphsvc.org.api.areas import Node

_RESERVED = re.compile(r'[+\-!(){}\[\]^"~*?:\\/&|]')
_LATIN = re.compile(r"[A-Za-z]+")
LONGEST = 100
"""Characters of a search text that count."""


def lucene(text: str) -> str:
    """A Lucene query for what a person typed: the whole as a phrase first, then its parts; Latin letters as pinyin.

    The `cjk` analyzer splits Chinese into pairs of characters, so a phrase finds what holds the text as written; a
    single character is looked up as the beginning of a pair.
    """
    plain = " ".join(_RESERVED.sub(" ", text[:LONGEST]).split())
    if not plain:
        return '""'
    if _LATIN.fullmatch(plain.replace(" ", "")):
        word = plain.replace(" ", "").lower()
        return f'pinyin:{word}^3 OR pinyin:{word}* OR initials:{word}^4 OR initials:{word}* OR "{plain}"^2'
    if len(plain) == 1:
        return f"{plain} OR {plain}*"
    return f'name:"{plain}"^6 OR title:"{plain}"^4 OR "{plain}"^3 OR ({plain.lower()})'


def indexes(types: list[SearchType] | None) -> list[str]:
    """Names of the full-text indexes to ask; all when no type is named."""
    return [f"search_{kind.name.lower()}" for kind in (types or SearchType)]


HITS = """\
UNWIND $types AS @index
CALL db.index.fulltext.queryNodes(@index, $query, {limit: $first}) YIELD node AS @node, score AS @score
WITH {node: @node, score: @score + CASE WHEN coalesce(@node.name, @node.title) = $text THEN 100 ELSE 0 END} AS @it"""

_AREA_PATH = """\
CASE WHEN @this.node.areaCode IS NOT NULL THEN reduce(@path = '', @step IN COLLECT {
  MATCH (@a:Area)
  WHERE @a.code IN [left(@this.node.areaCode, 2) + '0000000000', left(@this.node.areaCode, 6) + '000000', \
left(@this.node.areaCode, 9) + '000', left(@this.node.areaCode, 12), @this.node.areaCode]
  WITH DISTINCT @a ORDER BY @a.level
  RETURN @a.name
} | @path + CASE @path WHEN '' THEN '' ELSE ' / ' END + @step) END"""
"""No collect() in it: Neo4j 5 would take the whole row for an aggregation."""


@row("Something found by search.", order=("-@this.score", "@this.node.id"))
class SearchHit:
    """`@this` is a map of node and score."""

    score: float = at("@this.score", "The larger the better; comparable within one answer.")
    area_path: str | None = at(_AREA_PATH, "Areas from the city down (区域路径), to tell namesakes apart.")
    node: Node = one("WITH @this.node AS @it", "What was found.")
