// line_grids: What merging the line grids of these grids would end and move. No row: the community or a grid is not
//             there in scope.
MATCH (a:Area:Community {code: $community})
WHERE {in_scope:a}
WITH a, COLLECT {
  UNWIND $grids AS code
  MATCH (g:Area:Grid {code: code})
  WHERE {community_of:g.code} = a.code
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
  WHERE {community_of:g.code} = a.code
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

// lock_committee: Lock a subdistrict or community that is to have a joint committee. No row: it is not there in scope, or a
//                 unit is not there.
MATCH (a:Area {code: $area})
WHERE {in_scope:a} AND a.level IN [3, 4] AND {goes_on:a}
SET a.cellVersion = coalesce(a.cellVersion, 0) + 1
WITH a, COLLECT { UNWIND $units AS id MATCH (u:Node:Unit {id: id}) RETURN u.id AS id ORDER BY id LIMIT 1000 } AS units
WHERE size(units) = size($units)
RETURN [] AS faults, {places: [a.id]} AS touched, COLLECT {
  MATCH (a)<-[r:SERVES]-(k:JointCommittee)
  WHERE {holds:r} AND {exists:k}
  RETURN k.id AS id ORDER BY id LIMIT 10
} AS serving, COLLECT {
  MATCH (a)<-[r:LEADS]-(o:PartyOrganization)
  WHERE {holds:r} AND {exists:o}
  RETURN o.id AS id ORDER BY id LIMIT 1
}[0] AS convener

// found_joint_committee: Found the joint committee of an area, behind `lock_committee`; who leads the area convenes it.
MATCH (a:Area {code: $area})
CREATE (k:Node:JointCommittee {
  id: $id, name: $name, pinyin: $pinyin, initials: $initials, foundedOn: $asOf, areaCode: a.code
})
CREATE (k)-[:SERVES {since: $asOf}]->(a)
FOREACH (one IN CASE WHEN a.level = 3 THEN [1] ELSE [] END | SET k:BigWorkCommittee)
FOREACH (one IN CASE WHEN a.level = 4 THEN [1] ELSE [] END | SET k:BigPartyCommittee)
WITH k
CALL (k) {
  MATCH (o:Node:PartyOrganization {id: $convener})
  CREATE (o)-[:CONVENES {since: $asOf}]->(k)
}
CALL (k) {
  UNWIND $seats AS seat
  MATCH (u:Node:Unit {id: seat.unit})
  CREATE (u)-[:JOINS {since: $asOf, seat: seat.seat}]->(k)
}
RETURN k.id AS id

// lock_seats: Lock a joint committee on which units are to sit. No row: it is not there in scope, or a unit is not there.
MATCH (k:Node:JointCommittee {id: $committee})
WHERE {in_scope:k}
SET k.version = coalesce(k.version, 0) + 1
WITH k, COLLECT { UNWIND $units AS id MATCH (u:Node:Unit {id: id}) RETURN u.id AS id ORDER BY id LIMIT 1000 } AS units
WHERE size(units) = size($units) AND {exists:k}
RETURN [fault IN [
  {stale:k}
] WHERE fault IS NOT NULL] AS faults, {committee: [k.id]} AS touched, COLLECT {
  MATCH (k)<-[r:JOINS]-(u:Unit)
  WHERE {holds:r} AND r.seat = 'CHAIR'
  RETURN DISTINCT u.id AS id ORDER BY id LIMIT 10
} AS chairs, k.areaCode AS areaCode

// seat_units: Seat units on a joint committee, behind `lock_seats`; who sits there in another seat leaves it.
MATCH (k:Node:JointCommittee {id: $committee})
CALL (k) {
  UNWIND $seats AS seat
  MATCH (u:Node:Unit {id: seat.unit})-[r:JOINS]->(k)
  WHERE {holds:r} AND coalesce(r.seat <> seat.seat, true)
  SET r.until = $asOf
}
CALL (k) {
  UNWIND $seats AS seat
  MATCH (u:Node:Unit {id: seat.unit})
  WHERE NOT EXISTS { MATCH (u)-[r:JOINS]->(k) WHERE {holds:r} }
  CREATE (u)-[:JOINS {since: $asOf, seat: seat.seat}]->(k)
}
RETURN k.id AS id

// lock_force: Lock a grid in which somebody is to serve. No row: the grid or the person is not there in scope.
MATCH (g:Area:Grid {code: $grid})
WHERE {in_scope:g} AND {goes_on:g}
SET g.locked = true
REMOVE g.locked
WITH g
MATCH (p:Node:Person {id: $person})
WHERE {in_scope:p}
RETURN [] AS faults, {places: [g.id]} AS touched, EXISTS {
  MATCH (p)-[r:SERVES_IN {role: $role}]->(g)
  WHERE {holds:r}
} AS already, p.membership IS NOT NULL AS member, g.areaCode AS areaCode

// embed_force: Let somebody serve in a grid, behind `lock_force`.
MATCH (g:Area:Grid {code: $grid})
MATCH (p:Node:Person {id: $person})
CREATE (p)-[:SERVES_IN {role: $role, since: $asOf}]->(g)
RETURN g.id AS id

// lock_leaving: Lock a joint committee from which units leave. No row: it is not there in scope, or one of them does not sit
//               on it.
MATCH (k:Node:JointCommittee {id: $committee})
WHERE {in_scope:k}
SET k.version = coalesce(k.version, 0) + 1
WITH k
WHERE {exists:k}
WITH k, COLLECT {
  MATCH (k)<-[r:JOINS]-(u:Unit)
  WHERE {holds:r} AND u.id IN $units
  RETURN {unit: u.id, seat: r.seat} AS seat ORDER BY u.id LIMIT 1000
} AS leaving
WHERE size(leaving) = size($units)
RETURN [fault IN [
  {stale:k}
] WHERE fault IS NOT NULL] AS faults, {committee: [k.id]} AS touched, leaving, k.areaCode AS areaCode

// unseat_units: Let units leave a joint committee, behind `lock_leaving`.
MATCH (k:Node:JointCommittee {id: $committee})<-[r:JOINS]-(u:Unit)
WHERE {holds:r} AND u.id IN $units
SET r.until = $asOf
RETURN DISTINCT k.id AS id

// lock_committee_dissolution: Lock a joint committee that is to be dissolved. No row: it is not there in scope.
MATCH (k:Node:JointCommittee {id: $committee})
WHERE {in_scope:k}
SET k.version = coalesce(k.version, 0) + 1
WITH k
WHERE {exists:k}
RETURN [fault IN [
  {stale:k}
] WHERE fault IS NOT NULL] AS faults, {
  places: COLLECT { MATCH (k)-[r:SERVES]->(a:Area) WHERE {holds:r} RETURN a.id AS id ORDER BY id LIMIT 10 }
} AS touched, COLLECT {
  MATCH (k)<-[r:JOINS]-(u:Unit)
  WHERE {holds:r}
  RETURN DISTINCT u.id AS id ORDER BY id LIMIT 1000
} AS units, k.name AS name, k.areaCode AS areaCode

// dissolve_joint_committee: End a joint committee, behind `lock_committee_dissolution`, with its seats and its place.
MATCH (k:Node:JointCommittee {id: $committee})
SET k.dissolvedOn = $asOf
WITH k
CALL (k) {
  MATCH (k)-[r:JOINS|SERVES|CONVENES]-()
  WHERE {holds:r}
  SET r.until = $asOf
}
RETURN k.id AS id

// lock_withdrawal: Lock a grid in which somebody is to serve no more. No row: the grid is not there in scope, or nobody of
//                  that id serves in it in that role.
MATCH (g:Area:Grid {code: $grid})
WHERE {in_scope:g}
SET g.locked = true
REMOVE g.locked
WITH g
WHERE EXISTS { MATCH (:Node:Person {id: $person})-[r:SERVES_IN {role: $role}]->(g) WHERE {holds:r} }
RETURN [] AS faults, {places: [g.id]} AS touched, g.areaCode AS areaCode

// withdraw_force: Let somebody serve in a grid no more, behind `lock_withdrawal`.
MATCH (p:Node:Person {id: $person})-[r:SERVES_IN {role: $role}]->(g:Area:Grid {code: $grid})
WHERE {holds:r}
SET r.until = $asOf
RETURN DISTINCT g.id AS id
