// grown: The chain that has grown since notices were derived from it, the one that has waited longest.
MATCH (c:Chain)
WHERE c.district > '' AND c.district <> $register
OPTIONAL MATCH (p:NoticePlace {district: c.district})
WITH c, p WHERE p IS NULL OR p.number < c.number
RETURN c.district AS district
ORDER BY coalesce(p.at, datetime({epochSeconds: 0})), district LIMIT 1

// hold: Hold a district's place until the transaction ends: up to where notices were derived, and up to where the chain
//       is known to be written whole.
MERGE (p:NoticePlace {district: $district})
ON CREATE SET p.number = 0, p.seen = 0
SET p.at = $now
RETURN p.number AS number, p.seen AS seen

// look: See how far a chain goes, behind its lock: what a change has written before its entries is there then. The number set
//       to itself would be the one from before the lock.
MATCH (c:Chain {district: $district})
SET c.locked = true
REMOVE c.locked
WITH c
MATCH (p:NoticePlace {district: $district})
SET p.seen = c.number
RETURN c.number AS number

// entries: A stretch of a chain, in order.
MATCH (e:LogEntry)
WHERE e.district = $district AND e.number > $after AND e.number <= $to
RETURN e {.number, .action, .subject, .by, .at, .after} AS entry
ORDER BY e.number LIMIT 1000

// cases: What steps of cases are about.
UNWIND $entries AS row
MATCH (c:Node:Case {id: row.subject})
MATCH (s:Node:Step {id: row.step})
OPTIONAL MATCH (call:Node:Call {id: s.call})
OPTIONAL MATCH (area:Node:Area {id: c.areaCode})
RETURN row.number AS number, {area: c.areaCode, place: area.name, due: coalesce(call.dueAt, c.dueAt),
  urgent: c.urgency = 'URGENT', ofCall: s.call IS NOT NULL, unit: call.unit, person: c.reporter,
  entrusted: coalesce(s.entrusted, CASE WHEN s.call IS NULL THEN c.entrusted ELSE call.entrusted END),
  level: c.handlingLevel, arbiter: c.arbiter, side: row.side,
  merged: CASE WHEN row.action = 'CASE_FEED_BACK' THEN COLLECT {
    MATCH (m:Case)-[:JOINED_TO]->+(c)
    WITH m ORDER BY m.id LIMIT 1000
    RETURN [m.id, m.reporter]
  } ELSE [] END,
  called: COLLECT {
    UNWIND coalesce(s.openedCalls, []) + coalesce(s.redone, []) AS id
    MATCH (begun:Node:Call {id: id})
    RETURN [begun.unit, begun.dueAt] ORDER BY id
  }} AS facts
ORDER BY number LIMIT 1000

// projects: What steps of projects are about.
UNWIND $entries AS row
MATCH (p:Node:Project {id: row.subject})
OPTIONAL MATCH (area:Node:Area {id: p.areaCode})
RETURN row.number AS number, {area: p.areaCode, place: area.name,
  providers: COLLECT { MATCH (p)-[:USES]->(:Resource)<-[:OFFERS]-(u:Unit) RETURN DISTINCT u.id AS id ORDER BY id }} AS facts
ORDER BY number LIMIT 1000

// entries_of_lists: Whose needs and resources are, who asked about them, and who answered; a record from before that was kept
//                   has none of these, and tells who put them in.
UNWIND $entries AS row
MATCH (n:Node {id: row.subject})
WHERE n:Need OR n:Resource
OPTIONAL MATCH (area:Node:Area {id: n.areaCode})
RETURN row.number AS number, {area: n.areaCode, place: area.name, person: coalesce(row.asked, n.author),
  side: coalesce(row.side, 'UNIT'), unit: COLLECT { MATCH (n)<-[:RAISES|OFFERS]-(u:Unit) RETURN u.id ORDER BY u.id LIMIT 1 }[0]} AS facts
ORDER BY number LIMIT 1000

// tasks: Whom tasks were given to when they were dispatched.
UNWIND $entries AS row
MATCH (t:Node:Task {id: row.subject})
OPTIONAL MATCH (area:Node:Area {id: t.areaCode})
RETURN row.number AS number, {area: t.areaCode, place: area.name, due: t.dueAt,
  receivers: COLLECT { MATCH (t)-[:GIVEN]->(s:Assignment) WHERE NOT EXISTS { ()-[:HANDED_TO]->(s) }
    RETURN [s.kind, s.receiver] ORDER BY s.id }} AS facts
ORDER BY number LIMIT 1000

// shares: What steps of shares of tasks are about: a hand-over is about the share it made.
UNWIND $entries AS row
MATCH (s:Node:Assignment {id: row.subject})
OPTIONAL MATCH (s)-[:HANDED_TO]->(handed:Assignment)
OPTIONAL MATCH (t:Node:Task {id: s.task})
OPTIONAL MATCH (area:Node:Area {id: s.areaCode})
WITH row, s, t, area, CASE WHEN row.action = 'TASK_HAND_OVER' THEN handed ELSE s END AS to
WHERE to IS NOT NULL
RETURN row.number AS number, {area: s.areaCode, place: area.name, due: s.dueAt, giver: t.areaCode,
  entrusted: row.entrusted, side: row.side, receivers: [[to.kind, to.receiver]]} AS facts
