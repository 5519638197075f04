"""Ties: the horizontal links across the hierarchy (横向联动), and the shortest ways two nodes hang together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from graphsvc.cypher.fragments import exists, holds
from graphsvc.gql.schema.fields import at, each, one, row
from graphsvc.org.model.organizations import Crossing, SeatKind

if TYPE_CHECKING:
    from graphsvc.org.api.areas import Node

WORDS = {
    "PART_OF": ("属于", "下辖"),
    "CONTAINS": ("包含小区", "位于网格"),
    "ADJACENT_TO": ("相邻", "相邻"),
    "OVERLAPS": ("重叠于", "叠有条线网格"),
    "SUBORDINATE_TO": ("隶属于", "下辖党组织"),
    "LEADS": ("领导", "受其领导"),
    "COVERS": ("覆盖", "由其覆盖"),
    "CONVENES": ("召集", "由其召集"),
    "SERVES": ("服务于", "设有"),
    "HELD": ("召开", "由其召开"),
    "DECIDED": ("议定", "由会议议定"),
    "JOINS": ("加入", "成员单位有"),
    "LOCATED_IN": ("位于", "驻有"),
    "HAS_PARTY_ORGANIZATION": ("设有党组织", "是其党组织"),
    "CO_FORMS": ("参与组建", "由其联合组建"),
    "BELONGS_TO": ("隶属党组织", "党员有"),
    "SECRETARY_OF": ("任书记于", "书记是"),
    "COMMITTEE_MEMBER_OF": ("任支委于", "支委有"),
    "WORKS_FOR": ("就职于", "职工有"),
    "LIVES_IN": ("居住于", "住有"),
    "SERVES_IN": ("服务于网格", "力量有"),
    "OFFERS": ("提供", "由其提供"),
    "VOLUNTEERS": ("志愿提供", "由其志愿提供"),
    "RAISES": ("提出", "由其提出"),
    "MEETS": ("解决", "由项目解决"),
    "USES": ("使用", "用于项目"),
}
"""Relationship -> how it reads forwards and backwards; topics are left out, they would tie everything to everything."""

OF_PEOPLE = frozenset(
    {"BELONGS_TO", "SECRETARY_OF", "COMMITTEE_MEMBER_OF", "WORKS_FOR", "LIVES_IN", "SERVES_IN", "VOLUNTEERS"}
)
"""Relationships that start at a person; no other relationship has a person at either end."""

FARTHEST = 8
"""Most hops of a way."""


@dataclass(frozen=True, slots=True)
class Words:
    """The slot of the words of all relationships in one direction, a map by relationship."""

    forward: bool

    def fill(self, variables: Mapping[str, Any]) -> dict[str, str]:
        """The map."""
        return {name: words[0 if self.forward else 1] for name, words in WORDS.items()}


@row("One step of a way: a relationship, read in the direction walked.", order=("@edge",))
class Hop:
    """`@this` is a map of the relationship and the nodes at its ends in the order walked."""

    relationship: str = at("type(@this.tie)", "Relationship in the graph.")
    forward: bool = at("startNode(@this.tie) = @this.a", "Walked from its start to its end.")
    words: str = at(
        "CASE WHEN startNode(@this.tie) = @this.a THEN $ahead ELSE $back END[type(@this.tie)]",
        "The step in words (关系).",
        slots={"ahead": Words(True), "back": Words(False)},
    )
    start: Node = one("WITH @this.a AS @it", "Where the step begins.", seen=True)
    end: Node = one("WITH @this.b AS @it", "Where the step ends.", seen=True)


@row(
    "A shortest way between two nodes (关联路径).",
    order=("[x IN nodes(@this) | x.id]", "[x IN relationships(@this) | type(x) + coalesce(x.role, '')]"),
)
class Way:
    """`@this` is a path."""

    length: int = at("length(@this)", "Number of hops.")
    hops: list[Hop] = each(
        "UNWIND range(0, length(@this) - 1) AS @edge\n"
        "WITH {tie: relationships(@this)[@edge], a: nodes(@this)[@edge], b: nodes(@this)[@edge + 1]} AS @it, @edge",
        "Its steps in order.",
        most=FARTHEST,
    )


_WALKED = "|".join(name for name in WORDS if name not in OF_PEOPLE)


def _standing(way: str) -> str:
    """Every tie of a way holds on the day, and every organization between its ends is there."""
    return (
        f"all(x IN relationships({way}) WHERE {holds('x')}) "
        f"AND all(x IN nodes({way}) WHERE x.id IN [$from, $to] OR {exists('x')})"
    )


WAYS = f"""\
MATCH (@a:Node {{id: $from}}), (@b:Node {{id: $to}})
WHERE $from <> $to
CALL (@a, @b) {{
  WITH @a, @b
  WHERE NOT ($overPeople OR @a:Person OR @b:Person)
  MATCH @c = allShortestPaths((@a)-[:{_WALKED}*..{FARTHEST}]-(@b))
  WHERE {_standing("@c")}
  RETURN @c AS @it
  UNION ALL
  WITH @a, @b
  WHERE $overPeople OR @a:Person OR @b:Person
  MATCH @d = allShortestPaths((@a)-[:{"|".join(WORDS)}*..{FARTHEST}]-(@b))
  WHERE {_standing("@d")}
    AND all(x IN nodes(@d) WHERE NOT x:Person OR (($overPeople OR x.id IN [$from, $to]) AND (@allowed(x:Person))))
  RETURN @d AS @it
}}
WITH @it
WHERE length(@it) <= $maxHops"""
"""Who works, lives and serves where is personal, so ways lead over people only when asked for, and then over those the
caller may see; nothing else that is scoped lies along these relationships. Without people there is nothing to guard,
and the answer is the same for every caller. The length is tested behind a WITH: tested inside, ways too long would make
Neo4j try every way there is."""


_OUTSIDE = (
    "NOT left(endNode(@this).areaCode, 12) IN [left(startNode(@this).areaCode, 12), left(startNode(@this).areaCode, 9) "
    "+ '000', left(startNode(@this).areaCode, 6) + '000000', left(startNode(@this).areaCode, 2) + '0000000000']"
)
"""Neither the unit's community nor an area above it is the one of the other end; see `graphsvc.codes`."""

