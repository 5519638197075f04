// register: Make a subscription under an area in scope; it is told of every chain that touches the area, from its head on. No
//           row: no such area in scope.
MATCH (area:Node:Area {id: $subscription.areaCode})
WHERE {in_scope:area}
CREATE (s:EventSubscription)
SET s = $subscription
WITH s
CALL (s) {
  MATCH (c:Chain)
  WHERE c.district > '' AND c.district <> $register AND (c.district STARTS WITH s.prefix OR s.prefix STARTS WITH c.district)
  CREATE (:EventLane {id: s.id + ' ' + c.district, subscription: s.id, district: c.district, number: c.number, version: 0})
}
RETURN s.id AS id LIMIT 1

// change: Pause, resume or end a subscription: the lock comes first, then the check. No row: none in scope, another version, or
//         not in a state that allows it.
MATCH (s:EventSubscription {id: $id})
SET s.version = s.version + 0
WITH s WHERE s.version = $expected AND s.state IN $sources AND {in_scope:s}
SET s.version = s.version + 1, s.state = $target, s.movedAt = $now
REMOVE s.openUntil, s.failingSince
RETURN s.areaCode AS area LIMIT 1

// found: A subscription in scope, to say why it was not changed.
MATCH (s:EventSubscription {id: $id})
WHERE {in_scope:s}
RETURN s.version AS version, s.state AS state LIMIT 1

// due: Subscriptions and districts that have something to be sent, those first that have waited longest.
MATCH (s:EventSubscription)
WHERE s.state = 'ACTIVE' AND coalesce(s.openUntil <= $now, true)
MATCH (c:Chain)
WHERE c.district > '' AND c.district <> $register AND (c.district STARTS WITH s.prefix OR s.prefix STARTS WITH c.district)
OPTIONAL MATCH (l:EventLane {id: s.id + ' ' + c.district})
WITH s, c, l WHERE coalesce(l.number, 0) < c.number AND coalesce(l.heldUntil <= $now, true)
RETURN s.id AS subscription, c.district AS district
ORDER BY coalesce(l.servedAt, datetime({epochSeconds: 0})), subscription, district LIMIT $most

// hold: Hold lanes until a moment, each for one worker; the lock comes first, then the check.
UNWIND $lanes AS row
MATCH (s:EventSubscription {id: row.subscription})
MERGE (l:EventLane {id: row.subscription + ' ' + row.district})
ON CREATE SET l.subscription = row.subscription, l.district = row.district, l.number = 0, l.version = 0
SET l.version = l.version + 1
WITH s, l WHERE s.state = 'ACTIVE' AND coalesce(l.heldUntil <= $now, true)
SET l.heldBy = $worker, l.heldUntil = $until
RETURN l.id AS lane, l.district AS district, l.number AS number,
  s {.id, .by, .prefix, .types, .targetSealed, .secretSealed, .failures, .failingSince} AS subscription
ORDER BY lane LIMIT 1000

// entries: A stretch of a chain in order, each entry with the area where it happened.
MATCH (e:LogEntry)
WHERE e.district = $district AND e.number > $after AND e.number <= $to
OPTIONAL MATCH (a:Node:Area {id: e.areaCode})
RETURN e {.number, .action, .subject, .areaCode, .at} AS entry, a {.code, .name, .level} AS area
ORDER BY e.number LIMIT 1000

// finish: Note how far a lane was told, unless another worker holds it now, and how its receiver stands.
MATCH (s:EventSubscription {id: $subscription})
SET s.version = s.version + 0
SET s.failures = CASE WHEN $failed THEN s.failures + 1 WHEN $arrived THEN 0 ELSE s.failures END,
  s.failingSince = CASE WHEN $failed THEN coalesce(s.failingSince, $now) WHEN $arrived THEN null ELSE s.failingSince END,
  s.openUntil = CASE WHEN $failed THEN $again WHEN $arrived THEN null ELSE s.openUntil END,
  s.lastTriedAt = CASE WHEN $failed OR $arrived THEN $now ELSE s.lastTriedAt END,
  s.lastArrivedAt = CASE WHEN $arrived THEN $now ELSE s.lastArrivedAt END,
  s.lastError = CASE WHEN $failed THEN $error WHEN $arrived THEN null ELSE s.lastError END
WITH s
CALL (s) {
  WITH s WHERE $failed AND s.state = 'ACTIVE' AND s.failingSince < $since
  SET s.state = 'STOPPED', s.version = s.version + 1, s.movedAt = $now
}
MATCH (l:EventLane {id: $lane})
SET l.version = l.version + 1
WITH l WHERE l.heldBy = $worker
SET l.number = $to, l.servedAt = $now
REMOVE l.heldBy, l.heldUntil
RETURN l.id AS lane LIMIT 1