ORDER BY number LIMIT 1000

// supervisions: What steps of supervisions are about: who is asked, and by which day.
UNWIND $entries AS row
MATCH (s:Node:Supervision {id: row.subject})-[:ASKS]->(to:Node)
OPTIONAL MATCH (area:Node:Area {id: s.areaCode})
RETURN row.number AS number, {area: s.areaCode, place: area.name, due: s.dueAt,
  receivers: [[CASE WHEN to:Unit THEN 'UNIT' ELSE 'AREA' END, to.id]]} AS facts
ORDER BY number LIMIT 1000

// appraisals: Whose year an appraisal judges, until when it may object, and which level stands above it.
UNWIND $entries AS row
MATCH (s:Node:YearlyAppraisal {id: row.subject})
OPTIONAL MATCH (area:Node:Area {id: s.areaCode})
RETURN row.number AS number, {area: s.areaCode, place: area.name,
  due: CASE WHEN row.action = 'APPRAISAL_NOTICED' THEN {china_midnight:s.objectUntil} + duration({hours: 24})
    WHEN row.action = 'APPRAISAL_OBJECT' AND s.decideUntil IS NOT NULL
    THEN {china_midnight:s.decideUntil} + duration({hours: 24}) END,
  level: CASE WHEN right(s.areaCode, 3) = '000' THEN 'DISTRICT' ELSE 'SUBDISTRICT' END} AS facts
ORDER BY number LIMIT 1000

// pairing_requests: With which unit a request of a pairing was placed, and until when it is to be done, while it is.
UNWIND $entries AS row
MATCH (q:Node:PairingRequest {id: row.subject})
OPTIONAL MATCH (area:Node:Area {id: q.areaCode})
RETURN row.number AS number, {area: q.areaCode, place: area.name, unit: q.unit,
  due: CASE WHEN row.action IN ['PAIRING_REQUEST_PLACED', 'PAIRING_REQUEST_TAKE', 'PAIRING_REQUEST_RETURN']
    THEN {china_midnight:q.dueOn} + duration({hours: 24}) END} AS facts
ORDER BY number LIMIT 1000

// area_ratings: Who is rated, and by which area.
UNWIND $entries AS row
MATCH (r:Node:AreaRating {id: row.subject})-[:RATES]->(rated:Node)
OPTIONAL MATCH (area:Node:Area {id: r.areaCode})
RETURN row.number AS number, {area: r.areaCode, place: area.name,
  receivers: [[CASE WHEN rated:Unit THEN 'UNIT' ELSE 'AREA' END, rated.id]]} AS facts
ORDER BY number LIMIT 1000

// deputyships: Whom deputyships name, for which unit or officials of which level, and when they end; a grid's seat is its community's.
UNWIND $entries AS row
MATCH (t:Node:Deputyship {id: row.subject})
OPTIONAL MATCH (area:Node:Area {id: t.areaCode})
RETURN row.number AS number, {area: t.areaCode, place: area.name, due: t.endsAt, receivers: [['PERSON', t.deputy]],
  unit: t.unit, side: row.side, level: CASE t.role WHEN 'DISTRICT_ADMIN' THEN 'DISTRICT'
    WHEN 'SUBDISTRICT_OFFICIAL' THEN 'SUBDISTRICT' WHEN 'DEPARTMENT' THEN '' ELSE 'COMMUNITY' END} AS facts
ORDER BY number LIMIT 1000

// visits: What is told of visits: the grid and the place.
UNWIND $entries AS row
MATCH (v:Node:Visit {id: row.subject})
OPTIONAL MATCH (v)-[:AT]->(place:PatrolPlace)
RETURN row.number AS number, {area: v.areaCode, place: place.name} AS facts
ORDER BY number LIMIT 1000

// claims: What steps of claims are about.
UNWIND $entries AS row
MATCH (c:Node:Claim {id: row.subject})
OPTIONAL MATCH (area:Node:Area {id: c.areaCode})
RETURN row.number AS number, {area: c.areaCode, place: area.name, unit: c.unit, person: c.person, side: row.side} AS facts
ORDER BY number LIMIT 1000

// registrant_needs: What steps of needs of members and units are about.
UNWIND $entries AS row
MATCH (n:Node:RegistrantNeed {id: row.subject})
OPTIONAL MATCH (area:Node:Area {id: n.areaCode})
RETURN row.number AS number, {area: n.areaCode, place: area.name, unit: n.unit, person: n.person} AS facts
ORDER BY number LIMIT 1000

// write: Write notices.
UNWIND $notices AS row
CREATE (n:Notice)
SET n = row
RETURN count(n) AS written

// move: Derived up to here.
MATCH (p:NoticePlace {district: $district})
SET p.number = $to
RETURN p.number AS number

// forget: Forget notices from before a moment.
MATCH (n:Notice)
WHERE n.at < $before
WITH n ORDER BY n.at, n.id LIMIT $most
DELETE n
RETURN count(*) AS forgotten
