// found_cell: Found a cell unless a rule forbids it. No row: the community, the superior, a place, a unit or a member
//             is not there in scope. Members leave their organizations on the day they join the new one.
MATCH (a:Area:Community {code: $community})
WHERE {in_scope:a}
SET a.cellVersion = coalesce(a.cellVersion, 0) + 1
WITH a
MATCH (s:Node:PartyOrganization {id: $superior})
WHERE {exists:s}
WITH a, s,
  COLLECT {
    UNWIND $places AS code
    MATCH (p:Area {code: code})
    WHERE p.level >= 5 AND left(p.areaCode, 12) = a.code
    RETURN p ORDER BY p.code LIMIT 1000
  } AS places,
  COLLECT { UNWIND $units AS id MATCH (u:Node:Unit {id: id}) RETURN u ORDER BY u.id LIMIT 1000 } AS units,
  COLLECT {
    UNWIND $members AS id
    MATCH (m:Node:Member {id: id})
    WHERE {in_scope:m}
    RETURN m ORDER BY m.id LIMIT 1000
  } AS members
WHERE size(places) = size($places) AND size(units) = size($units) AND size(members) = size($members)
WITH a, s, places, units, members, COLLECT {
  UNWIND members AS m
  MATCH (m)-[r:BELONGS_TO]->(o:PartyOrganization)
  WHERE {holds:r}
  RETURN DISTINCT o ORDER BY o.id LIMIT 1000
} AS former
FOREACH (o IN former | SET o.version = coalesce(o.version, 0) + 1)
WITH a, s, places, units, members, former, size([m IN members WHERE m.membership = 'FULL']) AS full,
  COLLECT {
    MATCH (s) ((:PartyOrganization)-[t:SUBORDINATE_TO]->(above:PartyOrganization)
        WHERE {holds:t} AND {exists:above}){0,10}
      (:PartyOrganization)-[l:LEADS]->(led:Area)
    WHERE {holds:l}
      AND led.code IN [a.code, left(a.code, 9) + '000']
    RETURN DISTINCT led.code
  } AS led,
  COLLECT {
    UNWIND places AS p
    MATCH (p)<-[r:COVERS]-(c:PartyOrganization)
    WHERE p.level = 5 AND $kind = 'BRANCH'
      AND c.kind = 'BRANCH' AND {holds:r} AND {exists:c}
    RETURN {rule: 'CELL_OVERLAP', subject: p.code, found: c.id} AS fault ORDER BY p.code, c.id LIMIT 100
  } AS overlaps,
  COLLECT {
    UNWIND former AS o
    WITH o, COUNT {
      MATCH (o)<-[r:BELONGS_TO]-(m:Person)
      WHERE {holds:r} AND m.membership = 'FULL' AND NOT m IN members
    } AS stay
    WHERE o.kind = 'BRANCH' AND {exists:o} AND stay < $minimumFullMembers
    RETURN {rule: 'BRANCH_BELOW_MINIMUM', subject: o.id, found: toString(stay)} AS fault ORDER BY o.id LIMIT 100
  } AS thin,
  COLLECT {
    UNWIND members AS m
    MATCH (m)-[r:SECRETARY_OF]->(o:PartyOrganization)
    WHERE {holds:r} AND o IN former
    RETURN {rule: 'SECRETARY_MISSING', subject: o.id, found: m.id} AS fault ORDER BY o.id LIMIT 100
  } AS headless,
  COLLECT {
    UNWIND former AS o
    WITH o, COUNT {
      MATCH (o)<-[r:BELONGS_TO]-(m:Person)
      WHERE {holds:r} AND m.membership = 'FULL' AND NOT m IN members
    } AS stay, COLLECT {
      MATCH (o)<-[r:COMMITTEE_MEMBER_OF|SECRETARY_OF]-(m:Member)
      WHERE {holds:r}
      RETURN DISTINCT m
    } AS seats
    WITH o, stay, size(seats) AS seats, size([m IN seats WHERE NOT m IN members]) AS kept
    WHERE o.kind = 'BRANCH' AND stay >= $branchCommitteeFrom AND seats >= $branchCommitteeLeast > kept
    RETURN {rule: 'COMMITTEE_MISSING', subject: o.id, found: toString(kept)} AS fault ORDER BY o.id LIMIT 100
  } AS broken
