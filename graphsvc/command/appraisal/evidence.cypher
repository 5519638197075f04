// known: Whether a code is or was that of an area.
MATCH (a:Area {code: $area})
RETURN a.code AS code
LIMIT 1

// meetings_held: Joint meetings of the committees that served an area on the day that each was held, from the first day of the year
//                to a day. A row of evidence is an id and what the thing says.
MATCH (:Area {code: $area})<-[s:SERVES]-(:JointCommittee)-[:HELD]->(m:JointMeeting)
WHERE m.heldOn >= $from AND m.heldOn <= $asOf AND {holds:s,m.heldOn}
WITH DISTINCT m ORDER BY m.heldOn, m.id
WITH collect(m) AS found
RETURN size(found) AS done, size(found) AS total, [m IN found[..200] | [m.id, toString(m.heldOn) + ' ' + m.title]] AS rows
LIMIT 1

// contacts_kept: Contacts of units that stand by an area or by areas under it, of those days, as they were recorded by the end of
//                the last: one of a pairing and day, however often it was recorded.
MATCH (c:PairingContact)
WHERE c.areaCode STARTS WITH $prefix AND c.contactedOn >= $from AND c.contactedOn <= $asOf AND c.recordedAt < $end AND {in_scope:c}
MATCH (c)-[:CONTACT_OF]->(p:Pairing)
WITH p, c.contactedOn AS on, min(c.id) AS id ORDER BY on, id
WITH collect({id: id, on: on, pairing: p}) AS found
RETURN size(found) AS done, size(found) AS total, COLLECT {
  UNWIND found[..200] AS each
  WITH each, each.pairing AS p
  RETURN [each.id, toString(each.on) + ' 联系：' + coalesce(COLLECT { MATCH (u:Unit)-[:HOLDS_PAIRING]->(p) RETURN u.name LIMIT 1 }[0], '')]
    AS row ORDER BY each.on, each.id
} AS rows
LIMIT 1

// requests_done: Requests to units that stand by an area or by areas under it, confirmed from the year's first moment to the day's
//                end; what is confirmed is changed no more.
MATCH (q:PairingRequest)
WHERE q.areaCode STARTS WITH $prefix AND q.state = 'CONFIRMED' AND q.movedAt >= $start AND q.movedAt < $end AND {in_scope:q}
WITH q ORDER BY q.movedAt, q.id
WITH collect(q) AS found
RETURN size(found) AS done, size(found) AS total,
  [q IN found[..200] | [q.id, toString({china_day:q.movedAt}) + ' 确认办结：' + q.content]] AS rows
LIMIT 1

// supervisions_answered: Supervisions that ask an area or areas under it, closed in that time or, at its end, overdue without an
//                        answer that came by their day; and those of the closed whose last answer did. The day and the answer
//                        are those of its end: what sending back has changed since is told by `past…`. The rows are all of them.
MATCH (s:Supervision)
WHERE s.areaCode STARTS WITH $prefix AND s.openedAt < $end AND {in_scope:s}
WITH s, coalesce(s.endedAt < $end, false) AS over,
  [k IN range(0, size(coalesce(s.pastUntil, [])) - 1) WHERE s.pastUntil[k] >= $end | [s.pastDue[k], s.pastAnswered[k]]][0] AS past
WITH s, over, CASE WHEN past IS NULL THEN s.dueAt ELSE past[0] END AS due,
  CASE WHEN past IS NULL THEN s.answeredAt ELSE past[1] END AS answered
WHERE over AND s.state = 'CLOSED' AND s.endedAt >= $start
  OR NOT over AND due >= $start AND due < $end AND coalesce(answered >= due, true)
MATCH (s)-[:ASKS]->(to:Area)
WHERE to.areaCode STARTS WITH $prefix
WITH s, over, due, CASE WHEN answered < $end THEN answered END AS answered
WITH s, over, due, answered, over AND answered < due AS inTime ORDER BY CASE WHEN over THEN s.endedAt ELSE due END, s.id
WITH collect([s.id, CASE WHEN answered IS NULL THEN '逾期未答复' ELSE toString({china_day:answered}) + ' 答复' END + '（期限 ' +
    toString({china_day:due} - duration({days: 1})) + '）：' + s.demand]) AS found, sum(CASE WHEN inTime THEN 1 ELSE 0 END) AS done
RETURN done, size(found) AS total, found[..200] AS rows
LIMIT 1

// communities_appraised: Communities under an area that stand on a day, once the last one for noticing the year before is over, and
//                        stood at the end of that year, or those that they follow; of them those of which that year was noticed in
//                        time. The rows are all of them.
MATCH (c:Community)
WHERE c.areaCode STARTS WITH $prefix AND $asOf > $noticeBy AND {holds:c} AND {in_scope:c}
WITH c WHERE {stood:c,$lastDay}
WITH c, COLLECT {
  MATCH (c)<-[e:APPRAISES]-(s:YearlyAppraisal {year: $before})
  WHERE e.absorbed IS NULL AND s.noticedOn <= $noticeBy
  RETURN s.noticedOn ORDER BY s.noticedOn LIMIT 1
}[0] AS on ORDER BY c.code
WITH collect([c.id, c.name + coalesce(' ' + toString(on) + ' 公示', ' 未按期公示')]) AS found, count(on) AS done
RETURN done, size(found) AS total, found[..200] AS rows
LIMIT 1
