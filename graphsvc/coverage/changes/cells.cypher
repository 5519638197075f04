// lock_founding: Lock what founding a cell touches: the community, and the organizations that members leave on the day
//                they join the new one. No row: the community, the superior, a place, a unit or a member is not there in
//                scope.
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
    WHERE p.level >= 5 AND {community_of:p.areaCode} = a.code
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
WITH s, places, members, CASE WHEN $kind = 'GROUP' THEN [s.id] ELSE [] END AS kept, COLLECT {
  UNWIND members AS m
  MATCH (m)-[r:BELONGS_TO]->(o:PartyOrganization)
  WHERE {holds:r}
  RETURN DISTINCT o ORDER BY o.id LIMIT 1000
} AS former
FOREACH (o IN former | SET o.version = coalesce(o.version, 0) + 1)
RETURN [fault IN [
  CASE WHEN NOT all(m IN members WHERE m.id <> $secretary OR m.membership = 'FULL')
      OR $secretary IS NOT NULL AND NOT $secretary IN $members
    THEN {rule: 'SECRETARY_UNQUALIFIED', subject: $id, found: $secretary} END
] WHERE fault IS NOT NULL] AS faults,
  {
    organizations: [$id, s.id] + [o IN former | o.id], persons: $members, units: $units, places: [p IN places | p.id]
  } AS touched, {left_with:former,kept} AS left, s.kind AS superiorKind

// found_cell: Found a cell, behind `lock_founding`; its members leave where they belonged, with the posts they held there.
MATCH (a:Area:Community {code: $community})
MATCH (s:Node:PartyOrganization {id: $superior})
CALL () {
  UNWIND $members AS id
  MATCH (m:Node:Member {id: id})-[r:BELONGS_TO|SECRETARY_OF|COMMITTEE_MEMBER_OF]->(o:PartyOrganization)
  WHERE {holds:r} AND (r:BELONGS_TO OR o.id IN $left)
  SET r.until = $asOf
}
CREATE (c:Node:PartyOrganization {
  id: $id, name: $name, pinyin: $pinyin, initials: $initials, kind: $kind, formation: $formation, foundedOn: $asOf,
  termEndsOn: $termEndsOn, areaCode: a.code
})
CREATE (c)-[:SUBORDINATE_TO {since: $asOf}]->(s)
WITH c
CALL (c) {
  UNWIND $places AS code
  MATCH (p:Area {code: code})
  CREATE (c)-[:COVERS {since: $asOf, areaCode: p.areaCode}]->(p)
}
CALL (c) {
  UNWIND $units AS id
  MATCH (u:Node:Unit {id: id})
  WHERE $together
  CREATE (u)-[:CO_FORMS {since: $asOf}]->(c)
}
CALL (c) {
  UNWIND $units AS id
  MATCH (u:Node:Unit {id: id})
  WHERE NOT $together
  CREATE (u)-[:HAS_PARTY_ORGANIZATION {since: $asOf}]->(c)
}
CALL (c) {
  UNWIND $members AS id
  MATCH (m:Node:Member {id: id})
  CREATE (m)-[:BELONGS_TO {since: $asOf}]->(c)
}
CALL (c) {
  MATCH (m:Node:Member {id: $secretary})
  CREATE (m)-[:SECRETARY_OF {since: $asOf}]->(c)
}
RETURN c.id AS id

// lock_assignment: Lock what letting a cell cover a place touches: the community of the place, and the cell, so that it is
//                  not merged away meanwhile. No row: the place or the cell is not there in scope.
MATCH (p:Area {code: $place})
WHERE p.level >= 5 AND {in_scope:p}
MATCH (a:Area:Community {code: {community_of:p.areaCode}})
SET a.cellVersion = coalesce(a.cellVersion, 0) + 1
WITH p
MATCH (c:Node:PartyOrganization {id: $cell})
SET c.version = coalesce(c.version, 0) + 1
WITH p, c
WHERE {cell:c}
WITH p, c, COLLECT {
  MATCH (p)<-[r:COVERS]-(o:PartyOrganization)
  WHERE o.kind = 'BRANCH' AND o <> c AND {holds:r} AND {exists:o}
  RETURN o.id AS id ORDER BY id LIMIT 100
} AS others
RETURN [fault IN [
  {stale:c}
] WHERE fault IS NOT NULL] AS faults, {organizations: [c.id] + others, places: [p.id]} AS touched,
  EXISTS { MATCH (c)-[r:COVERS]->(p) WHERE {holds:r} } AS already, others, p.areaCode AS areaCode

// assign_coverage: Let a cell cover a place, behind `lock_assignment`; the cells named in $ending cover it no more.
MATCH (p:Area {code: $place})
MATCH (c:Node:PartyOrganization {id: $cell})
CALL (p) {
  MATCH (p)<-[r:COVERS]-(o:PartyOrganization)
  WHERE o.id IN $ending AND {holds:r}
  SET r.until = $asOf
}
CREATE (c)-[:COVERS {since: $asOf, areaCode: p.areaCode}]->(p)
RETURN c.id AS id