WITH a, s, places, units, members, overlaps + thin + headless + broken + [fault IN [
  CASE WHEN size(led) < 2 THEN {rule: 'CHAIN_BROKEN', subject: s.id, found: a.code} END,
  CASE WHEN $kind = 'BRANCH' AND full < $minimumFullMembers
    THEN {rule: 'BRANCH_BELOW_MINIMUM', subject: $id, found: toString(full)} END,
  CASE WHEN $kind = 'BRANCH' AND size(members) > $mostMembers
    THEN {rule: 'BRANCH_TOO_LARGE', subject: $id, found: toString(size(members))} END,
  CASE WHEN $formation = 'JOINT' AND size(units) > $mostJointUnits
    THEN {rule: 'JOINT_BRANCH_TOO_WIDE', subject: $id, found: toString(size(units))} END,
  CASE WHEN $formation = 'SINGLE' AND size(units) > 1 OR $formation = 'JOINT'
      AND (size(units) = 1 OR size(units) = 0 AND size(places) < 2)
    THEN {rule: 'FORMATION_MISMATCH', subject: $id, found: toString(size(units))} END,
  CASE WHEN $secretary IS NULL AND $kind = 'BRANCH' THEN {rule: 'SECRETARY_MISSING', subject: $id, found: ''} END,
  CASE WHEN NOT all(m IN members WHERE m.id <> $secretary OR m.membership = 'FULL')
      OR NOT coalesce($secretary IN $members, true)
    THEN {rule: 'SECRETARY_MISSING', subject: $id, found: $secretary} END
] WHERE fault IS NOT NULL] AS faults
CALL (a, s, places, units, members, faults) {
  WITH a, s, places, units, members, faults WHERE size(faults) = 0
  CALL (members) {
    UNWIND members AS m
    MATCH (m)-[r:BELONGS_TO|COMMITTEE_MEMBER_OF]->(:PartyOrganization)
    WHERE {holds:r}
    SET r.until = $asOf
  }
  CREATE (c:Node:PartyOrganization {
    id: $id, name: $name, pinyin: $pinyin, initials: $initials, kind: $kind, formation: $formation, foundedOn: $asOf,
    termEndsOn: $termEndsOn, areaCode: a.code
  })
  CREATE (c)-[:SUBORDINATE_TO {since: $asOf}]->(s)
  FOREACH (p IN places | CREATE (c)-[:COVERS {since: $asOf, areaCode: p.areaCode}]->(p))
  FOREACH (u IN units | CREATE (u)-[:CO_FORMS {since: $asOf}]->(c))
  FOREACH (m IN members | CREATE (m)-[:BELONGS_TO {since: $asOf}]->(c))
  FOREACH (m IN [m IN members WHERE m.id = $secretary] | CREATE (m)-[:SECRETARY_OF {since: $asOf}]->(c))
  RETURN count(c) AS founded
}
RETURN faults, founded

// assign_coverage: Let a cell cover a grid or estate unless a rule forbids it; with $replace the branches that cover it
//                  until now hand it over. The cell is locked too, so that it is not merged away meanwhile. No row: the
//                  place or the cell is not there in scope.
MATCH (p:Area {code: $place})
WHERE p.level >= 5 AND {in_scope:p}
MATCH (a:Area:Community {code: left(p.areaCode, 12)})
SET a.cellVersion = coalesce(a.cellVersion, 0) + 1
WITH a, p
MATCH (c:Node:PartyOrganization {id: $cell})
SET c.version = coalesce(c.version, 0) + 1
WITH a, p, c
WHERE {cell:c}
WITH a, p, c,
  EXISTS { MATCH (c)-[r:COVERS]->(p) WHERE {holds:r} } AS already,
  COLLECT {
    MATCH (c) ((:PartyOrganization)-[t:SUBORDINATE_TO]->(above:PartyOrganization)
        WHERE {holds:t} AND {exists:above}){0,10}
      (:PartyOrganization)-[l:LEADS]->(led:Area)
    WHERE {holds:l}
      AND led.code IN [a.code, left(a.code, 9) + '000']
    RETURN DISTINCT led.code
  } AS led,
  COLLECT {
    MATCH (p)<-[r:COVERS]-(o:PartyOrganization)
    WHERE o.kind = 'BRANCH' AND o <> c AND {holds:r} AND {exists:o}
    RETURN o.id AS id ORDER BY id LIMIT 100
  } AS others
