// member: Whether somebody may register as a member with a community: lives there today and is a Party member. No row: not.
MATCH (p:Node:Person:Member {id: $who})-[lives:LIVES_IN]->(g:Grid)
WHERE g.areaCode STARTS WITH $community AND {holds:lives}
  AND (any(prefix IN $scope WHERE $community STARTS WITH prefix) OR (p.id = $person AND $person <> ''))
RETURN p.id AS id
LIMIT 1

// unit: Whether a unit may register with a community: has a Party organization today, its own or a joint branch it
//       helps to form, and stands there or sits on its joint committee. No row: no such unit for this caller.
MATCH (u:Node:Unit {id: $who})
WHERE any(prefix IN $scope WHERE $community STARTS WITH prefix) OR (u.id = $unit AND $unit <> '')
RETURN EXISTS { MATCH (u)-[has:HAS_PARTY_ORGANIZATION|CO_FORMS]->(o:PartyOrganization)
                WHERE {holds:has} AND {exists:o} } AS organized,
       EXISTS { MATCH (u)-[stands:LOCATED_IN]->(c:Community {code: $community}) WHERE {holds:stands} }
       OR EXISTS { MATCH (u)-[joins:JOINS]->(j:JointCommittee)-[serves:SERVES]->(:Area {code: $community})
                   WHERE {holds:joins} AND {holds:serves} AND {exists:j} } AS tied
LIMIT 1

// file: A new registration, the only open one of its registrant and year: `openKey` is unique, so that of several who come
//       at once one makes it and the others find it. No row: the place or the registrant is not there.
MATCH (c:Area:Community {code: $community})
WHERE $place = $community OR EXISTS { MATCH (:Area:Grid {code: $place}) WHERE $place STARTS WITH $community }
MATCH (who:Node {id: $who})
MERGE (r:Registration {openKey: $registration.openKey})
ON CREATE SET r:Node, r += $registration
WITH who, r, r.id = $registration.id AS made
FOREACH (_ IN CASE WHEN made THEN [1] ELSE [] END | CREATE (who)<-[:REGISTERS]-(r))
RETURN made, r.state AS state
LIMIT 1

// registration: One registration for whoever it concerns, locked before it is read and until the transaction ends.
MATCH (r:Node:Registration {id: $id})
WHERE {concerns:r}
SET r.version = r.version + 0
RETURN r.areaCode AS place, r.state AS state, r.version AS version, r.pledged AS pledged, r.done AS done
LIMIT 1

// read: As `registration`, without the lock, for who may see it.
MATCH (r:Node:Registration {id: $id})
WHERE {concerns:r}
RETURN r.areaCode AS place, r.state AS state, r.version AS version, r.pledged AS pledged, r.done AS done
LIMIT 1

// step: Take one step: the lock comes first, then the check. No row when another came first.
MATCH (r:Node:Registration {id: $id})
SET r.version = r.version + 0
WITH r
WHERE r.version = $expected AND {concerns:r}
SET r += $changes
CREATE (r)-[:WENT_THROUGH]->(s:Node:RegistrationStep)
SET s = $step
RETURN r.version AS version
LIMIT 1

// needs_along: What a registrant still waits for goes along to another place, and ends with a registration that is given up.
MATCH (r:Node:Registration {id: $id})
WHERE {concerns:r} OR coalesce(any(prefix IN $scope WHERE r.cameFrom STARTS WITH prefix), false)
MATCH (r)<-[:NEEDED_BY]-(n:RegistrantNeed)
WITH r, n ORDER BY n.id
SET n.version = n.version + 0
WITH r, n, n.state AS state WHERE state IN $waiting
SET n.areaCode = r.areaCode, n.version = n.version + 1,
    n.state = CASE WHEN r.openKey IS NULL THEN 'WITHDRAWN' ELSE state END,
    n.movedAt = CASE WHEN r.openKey IS NULL THEN $now ELSE n.movedAt END
RETURN n.id AS id, n.areaCode AS area, state, n.state AS target ORDER BY id LIMIT 10000

// destination: A community that a registration may move to. No row: no such community, or no such grid in it.
MATCH (c:Area:Community {code: $community})
WHERE $place = $community OR EXISTS { MATCH (:Area:Grid {code: $place}) WHERE $place STARTS WITH $community }
RETURN c.code AS code
LIMIT 1
