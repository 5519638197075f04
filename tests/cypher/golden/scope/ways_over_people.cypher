// links
RETURN COLLECT {
  MATCH (a0:Node {id: $p0}), (b1:Node {id: $p1})
  WHERE $p0 <> $p1
  CALL (a0, b1) {
    WITH a0, b1
    WHERE NOT ($p2 OR a0:Person OR b1:Person)
    MATCH c2 = allShortestPaths((a0)-[:PART_OF|CONTAINS|ADJACENT_TO|OVERLAPS|SUBORDINATE_TO|LEADS|COVERS|CONVENES|SERVES|HELD|DECIDED|JOINS|LOCATED_IN|HAS_PARTY_ORGANIZATION|CO_FORMS|OFFERS|RAISES|MEETS|USES|HOLDS_PAIRING|PAIRED_WITH*..8]-(b1))
    WHERE all(x IN relationships(c2) WHERE ((x.since IS NULL OR x.since <= $p3) AND (x.until IS NULL OR x.until > $p3))) AND all(x IN nodes(c2) WHERE x.id IN [$p0, $p1] OR ((coalesce(x.foundedOn, x.since, $p3) <= $p3 AND (x.dissolvedOn IS NULL OR x.dissolvedOn > $p3)) AND (NOT x:Pairing OR ((x.since IS NULL OR x.since <= $p3) AND (x.until IS NULL OR x.until > $p3)))))
    RETURN c2 AS n0
    UNION ALL
    WITH a0, b1
    WHERE $p2 OR a0:Person OR b1:Person
    MATCH d3 = allShortestPaths((a0)-[:PART_OF|CONTAINS|ADJACENT_TO|OVERLAPS|SUBORDINATE_TO|LEADS|COVERS|CONVENES|SERVES|HELD|DECIDED|JOINS|LOCATED_IN|HAS_PARTY_ORGANIZATION|CO_FORMS|BELONGS_TO|SECRETARY_OF|COMMITTEE_MEMBER_OF|WORKS_FOR|LIVES_IN|SERVES_IN|OFFERS|VOLUNTEERS|RAISES|MEETS|USES|HOLDS_PAIRING|PAIRED_WITH*..8]-(b1))
    WHERE all(x IN relationships(d3) WHERE ((x.since IS NULL OR x.since <= $p3) AND (x.until IS NULL OR x.until > $p3))) AND all(x IN nodes(d3) WHERE x.id IN [$p0, $p1] OR ((coalesce(x.foundedOn, x.since, $p3) <= $p3 AND (x.dissolvedOn IS NULL OR x.dissolvedOn > $p3)) AND (NOT x:Pairing OR ((x.since IS NULL OR x.since <= $p3) AND (x.until IS NULL OR x.until > $p3)))))
      AND all(x IN nodes(d3) WHERE NOT x:Person OR (($p2 OR x.id IN [$p0, $p1]) AND (NOT x:Person OR any(prefix IN $p4 WHERE x.areaCode STARTS WITH prefix))))
    RETURN d3 AS n0
  }
  WITH n0
  WHERE length(n0) <= $p5
  WITH n0 ORDER BY [x IN nodes(n0) | x.id], [x IN relationships(n0) | type(x) + coalesce(x.role, '')] LIMIT 200
  RETURN [length(n0)] AS value
} AS value
// $p0 = "unit-01"
// $p1 = "person-001"
// $p2 = true
// $p3 = today
// $p4 = the caller's READ_PEOPLE
// $p5 = 3
