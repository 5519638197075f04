// unit_links: The shortest ways between two units, step by step; `$words` says how each relationship reads.
MATCH (a:Unit&Node {id: $from}), (b:Unit&Node {id: $to})
MATCH way = allShortestPaths((a)-[:PART_OF|CONTAINS|ADJACENT_TO|OVERLAPS|SUBORDINATE_TO|LEADS|COVERS|CONVENES|SERVES|HELD
|DECIDED|JOINS|LOCATED_IN|HAS_PARTY_ORGANIZATION|CO_FORMS|BELONGS_TO|SECRETARY_OF|WORKS_FOR|LIVES_IN|SERVES_IN|OFFERS
|RAISES|MEETS|USES*..6]-(b))
WITH way, [n IN nodes(way) | n.id] AS ids ORDER BY ids LIMIT 200
RETURN {links: collect({
  length: length(way),
  hops: [i IN range(0, length(way) - 1) | {
    relationship: type(relationships(way)[i]),
    forward: startNode(relationships(way)[i]) = nodes(way)[i],
    words: $words[type(relationships(way)[i])][CASE WHEN startNode(relationships(way)[i]) = nodes(way)[i] THEN 0 ELSE 1 END],
    start: {id: ids[i]},
    end: {id: ids[i + 1]}
  }]
})} AS data