// lock_ending: Lock what ending that a cell covers a place touches. No row: the place is not there in scope, or the cell
//              does not cover it.
MATCH (p:Area {code: $place})
WHERE p.level >= 5 AND {in_scope:p}
MATCH (a:Area:Community {code: {community_of:p.areaCode}})
SET a.cellVersion = coalesce(a.cellVersion, 0) + 1
WITH p
MATCH (c:Node:PartyOrganization {id: $cell})
SET c.version = coalesce(c.version, 0) + 1
WITH p, c
WHERE EXISTS { MATCH (c)-[r:COVERS]->(p) WHERE {holds:r} }
RETURN [fault IN [
  {stale:c}
] WHERE fault IS NOT NULL] AS faults, {organizations: [c.id]} AS touched, p.areaCode AS areaCode

// end_coverage: End that a cell covers a place, behind `lock_ending`.
MATCH (:Node:PartyOrganization {id: $cell})-[r:COVERS]->(:Area {code: $place})
WHERE {holds:r}
SET r.until = $asOf
RETURN count(r) AS ended

// lock_merger: Lock two cells of which one is to take over the other. No row: one of the two is not there in scope, or is
//              no active branch or group. A group takes over no branch, and nothing may hang below the one that ends.
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
    MATCH (f)-[r:COVERS]->(p:Area)
    WHERE {holds:r}
    RETURN p ORDER BY p.code LIMIT 1000
  } AS places,
  COLLECT {
    MATCH (f)<-[r:BELONGS_TO]-(m:Person)
    WHERE {holds:r}
    RETURN DISTINCT m.id AS id ORDER BY id LIMIT 10000
  } AS members,
  COLLECT {
    MATCH (f)<-[r:SUBORDINATE_TO]-(o:PartyOrganization)
    WHERE {holds:r} AND {exists:o}
    RETURN o.id AS id ORDER BY id LIMIT 100
  } AS below
RETURN [fault IN [
  {stale:f},
  CASE WHEN c.kind = 'GROUP' AND f.kind = 'BRANCH' THEN {rule: 'FORMATION_MISMATCH', subject: c.id, found: f.id} END,
  CASE WHEN size(below) > 0 THEN {rule: 'CHAIN_BROKEN', subject: below[0], found: f.id} END
] WHERE fault IS NOT NULL] AS faults,
  {organizations: [f.id, c.id], persons: members} AS touched, size(members) AS members, [p IN places | p.code] AS places, c.areaCode AS areaCode

// merge_cells: Merge one cell into another, which takes over members, places and forming units; behind `lock_merger`.
MATCH (f:Node:PartyOrganization {id: $from})
MATCH (c:Node:PartyOrganization {id: $into})
CALL (f, c) {
  MATCH (f)-[r:COVERS]->(p:Area)
  WHERE {holds:r} AND NOT EXISTS { MATCH (c)-[own:COVERS]->(p) WHERE {holds:own} }
  CREATE (c)-[:COVERS {since: $asOf, areaCode: p.areaCode}]->(p)
}
CALL (f, c) {
  MATCH (f)<-[r:BELONGS_TO]-(m:Person)
  WHERE {holds:r}
  CREATE (m)-[:BELONGS_TO {since: $asOf}]->(c)
}
CALL (f, c) {
  MATCH (f)<-[r:CO_FORMS]-(u:Unit)
  WHERE {holds:r} AND NOT EXISTS { MATCH (c)<-[own:CO_FORMS]-(u) WHERE {holds:own} }
  CREATE (u)-[:CO_FORMS {since: $asOf}]->(c)
}
CALL (f) {
  MATCH (f)-[r:COVERS|BELONGS_TO|SECRETARY_OF|COMMITTEE_MEMBER_OF|CO_FORMS|HAS_PARTY_ORGANIZATION|SUBORDINATE_TO]-(:Node)
  WHERE {holds:r}
  SET r.until = $asOf
}
SET f.dissolvedOn = $asOf
CREATE (f)-[:MERGED_INTO {on: $asOf}]->(c)
RETURN f.id AS id

// lock_dissolution: Lock a cell that is to be dissolved and the organization that takes its members. No row: the cell is
//                   not there in scope or not active, or it has members and there is no active organization to take them.
//                   Nothing may hang below it.
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
    RETURN DISTINCT m.id AS id ORDER BY id LIMIT 10000
  } AS leaving,
  COLLECT {
    MATCH (f)<-[r:SUBORDINATE_TO]-(o:PartyOrganization)
    WHERE {holds:r} AND {exists:o}
    RETURN o.id AS id ORDER BY id LIMIT 100
  } AS below
WHERE c IS NOT NULL OR leaving = []
RETURN [fault IN [
  {stale:f},
  CASE WHEN size(below) > 0 THEN {rule: 'CHAIN_BROKEN', subject: below[0], found: f.id} END
] WHERE fault IS NOT NULL] AS faults,
  {organizations: $both, persons: leaving} AS touched, size(leaving) AS members, f.areaCode AS areaCode

// dissolve_cell: Dissolve a cell, behind `lock_dissolution`; its members go to $moveTo.
MATCH (f:Node:PartyOrganization {id: $cell})
CALL (f) {
  MATCH (c:Node:PartyOrganization {id: $moveTo})
  MATCH (f)<-[r:BELONGS_TO]-(m:Person)
  WHERE {holds:r}
  CREATE (m)-[:BELONGS_TO {since: $asOf}]->(c)
}
CALL (f) {
  MATCH (f)-[r:COVERS|BELONGS_TO|SECRETARY_OF|COMMITTEE_MEMBER_OF|CO_FORMS|HAS_PARTY_ORGANIZATION|SUBORDINATE_TO]-(:Node)
  WHERE {holds:r}
  SET r.until = $asOf
}
SET f.dissolvedOn = $asOf
RETURN f.id AS id