WITH p, c, already, others, [fault IN [
  CASE WHEN size(led) < 2 THEN {rule: 'CHAIN_BROKEN', subject: c.id, found: a.code} END,
  CASE WHEN p.level = 5 AND c.kind = 'BRANCH' AND size(others) > 0 AND NOT $replace
    THEN {rule: 'CELL_OVERLAP', subject: p.code, found: others[0]} END
] WHERE fault IS NOT NULL] AS faults
CALL (p, c, already, others, faults) {
  WITH p, c, already, others, faults WHERE size(faults) = 0 AND NOT already
  CALL (p, others) {
    MATCH (p)<-[r:COVERS]-(o:PartyOrganization)
    WHERE $replace AND o.id IN others AND {holds:r}
    SET r.until = $asOf
  }
  CREATE (c)-[:COVERS {since: $asOf, areaCode: p.areaCode}]->(p)
  RETURN count(c) AS made
}
RETURN faults, already, others, p.areaCode AS areaCode

// end_coverage: End that a cell covers a place, which may only be left without a cell when $leaveUncovered says so; an
//               estate still has the cells of its grids. No row: the place is not there in scope, or the cell does not
//               cover it.
MATCH (p:Area {code: $place})
WHERE p.level >= 5 AND {in_scope:p}
MATCH (a:Area:Community {code: left(p.areaCode, 12)})
SET a.cellVersion = coalesce(a.cellVersion, 0) + 1
WITH p
MATCH (c:Node:PartyOrganization {id: $cell})
SET c.version = coalesce(c.version, 0) + 1
WITH p, c
MATCH (c)-[r:COVERS]->(p)
WHERE {holds:r}
WITH p, c, r, EXISTS {
  MATCH (p)<-[:CONTAINS]-{0,1}(near:Area)<-[other:COVERS]-(o:PartyOrganization)
  WHERE other <> r AND {holds:other} AND {cell:o}
} AS stays
WITH p, r, [fault IN [
  CASE WHEN NOT stays AND NOT $leaveUncovered
    THEN {rule: CASE p.level WHEN 5 THEN 'GRID_UNCOVERED' ELSE 'ESTATE_UNCOVERED' END, subject: p.code, found: ''} END
] WHERE fault IS NOT NULL] AS faults
FOREACH (_ IN CASE WHEN size(faults) = 0 THEN [1] ELSE [] END | SET r.until = $asOf)
RETURN faults, p.areaCode AS areaCode

// merge_cells: Merge one cell into another, which takes over members, places and forming units, unless a rule forbids
//              it. No row: one of the two is not there in scope, or is no active branch or group.
UNWIND $both AS id
MATCH (o:Node:PartyOrganization {id: id})
WHERE {in_scope:o} AND {cell:o}
WITH o ORDER BY o.id LIMIT 2
SET o.version = coalesce(o.version, 0) + 1
WITH collect(o) AS both
WHERE size(both) = 2
WITH [o IN both WHERE o.id = $from][0] AS f, [o IN both WHERE o.id = $into][0] AS c
WITH f, c,
  COLLECT {
    MATCH (f)<-[r:BELONGS_TO]-(m:Person)
    WHERE {holds:r}
    RETURN m ORDER BY m.id LIMIT 1000
  } AS coming,
  COUNT {
    MATCH (c)<-[r:BELONGS_TO]-(:Person)
    WHERE {holds:r}
  } AS there,
  COLLECT {
    MATCH (f)-[r:COVERS]->(p:Area)
    WHERE {holds:r}
    RETURN p ORDER BY p.code LIMIT 1000
  } AS places,
  COLLECT {
    MATCH (f)<-[r:CO_FORMS]-(u:Unit)
    WHERE {holds:r}
    RETURN u ORDER BY u.id LIMIT 100
  } AS units,
  COLLECT {
    MATCH (c)<-[r:CO_FORMS]-(u:Unit)
    WHERE {holds:r}
    RETURN u ORDER BY u.id LIMIT 100
  } AS own,
  COLLECT {
    MATCH (f)<-[r:SUBORDINATE_TO]-(o:PartyOrganization)
    WHERE {holds:r} AND {exists:o}
    RETURN o.id AS id ORDER BY id LIMIT 100
  } AS below,
  COLLECT {
    MATCH (c) ((:PartyOrganization)-[t:SUBORDINATE_TO]->(above:PartyOrganization)
        WHERE {holds:t} AND {exists:above}){0,10}
      (:PartyOrganization)-[l:LEADS]->(led:Area)
    WHERE {holds:l} AND led.level IN [3, 4]
    RETURN DISTINCT led.code
  } AS led,
  COLLECT {
    MATCH (f)-[r:COVERS]->(p:Grid)<-[other:COVERS]-(o:PartyOrganization)
    WHERE f.kind = 'GROUP' AND c.kind = 'BRANCH' AND o.kind = 'BRANCH' AND o <> c AND {holds:r}
      AND {holds:other} AND {exists:o}
    RETURN {rule: 'CELL_OVERLAP', subject: p.code, found: o.id} AS fault ORDER BY p.code, o.id LIMIT 100
  } AS overlaps
