// unit_not_registered: Units that had a Party organization at the end of the month in which units have to register, and have
//                      not registered, in communities where somebody has that year; one given up by the day counts as none.
//                      Where December is that month, it is of the year before, until a unit registers in the new one.
{organizations:u,o,Unit} AND ($asOf.month > $registerByMonth OR $registerByMonth = 12)
  AND EXISTS {
    WITH {register_by:$asOf} AS until
    MATCH (u)-[r:HAS_PARTY_ORGANIZATION]->(c:PartyOrganization)
    WHERE {holds:r} AND {exists:c} AND NOT {founded_after:c,until}
  }
  AND NOT EXISTS {
    MATCH (u)<-[:REGISTERS]-(own:Registration)
    WHERE own.year IN [{register_year:$asOf}, $asOf.year] AND own.reportedOn <= $asOf AND {not_withdrawn:own}
  }
WITH {community_of:o.areaCode} AS community, collect({unit: u, then: o}) AS missing
WITH missing, COUNT {
  MATCH (other:Registration)
  WHERE other.year = {register_year:$asOf} AND other.areaCode STARTS WITH community AND other.reportedOn <= $asOf
} AS registered
WHERE registered > 0
UNWIND missing AS each
WITH each.unit AS u, each.then AS o, registered
WITH u, o, registered, toString({register_by:$asOf}) AS until ORDER BY o.areaCode, u.id LIMIT $limit
RETURN u.id AS id, o.name AS name, o.areaCode AS areaCode, '' AS key, {until: until, registered: registered} AS evidence
ORDER BY areaCode, id LIMIT $limit

// pledge_overdue: Registrations whose pledge was due before the day and is neither reviewed nor given up by it; they go by
//                 their ids, not by name.
{among:r,Registration} AND r.dueOn < $asOf AND r.pledgedOn <= $asOf AND coalesce(r.reviewedOn > $asOf, true)
  AND {not_withdrawn:r}
WITH r ORDER BY r.areaCode, r.id LIMIT $limit
RETURN r.id AS id, '报到 ' + r.id AS name, r.areaCode AS areaCode, '' AS key,
  {ended: toString(r.dueOn), pledgedItems: size(r.pledged), keptItems: size(r.done)} AS evidence
ORDER BY areaCode, id LIMIT $limit

// contact_missing: Units registered before the last whole quarter began, with fewer confirmed services in it than they owe.
{among:r,Registration} AND r.kind = 'UNIT' AND {not_withdrawn:r}
WITH r, date.truncate('quarter', $asOf) AS after
WITH r, after, after - duration({months: 3}) AS start
WHERE r.reportedOn < start AND r.year = start.year
WITH r, start, COUNT {
  MATCH (r)<-[:SERVED_UNDER]-(s:ServiceRecord)
  WHERE s.state = 'CONFIRMED' AND s.servedOn >= start AND s.servedOn < after
} AS served
WHERE served < $contactsAQuarter
WITH r, start, served ORDER BY r.areaCode, r.id LIMIT $limit
MATCH (r)-[:REGISTERS]->(u:Unit)
{state:u,o}
RETURN r.id AS id, o.name AS name, r.areaCode AS areaCode, '' AS key,
  {from: toString(start), count: served, least: $contactsAQuarter} AS evidence
ORDER BY areaCode, id LIMIT $limit

// points_unconfirmed: Records of service that nobody had decided on within so many days; they go by their ids, not by name.
WITH $asOf - duration({days: $confirmingDays}) AS first, $asOf + duration({days: 1}) AS next
WITH {china_midnight:first} AS late, {china_midnight:next} AS over
{among:s,ServiceRecord} AND s.state IN ['WRITTEN', 'CONFIRMED', 'REJECTED'] AND s.writtenAt < late
  AND coalesce(coalesce(s.firstDecidedAt, s.decidedAt) >= over, true)
WITH s ORDER BY s.areaCode, s.id LIMIT $limit
RETURN s.id AS id, '服务记录 ' + s.id AS name, s.areaCode AS areaCode, '' AS key,
  {from: toString(s.servedOn), minutes: s.minutes, most: $confirmingDays} AS evidence
ORDER BY areaCode, id LIMIT $limit

// registration_rate_low: Communities where somebody has registered, and of the members who live there and work for a unit fewer
//                        than a share by the day, from the month on by which all have to. Who moved or left is of its day;
//                        where December is that month, who has registered in the new year has as well.
{among:g,Community} AND {holds:g} AND ($asOf.month > $registerByMonth OR $registerByMonth = 12)
  AND EXISTS {
    MATCH (r:Registration)
    WHERE r.year = {register_year:$asOf} AND r.areaCode STARTS WITH g.areaCode AND r.reportedOn <= $asOf
  }
