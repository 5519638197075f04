// reached: What else of the audit a change of these organizations and persons touches: the organizations above and those in
//          which the persons hold a post, whose branches are locked, for what they are compared by is to stay; the units
//          of all these; and the places that the organizations themselves cover, with the estates there.
WITH COLLECT {
  UNWIND $organizations + COLLECT {
    UNWIND $persons AS person
    MATCH (:Node:Person {id: person})-[r:SECRETARY_OF|COMMITTEE_MEMBER_OF]->(o:PartyOrganization)
    WHERE {holds:r}
    RETURN DISTINCT o.id AS id ORDER BY id LIMIT 1000
  } AS id
  MATCH (:Node:PartyOrganization {id: id}) (()-[r:SUBORDINATE_TO]->(:PartyOrganization) WHERE {holds:r}){0,10}
    (o:PartyOrganization)
  RETURN DISTINCT o ORDER BY o.id LIMIT 2000
} AS organizations
FOREACH (o IN [o IN organizations WHERE o.kind = 'BRANCH'] |
  SET o.locked = true
  REMOVE o.locked
)
RETURN {
  organizations: $organizations + [o IN organizations | o.id],
  units: $units + COLLECT {
    UNWIND organizations AS o
    MATCH (o)<-[r:HAS_PARTY_ORGANIZATION|CO_FORMS]-(u:Unit)
    WHERE {holds:r}
    RETURN DISTINCT u.id AS id ORDER BY id LIMIT 1000
  },
  places: $places + COLLECT {
    UNWIND $organizations AS id
    MATCH (:Node:PartyOrganization {id: id})-[r:COVERS]->(:Area) (()-[inside:CONTAINS]->() WHERE {holds:inside}){0,1}
      (p:Area)
    WHERE {holds:r}
    RETURN DISTINCT p.id AS id ORDER BY id LIMIT 1000
  }
} AS touched

// lock_superior: Lock an organization that is to hang below another, that other, and the district, so that no two changes
//                close a loop together. No row: one of the two is not there, or the first is not in scope.
MATCH (c:Node:PartyOrganization {id: $organization})
WHERE {in_scope:c}
MATCH (d:Area {code: left(c.areaCode, 6) + '000000'})
SET d.locked = true
REMOVE d.locked
WITH c
UNWIND $both AS id
MATCH (o:Node:PartyOrganization {id: id})
WITH c, o ORDER BY o.id LIMIT 2
SET o.version = coalesce(o.version, 0) + 1
WITH c, [o IN collect(o) WHERE o.id = $superior][0] AS s
WHERE s IS NOT NULL AND {exists:c} AND {exists:s}
WITH c, s, COLLECT {
  MATCH (c)-[r:SUBORDINATE_TO]->(above:PartyOrganization)
  WHERE {holds:r}
  RETURN above.id AS id ORDER BY id LIMIT 10
} AS before
RETURN [fault IN [
  {stale:c},
  CASE WHEN EXISTS {
      MATCH (s) ((:PartyOrganization)-[r:SUBORDINATE_TO]->(:PartyOrganization) WHERE {holds:r}){0,50} (c)
    } THEN {rule: 'SUPERIOR_LOOP', subject: c.id, found: s.id} END
] WHERE fault IS NOT NULL] AS faults, {
  organizations: [c.id, s.id] + before,
  below: COLLECT {
    MATCH (c) ((:PartyOrganization)<-[r:SUBORDINATE_TO]-(part:PartyOrganization) WHERE {holds:r}){1,10}
      (below:PartyOrganization)
    WHERE {exists:below}
    RETURN DISTINCT below.id AS id ORDER BY id LIMIT 1000
  }
} AS touched, c.kind AS kind, s.kind AS superiorKind, before, c.areaCode AS areaCode

// change_superior: Let an organization hang below another from today on, behind `lock_superior`.
MATCH (c:Node:PartyOrganization {id: $organization})
MATCH (s:Node:PartyOrganization {id: $superior})
CALL (c) {
  MATCH (c)-[r:SUBORDINATE_TO]->(:PartyOrganization)
  WHERE {holds:r}
  SET r.until = $asOf
}
CREATE (c)-[:SUBORDINATE_TO {since: $asOf}]->(s)
RETURN c.id AS id

