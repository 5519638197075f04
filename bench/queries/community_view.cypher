// community_view: A community, who sits on its big party committee, and the cells that cover its grids.
MATCH (c:Community&Area {code: $code})
OPTIONAL MATCH (c)-[:PART_OF]->(above:Area)
OPTIONAL MATCH (c)<-[v:SERVES]-(committee:BigPartyCommittee)
WHERE (v.since IS NULL OR v.since <= $today) AND (v.until IS NULL OR v.until > $today)
  AND (committee.foundedOn IS NULL OR committee.foundedOn <= $today) AND (committee.dissolvedOn IS NULL OR committee.dissolvedOn > $today)
OPTIONAL MATCH (committee)<-[:CONVENES]-(convener:PartyOrganization)
RETURN {community: {
  code: c.code,
  name: c.name,
  parent: CASE WHEN above IS NULL THEN null ELSE {code: above.code, name: above.name} END,
  bigPartyCommittee: CASE WHEN committee IS NULL THEN null ELSE {
    id: committee.id,
    name: committee.name,
    convener: CASE WHEN convener IS NULL THEN null ELSE {id: convener.id, name: convener.name} END,
    members: {edges: COLLECT {
      MATCH (committee)<-[j:JOINS]-(u:Unit)-[:LOCATED_IN]->(at:Community)
      WHERE (j.since IS NULL OR j.since <= $today) AND (j.until IS NULL OR j.until > $today)
      WITH j, u, at ORDER BY u.areaCode, u.id LIMIT 50
      RETURN {
        seat: j.seat,
        since: toString(j.since),
        node: {id: u.id, name: u.name, kind: u.kind, community: {code: at.code, name: at.name}}
      }
    }}
  } END,
  grids: {nodes: COLLECT {
    MATCH (c)<-[:PART_OF]-(g:Grid)
    WITH g ORDER BY g.code LIMIT 50
    RETURN {
      code: g.code,
      name: g.name,
      partyCells: {nodes: COLLECT {
        MATCH (g)<-[r:COVERS]-(p:PartyOrganization)
        WHERE (r.since IS NULL OR r.since <= $today) AND (r.until IS NULL OR r.until > $today)
          AND (p.foundedOn IS NULL OR p.foundedOn <= $today) AND (p.dissolvedOn IS NULL OR p.dissolvedOn > $today)
        WITH p ORDER BY p.areaCode, p.id LIMIT 50
        RETURN {id: p.id, name: p.name, formation: p.formation}
      }}
    }
  }}
}} AS data
LIMIT 1
