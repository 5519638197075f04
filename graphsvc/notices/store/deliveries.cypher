// takers: Every endpoint that is not ended.
MATCH (e:NoticeEndpoint)
WHERE e.state IN ['ACTIVE', 'PAUSED']
RETURN e {.id, .state, .areaCode, .to, .kinds, .quiet, .digestAt, .unit} AS endpoint
ORDER BY e.id LIMIT 5000

// deliver: Write deliveries, then lock their lanes in order and have them looked at when they may go.
UNWIND $deliveries AS row
CREATE (d:NoticeDelivery)
SET d = row
WITH count(d) AS written
UNWIND $lanes AS lane
MERGE (l:NoticeLane {id: lane.id})
ON CREATE SET l.endpoint = lane.endpoint
SET l.nextAt = coalesce(l.nextAt, lane.at)
RETURN written LIMIT 1

// hold: Hold lanes that are due until a moment, each for one worker; the lock comes first, then the check.
MATCH (l:NoticeLane)
WHERE l.nextAt <= $now
WITH l ORDER BY l.nextAt, l.id LIMIT $most
WITH l ORDER BY l.id
SET l.version = coalesce(l.version, 0) + 1
WITH l WHERE l.nextAt <= $now
SET l.heldBy = $worker, l.heldUntil = $until, l.nextAt = $until
RETURN l.id AS lane ORDER BY lane LIMIT 1000

// batch: What waits in held lanes, each lane in its order.
UNWIND $lanes AS lane
MATCH (l:NoticeLane {id: lane})
MATCH (e:NoticeEndpoint {id: l.endpoint})
RETURN lane, e {.id, .state, .way, .targetSealed, .secretSealed, .detail, .quiet, .digestAt, .failures, .openUntil} AS endpoint,
  COLLECT {
    MATCH (d:NoticeDelivery)
    WHERE d.waiting STARTS WITH lane + ' '
    MATCH (n:Notice {id: d.notice})
    RETURN d {.id, .attempts, .waitsSince, notice: n {.*}} AS row
    ORDER BY d.waiting LIMIT $size
  } AS waiting
ORDER BY lane LIMIT 1000

// finish: Note what came of the attempts of a lane, and when it is due again; a lane that another worker holds now is left
//         to that one, but what arrived has arrived.
MATCH (e:NoticeEndpoint {id: $endpoint})
SET e.failures = CASE WHEN $failed THEN e.failures + 1 WHEN $arrived THEN 0 ELSE e.failures END,
  e.openUntil = CASE WHEN $failed THEN $again WHEN $arrived THEN null ELSE e.openUntil END,
  e.lastTriedAt = $now,
  e.lastArrivedAt = CASE WHEN $arrived THEN $now ELSE e.lastArrivedAt END,
  e.lastError = CASE WHEN $error <> '' THEN $error WHEN $arrived THEN null ELSE e.lastError END
WITH e
MATCH (l:NoticeLane {id: $lane})
SET l.version = l.version + 1
WITH l
CALL (l) {
  UNWIND $results AS row
  MATCH (d:NoticeDelivery {id: row.id})
  WHERE d.state = 'PENDING'
  SET d += row.changes
}
WITH l WHERE l.heldBy = $worker
SET l.nextAt = CASE WHEN EXISTS { MATCH (d:NoticeDelivery) WHERE d.waiting STARTS WITH l.id + ' ' } THEN $again END
REMOVE l.heldBy, l.heldUntil
RETURN l.id AS lane LIMIT 1

// backlog: How much waits and since when, how much was given up.
RETURN COUNT { MATCH (d:NoticeDelivery) WHERE d.waiting > '' } AS waiting,
  COUNT { MATCH (d:NoticeDelivery) WHERE d.dead > '' } AS dead,
  COLLECT { MATCH (d:NoticeDelivery) WHERE d.waiting > '' RETURN min(d.waitsSince) AS since }[0] AS since

// forget: Forget deliveries of notices that were forgotten, or that nobody waits for any more.
MATCH (d:NoticeDelivery)
WHERE d.madeAt < $before
WITH d ORDER BY d.madeAt, d.id LIMIT $most
DELETE d
RETURN count(*) AS forgotten