// lock_transfer: Lock members, the organization that takes them and those that they leave. No row: one of them is not there
//                in scope.
UNWIND $members AS id
MATCH (m:Node:Member {id: id})
WHERE {in_scope:m}
WITH m ORDER BY m.id LIMIT 1000
SET m.locked = true
REMOVE m.locked
WITH collect(m) AS members
WHERE size(members) = size($members)
MATCH (c:Node:PartyOrganization {id: $organization})
WHERE {in_scope:c}
WITH c, members, COLLECT {
  UNWIND members AS m
  MATCH (m)-[r:BELONGS_TO]->(o:PartyOrganization)
  WHERE {holds:r}
  RETURN DISTINCT o ORDER BY o.id LIMIT 1000
} AS former
WITH c, members, former, COLLECT { UNWIND [c] + former AS o RETURN DISTINCT o ORDER BY o.id LIMIT 1000 } AS homes
FOREACH (o IN homes | SET o.version = coalesce(o.version, 0) + 1)
WITH c, members, former, homes, COLLECT {
  MATCH (c) (()-[r:SUBORDINATE_TO]->(:PartyOrganization) WHERE {holds:r}){0,1} (home:PartyOrganization)
  WHERE home = c OR c.kind = 'GROUP'
  RETURN DISTINCT home.id AS id ORDER BY id LIMIT 10
} AS kept
WHERE {exists:c}
RETURN [fault IN [
  {stale:c}
] WHERE fault IS NOT NULL] AS faults, {organizations: [o IN homes | o.id], persons: $members} AS touched, COLLECT {
  UNWIND members AS m
  MATCH (m)-[r:BELONGS_TO]->(c)
  WHERE {holds:r}
  RETURN DISTINCT m.id AS id ORDER BY id LIMIT 1000
} AS already, [o IN former | o.id] AS former, {left_with:former,kept} AS left, c.areaCode AS areaCode

// transfer_members: Let members belong to an organization from today on, behind `lock_transfer`; they leave where they
//                   belonged, with the posts they held there.
MATCH (c:Node:PartyOrganization {id: $organization})
CALL (c) {
  UNWIND $members AS id
  MATCH (m:Node:Member {id: id})-[r:BELONGS_TO|SECRETARY_OF|COMMITTEE_MEMBER_OF]->(o:PartyOrganization)
  WHERE {holds:r} AND (r:BELONGS_TO OR o.id IN $left)
  SET r.until = $asOf
}
CALL (c) {
  UNWIND $members AS id
  MATCH (m:Node:Member {id: id})
  CREATE (m)-[:BELONGS_TO {since: $asOf}]->(c)
}
RETURN c.id AS id

// lock_forming: Lock a cell and the units that are to form it. No row: the cell is not there in scope, or a unit is not
//               there.
MATCH (c:Node:PartyOrganization {id: $organization})
WHERE {in_scope:c}
SET c.version = coalesce(c.version, 0) + 1
WITH c
WHERE {cell:c}
WITH c,
  COLLECT { UNWIND $units AS id MATCH (u:Node:Unit {id: id}) RETURN u.id AS id ORDER BY id LIMIT 1000 } AS units,
  COLLECT {
    MATCH (c)<-[r:CO_FORMS|HAS_PARTY_ORGANIZATION]-(u:Unit)
    WHERE {holds:r}
    RETURN DISTINCT u.id AS id ORDER BY id LIMIT 1000
  } AS before
WHERE size(units) = size($units)
RETURN [fault IN [
  {stale:c}
] WHERE fault IS NOT NULL] AS faults, {organizations: [c.id], units: units + before} AS touched, c.formation AS formation, before,
  c.areaCode AS areaCode

// form_cell: Let units form a cell from today on, behind `lock_forming`: one alone has it as its own, several form it
//            together.
MATCH (c:Node:PartyOrganization {id: $organization})
{keep_past:c}
SET c.formation = $formation
WITH c
CALL (c) {
  MATCH (c)<-[r:CO_FORMS|HAS_PARTY_ORGANIZATION]-(u:Unit)
  WHERE {holds:r} AND NOT (u.id IN $units AND r:CO_FORMS = $together)
  SET r.until = $asOf
}
CALL (c) {
  UNWIND $units AS id
  MATCH (u:Node:Unit {id: id})
  WHERE $together AND NOT EXISTS { MATCH (u)-[r:CO_FORMS]->(c) WHERE {holds:r} }
  CREATE (u)-[:CO_FORMS {since: $asOf}]->(c)
}
CALL (c) {
  UNWIND $units AS id
  MATCH (u:Node:Unit {id: id})
  WHERE NOT $together AND NOT EXISTS { MATCH (u)-[r:HAS_PARTY_ORGANIZATION]->(c) WHERE {holds:r} }
  CREATE (u)-[:HAS_PARTY_ORGANIZATION {since: $asOf}]->(c)
}
RETURN c.id AS id
