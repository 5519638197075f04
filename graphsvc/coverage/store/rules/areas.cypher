// grid_uncovered: Grids that no branch or group covers on a day.
{among:g,Grid} AND {holds:g}
  AND NOT {covered_by_cell:g}
WITH g ORDER BY g.areaCode, g.id LIMIT $limit
{state:g,o}
RETURN g.id AS id, o.name AS name, g.areaCode AS areaCode, '' AS key, {
  fullMembers: COUNT {
    MATCH (g)<-[r:LIVES_IN]-(m:Person)
    WHERE {holds:r} AND {joined:m}
    {state:m,member}
    WITH member
    WHERE member.membership = 'FULL'
    RETURN 1
  },
  households: o.households,
  population: o.population,
  endedCells: COLLECT {
    MATCH (g)<-[r:COVERS]-(c:PartyOrganization)
    WHERE ({ended:r} OR {dissolved:c}) AND NOT {to_come:r}
    RETURN DISTINCT c.id AS id ORDER BY id LIMIT 20
  },
  neighbours: COLLECT {
    MATCH (g)-[r:ADJACENT_TO]-(n:Grid)
    WHERE {holds:r} AND {holds:n}
    RETURN DISTINCT n.code AS code ORDER BY code LIMIT 20
  }
} AS evidence
ORDER BY areaCode, id LIMIT $limit

// estate_uncovered: Estates that no branch or group covers on a day, and none of whose grids one covers.
{among:e,Estate} AND {holds:e}
  AND NOT EXISTS {
    MATCH (e) (()<-[inside:CONTAINS]-() WHERE {holds:inside}){0,1} (place:Area)<-[r:COVERS]-(c:PartyOrganization)
    WHERE {holds:r}
    {state:c,cell}
    WITH c, cell
    WHERE {cell_as:c,cell}
    RETURN 1
  }
WITH e ORDER BY e.areaCode, e.id LIMIT $limit
{state:e,o}
RETURN e.id AS id, o.name AS name, e.areaCode AS areaCode, '' AS key, {
  households: o.households,
  grids: COLLECT { MATCH (e)<-[r:CONTAINS]-(g:Grid) WHERE {holds:r} RETURN g.code AS code ORDER BY code LIMIT 20 }
} AS evidence
ORDER BY areaCode, id LIMIT $limit

// cell_overlap: Grids that more than one branch covers on a day, or more than one group.
{among:g,Grid} AND {holds:g}
WITH g, COLLECT {
  MATCH (g)<-[r:COVERS]-(c:PartyOrganization)
  WHERE {holds:r} AND {exists:c}
  RETURN DISTINCT [{then:c,kind}, c.id] AS cell ORDER BY cell LIMIT 100
} AS cells
WITH g, [cell IN cells WHERE cell[0] = 'BRANCH' | cell[1]][..20] AS branches,
  [cell IN cells WHERE cell[0] = 'GROUP' | cell[1]][..20] AS groups
WHERE size(branches) > $branchesAGrid OR size(groups) > $branchesAGrid
WITH g, CASE WHEN size(branches) > $branchesAGrid THEN 'BRANCH' ELSE 'GROUP' END AS kind,
  CASE WHEN size(branches) > $branchesAGrid THEN branches ELSE groups END AS cells
WITH g, kind, cells ORDER BY g.areaCode, g.id LIMIT $limit
RETURN g.id AS id, {then:g,name} AS name, g.areaCode AS areaCode, '' AS key,
  {count: size(cells), branches: cells, kind: kind, most: $branchesAGrid} AS evidence
ORDER BY areaCode, id LIMIT $limit

// joint_committee_missing: Urban subdistricts without 大工委 and urban communities without 大党委; towns, townships and
//                          villages need none.
{among:a,Area} AND a.level IN [3, 4] AND {holds:a}
  AND NOT EXISTS {
    MATCH (a)<-[r:SERVES]-(k:JointCommittee)
    WHERE {holds:r} AND {exists:k}
  }
{state:a,o}
WITH a, o
WHERE NOT coalesce(o.kind, '') IN ['TOWN', 'TOWNSHIP', 'VILLAGE']
WITH a, o ORDER BY a.areaCode, a.id LIMIT $limit
RETURN a.id AS id, o.name AS name, a.areaCode AS areaCode, '' AS key,
  {due: a.level, units: COUNT {
    MATCH (near:Area)<-[r:LOCATED_IN]-(u:Unit)
    WHERE near.areaCode STARTS WITH a.prefix AND {holds:r}
  }} AS evidence
ORDER BY areaCode, id LIMIT $limit

