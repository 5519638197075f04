// known: Whether a code is or was that of an area.
MATCH (a:Area {code: $area})
RETURN a.code AS code
LIMIT 1

// meetings_held: Joint meetings of the committees that served an area on the day that each was held, from the first day of the year
//                to a day.
MATCH (:Area {code: $area})<-[s:SERVES]-(:JointCommittee)-[:HELD]->(m:JointMeeting)
WHERE m.heldOn >= $from AND m.heldOn <= $asOf AND {holds:s,m.heldOn}
WITH DISTINCT m ORDER BY m.heldOn, m.id
WITH collect(m.id) AS ids
RETURN size(ids) AS found, size(ids) AS total, ids[..200] AS rows
LIMIT 1

// contacts_kept: Contacts of units that stand by an area or by areas under it, of those days, as they were recorded by the end of
//                the last: one of a pairing and day, however often it was recorded.
MATCH (c:PairingContact)
WHERE c.areaCode STARTS WITH $prefix AND c.contactedOn >= $from AND c.contactedOn <= $asOf AND c.recordedAt < $end AND {in_scope:c}
MATCH (c)-[:CONTACT_OF]->(p:Pairing)
WITH p, c.contactedOn AS on, min(c.id) AS id ORDER BY on, id
WITH collect(id) AS ids
RETURN size(ids) AS found, size(ids) AS total, ids[..200] AS rows
LIMIT 1

// requests_done: Requests to units that stand by an area or by areas under it, confirmed from the year's first moment to the day's
//                end; what is confirmed is changed no more.
MATCH (q:PairingRequest)
WHERE q.areaCode STARTS WITH $prefix AND q.state = 'CONFIRMED' AND q.movedAt >= $start AND q.movedAt < $end AND {in_scope:q}
WITH q ORDER BY q.movedAt, q.id
WITH collect(q.id) AS ids
RETURN size(ids) AS found, size(ids) AS total, ids[..200] AS rows
LIMIT 1

// supervisions_answered: Supervisions that ask an area or areas under it, closed in that time or, at its end, overdue without an
//                        answer that came by their day; and those of the closed whose last answer did. What is closed is changed
//                        no more. The rows are all of them.
MATCH (s:Supervision)
WHERE s.areaCode STARTS WITH $prefix AND {in_scope:s} AND (
  s.state = 'CLOSED' AND s.endedAt >= $start AND s.endedAt < $end
  OR s.dueAt >= $start AND s.dueAt < $end AND coalesce(s.endedAt >= $end, true) AND coalesce(s.answeredAt >= s.dueAt, true)
)
MATCH (s)-[:ASKS]->(to:Area)
WHERE to.areaCode STARTS WITH $prefix
WITH s, coalesce(s.endedAt < $end, false) AS closed
WITH s, closed ORDER BY CASE WHEN closed THEN s.endedAt ELSE s.dueAt END, s.id
WITH collect(s.id) AS ids, sum(CASE WHEN closed AND s.answeredAt < s.dueAt THEN 1 ELSE 0 END) AS inTime
RETURN inTime AS found, size(ids) AS total, ids[..200] AS rows
LIMIT 1

// communities_appraised: Communities under an area that stand on a day, once the last one for noticing the year before is over, and
//                        stood at the end of that year, or those that they follow; of them those of which that year was noticed in
//                        time. The rows are all of them.
MATCH (c:Community)
WHERE c.areaCode STARTS WITH $prefix AND $asOf > $noticeBy AND {holds:c} AND {in_scope:c}
WITH c WHERE {stood:c,$lastDay}
WITH c, EXISTS {
  MATCH (c)<-[e:APPRAISES]-(s:YearlyAppraisal {year: $before})
  WHERE e.absorbed IS NULL AND s.noticedOn <= $noticeBy
} AS inTime ORDER BY c.code
WITH collect(c.code) AS ids, sum(CASE WHEN inTime THEN 1 ELSE 0 END) AS inTime
RETURN inTime AS found, size(ids) AS total, ids[..200] AS rows
LIMIT 1
