// file: A need of somebody who is registered this year; the registration is locked first, and lends its place. No row: no
//       open registration of this registrant for this caller.
MATCH (r:Registration {openKey: $key})
WHERE {concerns:r}
SET r.version = r.version + 0
WITH r
WHERE r.openKey = $key
CREATE (r)<-[:NEEDED_BY]-(n:Node:RegistrantNeed)
SET n = $need, n.areaCode = r.areaCode, n.person = r.person, n.unit = r.unit, n.kind = r.kind
RETURN n.areaCode AS area
LIMIT 1

// take: One step of a need: the lock comes first, then the check. No row: no such need for this caller.
MATCH (n:Node:RegistrantNeed {id: $id})
WHERE {concerns:n}
SET n.version = n.version + 0
WITH n, n.state AS state, n.version AS version
WITH n, state, version, state IN $sources AND version = $expected AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END |
  SET n.state = $target, n.version = version + 1, n.answer = $note, n.movedAt = $now,
      n.metOn = CASE WHEN $target = 'MET' THEN $today ELSE null END)
RETURN done, state, n.areaCode AS area
LIMIT 1

// need_state: Where a need stands, for whoever it concerns.
MATCH (n:Node:RegistrantNeed {id: $id})
WHERE {concerns:n}
RETURN n.state AS state
LIMIT 1

// both_ways: Services of a registration in both directions, the latest first: what was confirmed, and which needs were met.
//            No row: no such registration for this caller.
MATCH (r:Node:Registration {id: $id})
WHERE {concerns:r}
RETURN COLLECT {
  CALL (r) {
    MATCH (r)<-[:SERVED_UNDER]-(s:ServiceRecord)
    WHERE s.state = 'CONFIRMED'
    RETURN s.id AS id, 'TO_COMMUNITY' AS direction, s.servedOn AS servedOn, s.content AS content, s.minutes AS minutes
    UNION ALL
    MATCH (r)<-[:NEEDED_BY]-(n:RegistrantNeed)
    WHERE n.state = 'MET'
    RETURN n.id AS id, 'TO_REGISTRANT' AS direction, n.metOn AS servedOn, coalesce(n.answer, n.content) AS content, null AS minutes
  }
  RETURN {id: id, direction: direction, servedOn: servedOn, content: content, minutes: minutes} AS service
  ORDER BY servedOn DESC, id LIMIT $most
} AS services
LIMIT 1
