// notice: Freeze the score of an area's year. The area is locked, so that each has one appraisal a year, that of the area before it
//         included; one that it took in had a year of its own. No row: no such subdistrict or community of the caller's.
MATCH (area:Node {id: $area})
WHERE (area:Subdistrict OR area:Community) AND {in_scope:area}
SET area.locked = true
REMOVE area.locked
WITH area, {judges:area} AS over, {goes_on:area} AS stands, {stood:area,$lastDay} AS stood,
  EXISTS { MATCH (:Node:YearlyAppraisal {id: $id}) }
  OR EXISTS { MATCH (area)<-[e:APPRAISES]-(:YearlyAppraisal {year: $year}) WHERE e.absorbed IS NULL } AS twice
WITH area, over, stands, stood, twice, over AND stands AND stood AND NOT twice AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END |
  CREATE (s:Node:YearlyAppraisal)-[:APPRAISES]->(area)
  SET s = $appraisal, s.areaCode = area.areaCode)
RETURN done, over, stands, stood, twice, area.areaCode AS area
LIMIT 1

// object: Object to items, as the area appraised. The appraisal is locked first; the row says what stood in the way. No row: none of
//         the caller's areas.
MATCH (s:Node:YearlyAppraisal {id: $id})
WHERE {in_scope:s}
SET s.version = s.version + 1
WITH s, s.version = $expected + 1 AS seen, s.state AS state, {is_own:s} AS own, $asOf <= s.objectUntil AS inTime,
  all(item IN $items WHERE item IN s.items) AS fits
WITH s, seen, state, own, inTime, fits, seen AND state IN $sources AND own AND inTime AND fits AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END | SET s += $changes)
RETURN done, seen, state, own, inTime, fits, s.objectUntil AS until, s.areaCode AS area
LIMIT 1

// decide: Take a stand on every item objected to, as somebody else of the level above than who noticed the score; the right points of
//         an item are no more than it is worth. It is locked first. No row: none of the caller's areas.
MATCH (s:Node:YearlyAppraisal {id: $id})
WHERE {in_scope:s}
SET s.version = s.version + 1
WITH s, s.version = $expected + 1 AS seen, s.state AS state, {judges:s} AS own, s.noticedBy <> $by AS other,
  size($items) = size(coalesce(s.objected, [])) AND all(item IN coalesce(s.objected, []) WHERE item IN $items) AS fits,
  all(n IN range(0, size($items) - 1) WHERE
    coalesce($points[n] <= 100 * [k IN range(0, size(s.items) - 1) WHERE s.items[k] = $items[n] | s.mosts[k]][0], true)
  ) AS bounded
WITH s, seen, state, own, other, fits, bounded,
  seen AND state IN $sources AND own AND other AND fits AND bounded AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END |
  SET s += $changes, s.finals = [k IN range(0, size(s.items) - 1) | coalesce(
    [n IN range(0, size($items) - 1) WHERE $items[n] = s.items[k] AND $points[n] >= 0 | $points[n]][0], s.drafts[k])])
RETURN done, seen, state, own, other, fits, bounded, s.areaCode AS area
LIMIT 1

// seal: Seal it, as the level above, after a decision or when the days for objections, or for a decision about one, are over. It is locked first. No row: none of
//       the caller's areas.
MATCH (s:Node:YearlyAppraisal {id: $id})
WHERE {in_scope:s}
SET s.version = s.version + 1
WITH s, s.version = $expected + 1 AS seen, s.state AS state, {judges:s} AS own,
  CASE s.state WHEN 'NOTICED' THEN s.objectUntil WHEN 'OBJECTED' THEN s.decideUntil END AS until
WITH s, seen, state, own, until, coalesce($asOf > until, state = 'DECIDED') AS inTime
WITH s, seen, state, own, until, inTime, seen AND state IN $sources AND own AND inTime AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END | SET s += $changes)
RETURN done, seen, state, own, inTime, until, s.areaCode AS area
LIMIT 1

// standing: How the appraisal of an area's year stands, where there is one: its own, also asked for by the code that it had then, or
//           that of the area before it. No row: no such subdistrict or community of the caller's.
MATCH (area:Node {id: $area})
WHERE area:Subdistrict OR area:Community
OPTIONAL MATCH (own:Node:YearlyAppraisal {id: $id})
WHERE {in_scope:own}
WITH area, coalesce(own, COLLECT {
  MATCH (area)<-[e:APPRAISES]-(s:YearlyAppraisal {year: $year})
  WHERE e.absorbed IS NULL AND {in_scope:s}
  RETURN s ORDER BY s.id LIMIT 1
}[0]) AS s
WHERE s IS NOT NULL OR {in_scope:area}
RETURN coalesce(s.areaCode, area.areaCode) AS area, s.state AS state, s.objectUntil AS until, s.decideUntil AS decideUntil, s.noticedBy AS noticedBy,
  {goes_on:area} AS stands, {stood:area,$lastDay} AS stood
LIMIT 1

// tell_undecided: Objections whose time for a decision is over, told once each: who tells of one takes its mark away.
MATCH (s:YearlyAppraisal)
WHERE s.undecidedFrom <= $today
WITH s ORDER BY s.undecidedFrom, s.id LIMIT $most
SET s.locked = true REMOVE s.locked
WITH s WHERE s.undecidedFrom <= $today
REMOVE s.undecidedFrom
RETURN s.id AS id, s.areaCode AS area
ORDER BY id LIMIT $most
