// write: A record of what the registrant of this year did. The person or unit is locked, then the registration; what the
//        person did at the same time is looked for under that lock. No row: no such registration for this caller.
MATCH (r:Registration {openKey: $key})-[:REGISTERS]->(who:Node)
WHERE {concerns:r}
SET who.locked = true
REMOVE who.locked
SET r.version = r.version + 0
WITH r, who, r.state IN $able AS able
WITH r, who, able, EXISTS {
  MATCH (who:Person)<-[:REGISTERS]-(:Registration)<-[:SERVED_UNDER]-(other:ServiceRecord)
  WHERE other.state IN $counted AND other.startedAt < $record.endedAt AND other.endedAt > $record.startedAt
} AS overlaps
WITH r, able, overlaps, able AND NOT overlaps AND ($post = '' OR EXISTS { MATCH (:Node:Post {id: $post}) }) AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END |
  CREATE (r)<-[:SERVED_UNDER]-(s:Node:ServiceRecord)
  SET s = $record, s.areaCode = r.areaCode, s.person = r.person, s.unit = r.unit)
WITH r, able, overlaps, done
CALL (done) {
  WITH done WHERE done
  MATCH (s:Node:ServiceRecord {id: $record.id})
  MATCH (p:Node:Post {id: $post})
  CREATE (s)-[:SERVED_AT]->(p)
  RETURN count(p) AS posts
}
RETURN done, able, overlaps, r.state AS state, r.areaCode AS area
LIMIT 1

// change: Take one step with a record: its person is locked, then the record. What else the person did in the corrected time
//         is looked for under that lock. What is confirmed is added to the minutes of its month; a correction
//         leaves the day on which it was first decided on. The row says what stood in the way.
//         No row: no such record for this caller.
MATCH (s:Node:ServiceRecord {id: $id})-[:SERVED_UNDER]->(r:Registration)-[:REGISTERS]->(who:Node)
WHERE {concerns:s}
SET who.locked = true
REMOVE who.locked
SET s.version = s.version + 0
WITH s, r, who, s.state AS state, s.version AS version, s.minutes AS minutes, s.servedOn AS servedOn,
     coalesce($changes.startedAt, s.startedAt) AS startedAt, coalesce($changes.endedAt, s.endedAt) AS endedAt
WITH s, r, state, version, minutes, servedOn, endedAt <= $now AS over, EXISTS {
  MATCH (who:Person)<-[:REGISTERS]-(:Registration)<-[:SERVED_UNDER]-(other:ServiceRecord)
  WHERE other.id <> $id AND other.state IN $counted AND other.startedAt < endedAt AND other.endedAt > startedAt
} AS overlaps
WITH s, r, state, version, minutes, servedOn, over OR $target <> 'CONFIRMED' AS over,
     overlaps AND $changes.startedAt IS NOT NULL AS overlaps
WITH s, r, state, minutes, servedOn, over, overlaps,
     state IN $sources AND version = $expected AND NOT overlaps AND over AS done
FOREACH (_ IN CASE WHEN done AND $target = 'CONFIRMED' THEN [1] ELSE [] END |
  SET r.minutesByMonth = [month IN range(1, 12) | coalesce(r.minutesByMonth[month - 1], 0)
    - CASE WHEN state = 'CONFIRMED' AND servedOn.month = month THEN minutes ELSE 0 END
    + CASE WHEN coalesce($changes.servedOn, servedOn).month = month THEN coalesce($changes.minutes, minutes) ELSE 0 END])
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END |
  SET s.firstDecidedAt = coalesce(s.firstDecidedAt, s.decidedAt, $now)
  SET s += $changes, s.state = $target, s.version = $expected + 1, s.note = $note, s.decidedAt = $now, s.decidedBy = $by,
      s.confirmAt = null)
RETURN done, state, overlaps, over, minutes, s.areaCode AS area
LIMIT 1

// activity: What people sign in for. No row: no such post.
MATCH (p:Node:Post {id: $post})
RETURN p.title AS title, p.serviceClass AS serviceClass, p.areaCode AS area
LIMIT 1

// signed_in: Records whose activity is over, signed in by its code, in the order in which their people are locked.
MATCH (s:ServiceRecord)
WHERE s.confirmAt <= $now
WITH s ORDER BY s.confirmAt, s.id
LIMIT $most
WITH s
WHERE {in_scope:s}
RETURN s.id AS id, s.version AS version ORDER BY s.person, id
LIMIT $most

// standing: Where a record stands, for whoever it concerns.
MATCH (s:Node:ServiceRecord {id: $id})
WHERE {concerns:s}
RETURN s.state AS state
LIMIT 1