WITH f, c, coming, places, own, overlaps, [u IN units WHERE NOT u IN own] AS joining, below,
  there + size(coming) AS members,
  [p IN places WHERE NOT left(p.areaCode, 12) IN led OR NOT left(p.areaCode, 9) + '000' IN led] AS astray,
  size(own) + size([u IN units WHERE NOT u IN own]) AS forming
WITH f, c, coming, places, joining, overlaps + [fault IN [
  CASE WHEN c.kind = 'GROUP' AND f.kind = 'BRANCH' THEN {rule: 'FORMATION_MISMATCH', subject: c.id, found: f.id} END,
  CASE WHEN c.kind = 'BRANCH' AND members > $mostMembers
    THEN {rule: 'BRANCH_TOO_LARGE', subject: c.id, found: toString(members)} END,
  CASE WHEN c.formation = 'JOINT' AND forming > $mostJointUnits
    THEN {rule: 'JOINT_BRANCH_TOO_WIDE', subject: c.id, found: toString(forming)} END,
  CASE WHEN c.formation = 'SINGLE' AND forming > 1 OR c.formation = 'JOINT' AND size(own) = 0 AND forming = 1
    THEN {rule: 'FORMATION_MISMATCH', subject: c.id, found: toString(forming)} END,
  CASE WHEN size(below) > 0 THEN {rule: 'CHAIN_BROKEN', subject: below[0], found: f.id} END,
  CASE WHEN size(astray) > 0 THEN {rule: 'CHAIN_BROKEN', subject: c.id, found: astray[0].code} END
] WHERE fault IS NOT NULL] AS faults
CALL (f, c, coming, places, joining, faults) {
  WITH f, c, coming, places, joining, faults WHERE size(faults) = 0
  CALL (f) {
    MATCH (f)-[r:COVERS|BELONGS_TO|SECRETARY_OF|COMMITTEE_MEMBER_OF|CO_FORMS|SUBORDINATE_TO]-(:Node)
    WHERE {holds:r}
    SET r.until = $asOf
  }
  CALL (c, places) {
    UNWIND places AS p
    WITH c, p WHERE NOT EXISTS {
      MATCH (c)-[r:COVERS]->(p)
      WHERE {holds:r}
    }
    CREATE (c)-[:COVERS {since: $asOf, areaCode: p.areaCode}]->(p)
  }
  FOREACH (m IN coming | CREATE (m)-[:BELONGS_TO {since: $asOf}]->(c))
  FOREACH (u IN joining | CREATE (u)-[:CO_FORMS {since: $asOf}]->(c))
  SET f.dissolvedOn = $asOf
  CREATE (f)-[:MERGED_INTO {on: $asOf}]->(c)
  RETURN count(c) AS merged
}
RETURN faults, size(coming) AS members, [p IN places | p.code] AS places, c.areaCode AS areaCode

// dissolve_cell: Dissolve a cell unless a rule forbids it; its members go to $moveTo. No row: the cell is not there in
//                scope or not active, or it has members and there is no active organization to take them.
UNWIND $both AS id
MATCH (o:Node:PartyOrganization {id: id})
WHERE {in_scope:o} AND {exists:o}
WITH o ORDER BY o.id LIMIT 2
SET o.version = coalesce(o.version, 0) + 1
WITH collect(o) AS both
WITH [o IN both WHERE o.id = $cell AND o.kind IN ['BRANCH', 'GROUP']][0] AS f, [o IN both WHERE o.id = $moveTo][0] AS c
WHERE f IS NOT NULL
WITH f, c,
  COLLECT {
    MATCH (f)<-[r:BELONGS_TO]-(m:Person)
    WHERE {holds:r}
    RETURN m ORDER BY m.id LIMIT 1000
  } AS leaving
