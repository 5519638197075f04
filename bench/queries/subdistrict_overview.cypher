// subdistrict_overview: A subdistrict, its big work committee, and the grids and cells of all its communities.
MATCH (s:Subdistrict&Area {code: $code})
OPTIONAL MATCH (s)<-[v:SERVES]-(committee:BigWorkCommittee)
WHERE (v.since IS NULL OR v.since <= $today) AND (v.until IS NULL OR v.until > $today)
  AND (committee.foundedOn IS NULL OR committee.foundedOn <= $today) AND (committee.dissolvedOn IS NULL OR committee.dissolvedOn > $today)
OPTIONAL MATCH (committee)<-[:CONVENES]-(convener:PartyOrganization)
RETURN {subdistrict: {
  code: s.code,
  name: s.name,
  bigWorkCommittee: CASE WHEN committee IS NULL THEN null ELSE {
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
        node: {id: u.id, name: u.name, community: {code: at.code, name: at.name}}
      }
    }}
  } END,
  communities: {nodes: COLLECT {
    MATCH (s)<-[:PART_OF]-(c:Community)
    WITH c ORDER BY c.code LIMIT 25
    RETURN {
      code: c.code,
      name: c.name,
      kind: c.kind,
      grids: {nodes: COLLECT {
        MATCH (c)<-[:PART_OF]-(g:Grid)
        WITH g ORDER BY g.code LIMIT 30
        RETURN {
          code: g.code,
          name: g.name,
          partyCells: {nodes: COLLECT {
            MATCH (g)<-[r:COVERS]-(p:PartyOrganization)
            WHERE (r.since IS NULL OR r.since <= $today) AND (r.until IS NULL OR r.until > $today)
              AND (p.foundedOn IS NULL OR p.foundedOn <= $today) AND (p.dissolvedOn IS NULL OR p.dissolvedOn > $today)
            WITH p ORDER BY p.areaCode, p.id LIMIT 5
            RETURN {id: p.id, name: p.name}
          }}
        }
      }}
    }
  }}
}} AS data
LIMIT 1
