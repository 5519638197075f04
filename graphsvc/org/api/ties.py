"""Ties: the horizontal links across the hierarchy (横向联动), and the shortest ways two nodes hang together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from graphsvc.cypher.fragments import exists, holds
from graphsvc.gql.schema.fields import at, each, one, row
from graphsvc.org.model.organizations import Crossing, SeatKind
from graphsvc.org.model.ties import Relationship

if TYPE_CHECKING:
    from graphsvc.org.api.areas import Node

WORDS = {tie.value: (tie.zh, tie.backwards) for tie in Relationship}
"""Relationship -> how it reads forwards and backwards; topics are left out, they would tie everything to everything."""

OF_PEOPLE = frozenset(
    tie.value
    for tie in (
        Relationship.BELONGS_TO,
        Relationship.SECRETARY_OF,
        Relationship.COMMITTEE_MEMBER_OF,
        Relationship.WORKS_FOR,
        Relationship.LIVES_IN,
        Relationship.SERVES_IN,
        Relationship.VOLUNTEERS,
    )
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

    relationship: Relationship = at("type(@this.tie)", "By what the two hang together (关系).")
    forward: bool = at("startNode(@this.tie) = @this.a", "Whether it is walked from its start to its end (方向).")
    words: str = at(
        "CASE WHEN startNode(@this.tie) = @this.a THEN $ahead ELSE $back END[type(@this.tie)]",
        "The step in Chinese, e.g. 成员单位有 (关系).",
        slots={"ahead": Words(True), "back": Words(False)},
    )
    start: Node = one("WITH @this.a AS @it", "Where the step begins (起点).", seen=True)
    end: Node = one("WITH @this.b AS @it", "Where the step ends (终点).", seen=True)


@row(
    "A shortest way between two nodes (关联路径).",
    order=("[x IN nodes(@this) | x.id]", "[x IN relationships(@this) | type(x) + coalesce(x.role, '')]"),
)
class Way:
    """`@this` is a path."""

    length: int = at("length(@this)", "Number of hops (跳数).")
    hops: list[Hop] = each(
        "UNWIND range(0, length(@this) - 1) AS @edge\n"
        "WITH {tie: relationships(@this)[@edge], a: nodes(@this)[@edge], b: nodes(@this)[@edge + 1]} AS @it, @edge",
        "Its steps in order, at most 8 (步骤).",
        most=FARTHEST,
    )


_WALKED = "|".join(name for name in WORDS if name not in OF_PEOPLE)


def _standing(way: str) -> str:
    """Every tie of a way holds on the day, and every organization between its ends is there."""
    return (
        f"all(x IN relationships({way}) WHERE {holds('x')}) "
        f"AND all(x IN nodes({way}) WHERE x.id IN [$from, $to] OR ({exists('x')} AND (NOT x:Pairing OR {holds('x')})))"
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
    """`@this` is the relationship from a unit to a committee, to a joint branch or to its pairing with an area."""

    relationship: Relationship = at("type(@this)", "By what the unit is tied to the other (关系).")
    words: str = at("$ahead[type(@this)]", "The tie in Chinese, e.g. 加入 (关系).", slots={"ahead": Words(True)})
    crossing: Crossing = at(
        f"CASE WHEN {_OUTSIDE} THEN 'ACROSS_AREAS' ELSE 'ACROSS_LEVELS' END", "Why it crosses the hierarchy (横向方式)."
    )
    seat: SeatKind | None = at("@this.seat", "Seat, for committees (席位).")
    since: date | None = at(
        "CASE WHEN endNode(@this):Pairing THEN endNode(@this).since ELSE @this.since END", "First day (起)."
    )
    unit: Node = one("WITH startNode(@this) AS @it", "The one the tie starts from (单位).", ends=("Unit",))
    to: Node = one(
        "WITH endNode(@this) AS @it",
        "The committee, joint branch or pairing it is tied to (对方).",
        ends=("JointCommittee", "PartyOrganization", "Pairing"),
    )


TIES_UNDER = f"""\
CALL (@this) {{
  MATCH (@a:JointCommittee)<-[@b:JOINS]-(:Unit)
  WHERE @a.areaCode STARTS WITH @this.prefix
  RETURN @b AS @it
  UNION
  MATCH (@c:Unit)-[@d:JOINS|CO_FORMS]->(@l:Node)
  WHERE @c.areaCode STARTS WITH @this.prefix AND (@l:JointCommittee OR @l:PartyOrganization)
  RETURN @d AS @it
  UNION
  MATCH (@e:PartyOrganization {{formation: 'JOINT'}})<-[@f:CO_FORMS]-(:Unit)
  WHERE @e.areaCode STARTS WITH @this.prefix
  RETURN @f AS @it
  UNION
  MATCH (@g:Pairing)<-[@h:HOLDS_PAIRING]-(:Unit)
  WHERE @g.areaCode STARTS WITH @this.prefix AND {holds("@g")}
  RETURN @h AS @it
  UNION
  MATCH (@i:Unit)-[@j:HOLDS_PAIRING]->(@k:Pairing)
  WHERE @i.areaCode STARTS WITH @this.prefix AND {holds("@k")}
  RETURN @j AS @it
}}
WITH @it
WHERE ({_OUTSIDE.replace("@this", "@it")} OR {_HIGHER.replace("@this", "@it")}) \
AND {holds("@it")} AND {exists("endNode(@it)")}"""