WHERE c IS NOT NULL OR size(leaving) = 0
WITH f, c, leaving,
  COUNT {
    MATCH (c)<-[r:BELONGS_TO]-(:Person)
    WHERE {holds:r}
  } AS there,
  COLLECT {
    MATCH (f)-[r:COVERS]->(p:Area)
    WHERE {holds:r} AND NOT EXISTS {
      MATCH (p)<-[:CONTAINS]-{0,1}(near:Area)<-[other:COVERS]-(o:PartyOrganization)
      WHERE o <> f AND {holds:other} AND {cell:o}
    }
    RETURN p ORDER BY p.code LIMIT 100
  } AS bare,
  COLLECT {
    MATCH (f)<-[r:SUBORDINATE_TO]-(o:PartyOrganization)
    WHERE {holds:r} AND {exists:o}
    RETURN o.id AS id ORDER BY id LIMIT 100
  } AS below
WITH f, c, leaving, [fault IN [
  CASE WHEN size(bare) > 0 AND NOT $leaveUncovered THEN {
    rule: CASE bare[0].level WHEN 5 THEN 'GRID_UNCOVERED' ELSE 'ESTATE_UNCOVERED' END,
    subject: bare[0].code, found: f.id
  } END,
  CASE WHEN size(below) > 0 THEN {rule: 'CHAIN_BROKEN', subject: below[0], found: f.id} END,
  CASE WHEN c.kind = 'BRANCH' AND there + size(leaving) > $mostMembers
    THEN {rule: 'BRANCH_TOO_LARGE', subject: c.id, found: toString(there + size(leaving))} END
] WHERE fault IS NOT NULL] AS faults
CALL (f, c, leaving, faults) {
  WITH f, c, leaving, faults WHERE size(faults) = 0
  CALL (f) {
    MATCH (f)-[r:COVERS|BELONGS_TO|SECRETARY_OF|COMMITTEE_MEMBER_OF|CO_FORMS|SUBORDINATE_TO]-(:Node)
    WHERE {holds:r}
    SET r.until = $asOf
  }
  FOREACH (m IN leaving | CREATE (m)-[:BELONGS_TO {since: $asOf}]->(c))
  SET f.dissolvedOn = $asOf
  RETURN count(f) AS dissolved
}
RETURN faults, size(leaving) AS members, f.areaCode AS areaCode

// name_secretary: Name the secretary of an organization; the one before ends. No row: the organization is not there in
//                 scope or not active, or there is no such member.
MATCH (c:Node:PartyOrganization {id: $organization})
WHERE {in_scope:c}
  AND c.kind <> 'GROUP' AND {exists:c}
SET c.version = coalesce(c.version, 0) + 1
WITH c
MATCH (m:Node:Member {id: $person})
WITH c, m,
  EXISTS {
    MATCH (m)-[r:BELONGS_TO]->(c)
    WHERE {holds:r}
  } AS belongs,
  COLLECT {
    MATCH (c)<-[r:SECRETARY_OF]-(p:Person)
    WHERE {holds:r}
    RETURN p.id AS id ORDER BY id LIMIT 10
  } AS before
WITH c, m, before, [fault IN [
  CASE WHEN m.membership <> 'FULL' OR c.kind = 'BRANCH' AND NOT belongs
    THEN {rule: 'SECRETARY_MISSING', subject: c.id, found: m.id} END
] WHERE fault IS NOT NULL] AS faults
CALL (c, m, before, faults) {
  WITH c, m, before, faults WHERE size(faults) = 0 AND before <> [m.id]
  CALL (c) {
    MATCH (c)<-[r:SECRETARY_OF]-(:Person)
    WHERE {holds:r}
    SET r.until = $asOf
  }
  CREATE (m)-[:SECRETARY_OF {since: $asOf}]->(c)
  RETURN count(c) AS named
}
RETURN faults, before, c.areaCode AS areaCode

// decide: Record a decision about a finding. No row: its subject is not there in scope.
MATCH (n:Node {id: $subject})
WHERE {in_scope:n}
WITH n, COUNT { MATCH (:FindingDecision {finding: $finding}) } + 1 AS number
CREATE (d:Node:FindingDecision {
  id: $id, finding: $finding, rule: $rule, kind: $kind, by: $by, on: $asOf, at: $at, number: number,
  until: $until, reason: $reason, areaCode: n.areaCode
})
CREATE (d)-[:JUDGES]->(n)
RETURN [] AS faults, n.areaCode AS areaCode

// subject: Where the subject of a finding lies. No row: it is not there in scope.
MATCH (n:Node {id: $subject})
WHERE {in_scope:n}
RETURN [] AS faults, n.areaCode AS areaCode

