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

// supervisions_answered: Supervisions that ask an area or areas under it, closed in that time, and those of them whose last answer
//                        came by their day; what is closed is changed no more. The rows are all that were closed.
MATCH (s:Supervision)
WHERE s.areaCode STARTS WITH $prefix AND s.state = 'CLOSED' AND s.endedAt >= $start AND s.endedAt < $end AND {in_scope:s}
MATCH (s)-[:ASKS]->(to:Area)
WHERE to.areaCode STARTS WITH $prefix
WITH s ORDER BY s.endedAt, s.id
WITH collect(s.id) AS ids, sum(CASE WHEN s.answeredAt < s.dueAt THEN 1 ELSE 0 END) AS inTime
RETURN inTime AS found, size(ids) AS total, ids[..200] AS rows
LIMIT 1
