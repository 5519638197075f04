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