// line_grids: What merging the line grids of these grids would end and move. No row: the community or a grid is not
//             there in scope.
MATCH (a:Area:Community {code: $community})
WHERE {in_scope:a}
WITH a, COLLECT {
  UNWIND $grids AS code
  MATCH (g:Area:Grid {code: code})
  WHERE left(g.code, 12) = a.code
  RETURN g ORDER BY g.code LIMIT 1000
} AS grids
WHERE size(grids) = size($grids)
WITH grids, COLLECT {
  UNWIND grids AS g
  MATCH (g)<-[r:OVERLAPS]-(l:LineGrid)
  WHERE {holds:r}
  RETURN DISTINCT l ORDER BY l.code LIMIT 1000
} AS lines
WITH grids, lines, COLLECT {
  UNWIND lines AS l
  WITH l WHERE NOT EXISTS {
    MATCH (l)-[r:OVERLAPS]->(g:Grid)
    WHERE {holds:r} AND NOT g IN grids
  }
  RETURN l ORDER BY l.code LIMIT 1000
} AS ending
RETURN [] AS faults, [l IN lines | l.code] AS lines, [l IN ending | l.code] AS ending, COLLECT {
  UNWIND ending AS l
  MATCH (p:Person)-[r:SERVES_IN]->(l)-[o:OVERLAPS]->(g:Grid)
  WHERE {holds:r} AND {holds:o}
  WITH p, r, l, min(g.code) AS goal
  RETURN [p.id, r.role, l.code, goal] AS move ORDER BY move LIMIT 1000
} AS moves

// merge_line_grids: End that line grids lie on these grids; those that lie on no other are merged, and who serves there
//                   serves in the first of the grids. No row: the community or a grid is not there in scope.
MATCH (a:Area:Community {code: $community})
WHERE {in_scope:a}
SET a.cellVersion = coalesce(a.cellVersion, 0) + 1
WITH a
WITH a, COLLECT {
  UNWIND $grids AS code
  MATCH (g:Area:Grid {code: code})
  WHERE left(g.code, 12) = a.code
  RETURN g ORDER BY g.code LIMIT 1000
} AS grids
WHERE size(grids) = size($grids)
WITH grids, COLLECT {
  UNWIND grids AS g
  MATCH (g)<-[r:OVERLAPS]-(l:LineGrid)
  WHERE {holds:r}
  RETURN DISTINCT l ORDER BY l.code LIMIT 1000
} AS lines
WITH grids, lines, COLLECT {
  UNWIND lines AS l
  WITH l WHERE NOT EXISTS {
    MATCH (l)-[r:OVERLAPS]->(g:Grid)
    WHERE {holds:r} AND NOT g IN grids
  }
  RETURN l ORDER BY l.code LIMIT 1000
} AS ending
WITH grids, lines, ending, COLLECT {
  UNWIND ending AS l
  MATCH (p:Person)-[r:SERVES_IN]->(l)-[o:OVERLAPS]->(g:Grid)
  WHERE {holds:r} AND {holds:o}
  WITH p, r, l, min(g.code) AS goal
  RETURN [p.id, r.role, l.code, goal] AS move ORDER BY move LIMIT 1000
} AS moves
CALL (moves) {
  UNWIND moves AS move
  MATCH (p:Node:Person {id: move[0]})-[r:SERVES_IN {role: move[1]}]->(:LineGrid {code: move[2]})
  WHERE {holds:r}
  SET r.until = $asOf
  WITH p, move
  MATCH (g:Area:Grid {code: move[3]})
  WHERE NOT EXISTS {
    MATCH (p)-[other:SERVES_IN {role: move[1]}]->(g)
    WHERE {holds:other}
  }
  CREATE (p)-[:SERVES_IN {role: move[1], since: $asOf}]->(g)
}
CALL (ending) {
  UNWIND ending AS l
  MATCH (l)-[r:OVERLAPS]->(g:Grid)
  WHERE {holds:r}
  SET l.mergedOn = $asOf
  CREATE (l)-[:MERGED_INTO {on: $asOf}]->(g)
}
CALL (grids) {
  UNWIND grids AS g
  MATCH (g)<-[r:OVERLAPS]-(:LineGrid)
  WHERE {holds:r}
  SET r.until = $asOf
}
RETURN [] AS faults, [l IN lines | l.code] AS lines, [l IN ending | l.code] AS ending, moves