// joint_committee_empty: Joint committees on which no unit sits.
{organizations:k,o,JointCommittee} AND {exists:k}
  AND NOT EXISTS { MATCH (k)<-[r:JOINS]-(:Unit) WHERE {holds:r} }
WITH k, o ORDER BY o.areaCode, k.id LIMIT $limit
RETURN k.id AS id, o.name AS name, o.areaCode AS areaCode, '' AS key,
  {past: COUNT { MATCH (k)<-[r:JOINS]-(:Unit) WHERE {ended:r} }, foundedOn: toString(k.foundedOn)} AS evidence
ORDER BY areaCode, id LIMIT $limit

// force_missing: Each of the five forces that a grid lacks.
{between:g,Grid} AND {holds:g}
WITH g, COLLECT {
  MATCH (g)<-[r:SERVES_IN]-()
  WHERE {holds:r}
  RETURN DISTINCT r.role AS role ORDER BY role LIMIT 20
} AS present
UNWIND [role IN $forces WHERE NOT role IN present] AS role
WITH g, present, role
WHERE {behind:g,role}
WITH g, present, role ORDER BY g.areaCode, g.id, role LIMIT $limit
RETURN g.id AS id, {then:g,name} AS name, g.areaCode AS areaCode, role AS key,
  {role: role, present: present} AS evidence
ORDER BY areaCode, id, key LIMIT $limit

// grid_not_merged: Grids on which line grids of several lines still lie.
{among:g,Grid} AND {holds:g}
WITH g, COLLECT {
  MATCH (g)<-[r:OVERLAPS]-(l:LineGrid)
  WHERE {holds:r}
  RETURN DISTINCT l.line AS line ORDER BY line LIMIT 20
} AS lines
WHERE size(lines) > $linesAPlace
WITH g, lines ORDER BY g.areaCode, g.id LIMIT $limit
RETURN g.id AS id, {then:g,name} AS name, g.areaCode AS areaCode, '' AS key, {
  lines: lines,
  lineGrids: COLLECT {
    MATCH (g)<-[r:OVERLAPS]-(l:LineGrid)
    WHERE {holds:r}
    RETURN l.code AS code ORDER BY code LIMIT 50
  }
} AS evidence
ORDER BY areaCode, id LIMIT $limit

// grid_too_large: General grids of urban communities with more households than one grid should have.
{among:g,Grid} AND {holds:g}
{state:g,o}
WITH g, o
WHERE o.kind = 'GENERAL' AND o.households > $gridHouseholdsMost AND NOT {in_village:g.areaCode}
WITH g, o ORDER BY g.areaCode, g.id LIMIT $limit
RETURN g.id AS id, o.name AS name, g.areaCode AS areaCode, '' AS key, {households: o.households, most: $gridHouseholdsMost} AS evidence
ORDER BY areaCode, id LIMIT $limit

// grid_too_small: General grids of urban communities with fewer households than one grid should have.
{among:g,Grid} AND {holds:g}
{state:g,o}
WITH g, o
WHERE o.kind = 'GENERAL' AND o.households < $gridHouseholdsLeast AND NOT {in_village:g.areaCode}
WITH g, o ORDER BY g.areaCode, g.id LIMIT $limit
RETURN g.id AS id, o.name AS name, g.areaCode AS areaCode, '' AS key, {households: o.households, least: $gridHouseholdsLeast} AS evidence
ORDER BY areaCode, id LIMIT $limit

// community_unpaired: Communities that no unit that is there stands by on the day, in districts where units stand by others.
//                     Pairings of an area that was redrawn since bear the code of what follows it.
{among:a,Area} AND a.level = 4 AND {holds:a}
  AND NOT EXISTS {
    MATCH (a)-[:BECAME*0..5]->(now:Area)
    MATCH (p:Pairing {areaCode: now.code})<-[:HOLDS_PAIRING]-(u:Unit)
    WHERE {holds:p} AND {exists:u}
  }
WITH left(a.code, 6) AS district, collect(a) AS missing
WITH missing, COLLECT {
  MATCH (p:Pairing)<-[:HOLDS_PAIRING]-(u:Unit)
  WHERE p.areaCode STARTS WITH district AND NOT p.areaCode ENDS WITH '000' AND {holds:p} AND {exists:u}
  RETURN DISTINCT p.areaCode
} AS others
WHERE others <> []
UNWIND missing AS a
{state:a,o}
WITH a, o, others ORDER BY a.areaCode, a.id LIMIT $limit
RETURN a.id AS id, o.name AS name, a.areaCode AS areaCode, '' AS key, {paired: size(others)} AS evidence
ORDER BY areaCode, id LIMIT $limit