_HIGHER = (
    "(startNode(@this).level IN ['MUNICIPAL', 'DISTRICT'] OR startNode(@this).level = 'SUBDISTRICT' "
    "AND right(endNode(@this).areaCode, 3) <> '000')"
)


@row(
    "A tie that crosses the hierarchy (横向联动).",
    order=("startNode(@this).id", "endNode(@this).id", "type(@this)"),
)
class Tie:
    """`@this` is the relationship from a unit to a joint committee or to a joint branch."""

    relationship: str = at("type(@this)", "Relationship in the graph.")
    words: str = at("$ahead[type(@this)]", "The tie in words (关系).", slots={"ahead": Words(True)})
    crossing: Crossing = at(f"CASE WHEN {_OUTSIDE} THEN 'ACROSS_AREAS' ELSE 'ACROSS_LEVELS' END", "Why it crosses.")
    seat: SeatKind | None = at("@this.seat", "Seat, for committees (席位).")
    since: date | None = at("@this.since", "First day.")
    unit: Node = one("WITH startNode(@this) AS @it", "The unit (单位).")
    to: Node = one("WITH endNode(@this) AS @it", "The committee or joint branch it is tied to.")


TIES_UNDER = f"""\
CALL (@this) {{
  MATCH (@a:JointCommittee)<-[@b:JOINS]-(:Unit)
  WHERE @a.areaCode STARTS WITH @this.prefix
  RETURN @b AS @it
  UNION
  MATCH (@c:Unit)-[@d:JOINS|CO_FORMS]->(:JointCommittee|PartyOrganization)
  WHERE @c.areaCode STARTS WITH @this.prefix
  RETURN @d AS @it
  UNION
  MATCH (@e:PartyOrganization {{formation: 'JOINT'}})<-[@f:CO_FORMS]-(:Unit)
  WHERE @e.areaCode STARTS WITH @this.prefix
  RETURN @f AS @it
}}
WITH @it
WHERE ({_OUTSIDE.replace("@this", "@it")} OR {_HIGHER.replace("@this", "@it")}) \
AND {holds("@it")} AND {exists("endNode(@it)")}"""
