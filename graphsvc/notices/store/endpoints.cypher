// register: Make an endpoint under an area in scope, or for the caller's own unit. No row: neither, or no such unit.
MATCH (area:Node:Area {id: $endpoint.areaCode})
WHERE {in_scope:area} OR ($unit <> '' AND $endpoint.unit = $unit)
OPTIONAL MATCH (u:Node:Unit {id: $endpoint.unit})
WITH u WHERE $endpoint.unit IS NULL OR u IS NOT NULL
CREATE (e:NoticeEndpoint)
SET e = $endpoint
RETURN e.id AS id LIMIT 1

// change: Pause, resume or end an endpoint: the lock comes first, then the check. No row: no such endpoint in scope, another
//         version, or not in a state that allows it.
MATCH (e:NoticeEndpoint {id: $id})
SET e.version = e.version + 0
WITH e WHERE e.version = $expected AND e.state IN $sources AND ({in_scope:e} OR ($unit <> '' AND e.unit = $unit))
SET e.version = e.version + 1, e.state = $target, e.movedAt = $now
REMOVE e.openUntil
RETURN e.areaCode AS area LIMIT 1

// found: How an endpoint in scope stands, and whether something was given up there.
MATCH (e:NoticeEndpoint {id: $id})
WHERE {in_scope:e} OR ($unit <> '' AND e.unit = $unit)
RETURN e.version AS version, e.state AS state, EXISTS { MATCH (d:NoticeDelivery) WHERE d.dead = e.id } AS dead LIMIT 1

// wake: Have the lanes of an endpoint looked at.
MATCH (l:NoticeLane)
WHERE l.id STARTS WITH $id + ' '
WITH l ORDER BY l.id LIMIT 10000
SET l.nextAt = CASE WHEN l.heldUntil > $now THEN l.nextAt ELSE $now END
RETURN count(l) AS woken

// drop: What waits for an endpoint that has ended is dropped.
MATCH (d:NoticeDelivery)
WHERE d.waiting STARTS WITH $id + ' '
WITH d ORDER BY d.waiting LIMIT 100000
SET d.state = 'DROPPED'
REMOVE d.waiting
RETURN count(d) AS dropped

// replay: Try what was given up once more, in its order, as if it were new.
MATCH (d:NoticeDelivery)
WHERE d.dead = $id
WITH d ORDER BY d.id LIMIT 100000
SET d.state = 'PENDING', d.attempts = 0, d.waitsSince = $now, d.waiting = d.lane + ' ' + d.place
REMOVE d.dead
RETURN count(d) AS replayed