CALL (g) {
  MATCH (home:Grid)<-[lives:LIVES_IN]-(m:Member)-[works:WORKS_FOR]->(:Unit)
  WHERE home.areaCode STARTS WITH g.areaCode AND {holds:lives} AND {holds:works} AND {joined:m}
  WITH DISTINCT m
  RETURN count(m) AS members, count(CASE WHEN EXISTS {
    MATCH (m)<-[:REGISTERS]-(own:Registration)
    WHERE own.year IN [{register_year:$asOf}, $asOf.year] AND own.reportedOn <= $asOf AND {not_withdrawn:own}
  } THEN 1 END) AS reported
}
WITH g, members, reported
WHERE reported * 100 < members * $registrationRateLeast
WITH g, members, reported, toString({register_by:$asOf}) AS until ORDER BY g.areaCode, g.id LIMIT $limit
RETURN g.id AS id, {then:g,name} AS name, g.areaCode AS areaCode, '' AS key, {
  members: members, reported: reported, rate: reported * 100 / members, least: $registrationRateLeast, until: until
} AS evidence
ORDER BY areaCode, id LIMIT $limit

// activity_missing: Units that had registered in time in the year before, with fewer confirmed services at posts in it than they
//                   owe; several of one day at one post are one.
{among:r,Registration} AND r.kind = 'UNIT' AND r.year = $asOf.year - 1 AND {not_withdrawn:r}
  AND r.reportedOn < date({year: r.year, month: $registerByMonth, day: 1}) + duration({months: 1})
WITH r, size(COLLECT {
  MATCH (r)<-[:SERVED_UNDER]-(s:ServiceRecord)-[:SERVED_AT]->(p:Post)
  WHERE s.state = 'CONFIRMED'
  RETURN DISTINCT p.id + toString(s.servedOn) AS activity LIMIT 1000
}) AS activities
WHERE activities < $activitiesAYear
WITH r, activities, toString(date({year: r.year})) AS from ORDER BY r.areaCode, r.id LIMIT $limit
MATCH (r)-[:REGISTERS]->(u:Unit)
{state:u,o}
RETURN r.id AS id, o.name AS name, r.areaCode AS areaCode, '' AS key,
  {from: from, count: activities, least: $activitiesAYear} AS evidence
ORDER BY areaCode, id LIMIT $limit

// repeated_absence: Registrations of the year under which so many seats were left empty by the day; they go by their ids, not by
//                   name. Found from the seats: most registrants have left none.
WITH date({year: $asOf.year}) AS first, $asOf + duration({days: 1}) AS next
WITH {china_midnight:first} AS begin, {china_midnight:next} AS over
MATCH (c:Claim)
WHERE c.state = 'ABSENT' AND c.movedAt >= begin AND c.movedAt < over
MATCH (c)-[:CLAIMED_BY]->(r:Registration)
WITH r, count(c) AS missed, max(c.movedAt) AS last
WHERE missed >= $absencesAYear AND r.year = $asOf.year AND {not_withdrawn:r}
  AND r.areaCode >= $low AND r.areaCode < $high AND (r.areaCode > $low OR r.id > $lastId)
WITH r, missed, toString(date({year: r.year})) AS from, toString({china_day:last}) AS last ORDER BY r.areaCode, r.id LIMIT $limit
RETURN r.id AS id, '报到 ' + r.id AS name, r.areaCode AS areaCode, '' AS key,
  {from: from, count: missed, least: $absencesAYear, last: last} AS evidence
ORDER BY areaCode, id LIMIT $limit

// points_above_cap: Points of a day in the last month, of one wallet and as they were booked by the day, that are more than a day
//                   or one of its services may earn; a day at a time, since of a city they are many. They go by ids.
WITH $asOf + duration({days: 1}) AS next
WITH {china_midnight:next} AS over
UNWIND range(0, 30) AS back
WITH over, $asOf - duration({days: back}) AS day
CALL (over, day) {
  MATCH (e:PointEntry)
  WHERE e.on = day AND e.areaCode >= $low AND e.areaCode < $high AND e.kind IN ['EARNED', 'CORRECTED'] AND e.bookedAt < over
  WITH e ORDER BY e.areaCode, e.id
  WITH coalesce(e.person, e.unit) AS who, e.wallet AS wallet, e.record AS record, sum(e.amount) AS amount, collect(e)[0] AS entry
  WITH who, wallet, amount, entry ORDER BY entry.areaCode, entry.id
  WITH who, wallet, sum(amount) AS points, max(amount) AS once, collect(entry)[0] AS entry
  WHERE points > $pointsADay * 100 OR once > $pointsAService * 100
  MATCH (entry)-[:CREDITED_TO]->(r:Registration)
  RETURN r, entry.areaCode AS areaCode, wallet, points, once
}
WITH r, areaCode, day, wallet, points, once, toString(day) + '|' + wallet AS key
WHERE areaCode > $low OR r.id > $lastId OR r.id = $lastId AND key > $lastKey
WITH r, areaCode, day, wallet, points, once, key ORDER BY areaCode, r.id, key LIMIT $limit
RETURN r.id AS id, '报到 ' + r.id AS name, areaCode, key, {
  servedOn: toString(day), wallet: wallet, points: points / 100.0, once: once / 100.0, most: $pointsADay, mostOnce: $pointsAService
} AS evidence
ORDER BY areaCode, id, key LIMIT $limit
