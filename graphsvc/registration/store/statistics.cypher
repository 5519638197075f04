// registered: How many registrations of a year lie in each part of an area, how far they have come, and the confirmed minutes of
//             some months. Parts are codes of so many digits. No row: no such area for this caller, or nothing there.
WITH $prefix AS prefix
WHERE any(allowed IN $scope WHERE prefix STARTS WITH allowed)
MATCH (r:Registration)
USING INDEX r:Registration(year, areaCode)
WHERE r.year = $year AND r.areaCode STARTS WITH prefix AND r.state <> 'WITHDRAWN'
WITH left(r.areaCode, $digits) AS part, r.kind AS kind, count(*) AS registrations, count(r.receivedOn) AS received,
  count(r.pledgedOn) AS pledged, count(r.reviewedOn) AS reviewed,
  count(CASE WHEN r.dueOn < $today AND r.state IN $pledging THEN 1 END) AS overdue,
  sum(reduce(minutes = 0, month IN $months | minutes + coalesce(r.minutesByMonth[month], 0))) AS minutes
RETURN part, kind, registrations, received, pledged, reviewed, overdue, minutes ORDER BY part, kind
LIMIT 2000

// units_due: Units of each part that are to register: with a Party organization of their own today; and those of them that are registered.
WITH $prefix AS prefix
WHERE any(allowed IN $scope WHERE prefix STARTS WITH allowed)
MATCH (u:Unit)
WHERE u.areaCode STARTS WITH prefix
  AND EXISTS { MATCH (u)-[has:HAS_PARTY_ORGANIZATION]->(o:PartyOrganization) WHERE {holds:has} AND {exists:o} }
WITH left(u.areaCode, $digits) AS part, count(*) AS units,
  count(CASE WHEN EXISTS { MATCH (:Registration {openKey: u.id + '|' + toString($year)}) } THEN 1 END) AS registered
RETURN part, units, registered ORDER BY part
LIMIT 1000

// members_due: Members of each part who are to register: they live there and work for a unit; and those of them who are registered.
WITH $prefix AS prefix
WHERE any(allowed IN $scope WHERE prefix STARTS WITH allowed)
MATCH (m:Member)
WHERE m.areaCode STARTS WITH prefix AND EXISTS { MATCH (m)-[works:WORKS_FOR]->(:Unit) WHERE {holds:works} }
WITH left(m.areaCode, $digits) AS part, count(*) AS members,
  count(CASE WHEN EXISTS { MATCH (:Registration {openKey: m.id + '|' + toString($year)}) } THEN 1 END) AS registered
RETURN part, members, registered ORDER BY part
LIMIT 1000

// posts_filled: Posts of each part that were put up in some days and not called off, their seats, and how many are taken.
WITH $prefix AS prefix
WHERE any(allowed IN $scope WHERE prefix STARTS WITH allowed)
MATCH (p:Post)
WHERE p.areaCode STARTS WITH prefix AND p.publishedOn >= $first AND p.publishedOn <= $last AND p.state <> 'CANCELLED'
WITH left(p.areaCode, $digits) AS part, count(*) AS posts, sum(p.seatCount) AS seats, sum(p.takenCount) AS taken
RETURN part, posts, seats, taken ORDER BY part
LIMIT 1000

// by_unit: As `registered`, by the unit that registers or that the member works for, the first by id where there are several;
//          an empty id for none.
WITH $prefix AS prefix
WHERE any(allowed IN $scope WHERE prefix STARTS WITH allowed)
MATCH (r:Registration)
WHERE r.year = $year AND r.areaCode STARTS WITH prefix AND r.state <> 'WITHDRAWN'
MATCH (r)-[:REGISTERS]->(who)
WITH r, CASE r.kind WHEN 'UNIT' THEN r.unit
                    ELSE coalesce(COLLECT { MATCH (who)-[works:WORKS_FOR]->(u:Unit) WHERE {holds:works} RETURN u.id ORDER BY u.id LIMIT 1 }[0], '') END AS unit
WITH unit AS part, r.kind AS kind, count(*) AS registrations, count(r.receivedOn) AS received,
  count(r.pledgedOn) AS pledged, count(r.reviewedOn) AS reviewed,
  count(CASE WHEN r.dueOn < $today AND r.state IN $pledging THEN 1 END) AS overdue,
  sum(reduce(minutes = 0, month IN $months | minutes + coalesce(r.minutesByMonth[month], 0))) AS minutes
RETURN part, kind, registrations, received, pledged, reviewed, overdue, minutes ORDER BY part, kind
LIMIT 20000

// parts: The names of the areas directly below one, or of the area itself where it has none below; no row: no such area.
MATCH (a:Area {code: $code})
WHERE any(allowed IN $scope WHERE a.prefix STARTS WITH allowed)
OPTIONAL MATCH (part:Area)-[:PART_OF]->(a)
WHERE NOT part:Estate
WITH a, part ORDER BY part.code
LIMIT 1000
RETURN a.level AS level, a.prefix AS prefix, collect(part.code) AS codes
LIMIT 1

// services: Members' registrations of a year under an area with their confirmed services, in the order of their confirmation.
WITH $prefix AS prefix
WHERE any(allowed IN $scope WHERE prefix STARTS WITH allowed)
MATCH (r:Registration)
WHERE r.year = $year AND r.areaCode STARTS WITH prefix AND r.kind = 'MEMBER' AND r.state <> 'WITHDRAWN'
WITH r ORDER BY r.id
LIMIT $most
RETURN r.id AS id, COLLECT {
  MATCH (r)<-[:SERVED_UNDER]-(s:ServiceRecord {state: 'CONFIRMED'})
  RETURN [s.serviceClass, s.servedOn, s.minutes] AS service ORDER BY s.decidedAt, s.id
} AS services ORDER BY id
LIMIT $most
