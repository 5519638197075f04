// open: A unit stands by a subdistrict or community of the caller's. Both are locked in the request of their ids, so that the same
//       unit stands by the same area once at a time; one taken back before it began takes no time. No row: no such area in scope,
//       or no such unit.
MATCH (area:Node {id: $area})
WHERE (area:Subdistrict OR area:Community) AND {in_scope:area}
MATCH (unit:Node {id: $unit})
WHERE unit:Unit
CALL (area, unit) {
  UNWIND [area, unit] AS each
  WITH each ORDER BY each.id
  SET each.locked = true
  REMOVE each.locked
  RETURN count(each) AS locked
}
WITH area, unit, {goes_on:area} AS stands, {exists:unit} AS there, EXISTS {
  MATCH (unit)-[:HOLDS_PAIRING]->(p:Pairing)-[:PAIRED_WITH]->(area)
  WHERE {meets:p}
} AS twice
WITH area, unit, stands, there, twice, stands AND there AND NOT twice AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END |
  CREATE (unit)-[:HOLDS_PAIRING]->(p:Node:Pairing)-[:PAIRED_WITH]->(area)
  SET p = $pairing, p.areaCode = area.areaCode)
RETURN done, stands, there, area.areaCode AS area
LIMIT 1

// end: End a pairing on a day after it begins, or one that has not begun on its first; an end only comes forward, since another may
//      follow it. No request waits. It is locked first, as it is when requests are placed. No row: none in scope.
MATCH (p:Node:Pairing {id: $id})
WHERE {in_scope:p}
SET p.version = p.version + 1
WITH p, p.version = $expected + 1 AS seen, NOT {ended:p} AND {lasts:p} AS goes,
  {may_end:p} AND coalesce(p.lastContactOn < $on, true) AS within,
  COUNT { MATCH (p)<-[:ASKED_UNDER]-(q:PairingRequest) WHERE q.state IN $open } AS waiting
WITH p, seen, goes, within, waiting, seen AND goes AND within AND waiting = 0 AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END | SET p.until = $on, p.endReason = $reason)
RETURN done, seen, goes, within, waiting, p.areaCode AS area
LIMIT 1

// contact: Record that both were in touch on a day of the pairing. The pairing is locked, and counts anew by when the next contact
//          is owed, from the last of them. No row: none in scope, nor of the caller's unit.
MATCH (p:Node:Pairing {id: $id})
WHERE {in_scope:p} OR (p.unit = $unit AND $unit <> '')
SET p.version = p.version + 1
WITH p, p.version = $expected + 1 AS seen, {holds:p} AS within,
  CASE WHEN p.lastContactOn > $asOf THEN p.lastContactOn ELSE $asOf END AS last
WITH p, seen, within, last, seen AND within AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END |
  CREATE (p)<-[:CONTACT_OF]-(c:Node:PairingContact)
  SET c = $contact, c.id = p.id + '.' + toString(p.version), c.areaCode = p.areaCode, c.unit = p.unit,
    p.lastContactOn = last, p.contactDueOn = last + duration({days: p.contactEveryDays}))
RETURN done, seen, within, p.areaCode AS area
LIMIT 1

// place: Place a request with the unit that stands by an area of the caller's, while that unit is there. The pairing is locked and
//        counts it. No row: none in scope.
MATCH (p:Node:Pairing {id: $id})
WHERE {in_scope:p}
SET p.version = p.version + 1
WITH p, p.version = $expected + 1 AS seen, {holds:p} AS goes,
  EXISTS { MATCH (p)<-[:HOLDS_PAIRING]-(u:Unit) WHERE {exists:u} } AS there
WITH p, seen, goes, there, seen AND goes AND there AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END |
  CREATE (p)<-[:ASKED_UNDER]-(q:Node:PairingRequest)
  SET q = $request, q.areaCode = p.areaCode, q.unit = p.unit)
RETURN done, seen, goes, there, p.areaCode AS area
LIMIT 1

// step: Take one step with a request, as its unit or as its area; who says that it is done does not confirm it. It is locked first; the row says what stood in the way. No row:
//       no such request for this caller.
MATCH (q:Node:PairingRequest {id: $id})
WHERE {in_scope:q} OR (q.unit = $unit AND $unit <> '')
SET q.version = q.version + 1
WITH q, q.version = $expected + 1 AS seen, q.state AS state,
  CASE WHEN $byUnit THEN q.unit = $unit AND $unit <> '' ELSE {in_scope:q} END AS own,
  NOT $confirms OR coalesce(q.finishedBy <> $by, true) AS other
WITH q, seen, state, own, other, seen AND own AND other AND state IN $sources AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END | SET q += $changes)
RETURN done, seen, state, own, other, q.areaCode AS area
LIMIT 1

// standing: How a pairing stands; how many of its requests wait is told to who is of its area.
MATCH (p:Node:Pairing {id: $id})
RETURN p.since AS since, p.until AS until,
  COUNT { MATCH (p)<-[:ASKED_UNDER]-(q:PairingRequest) WHERE q.state IN $open AND {in_scope:q} } AS waiting,
  EXISTS { MATCH (p)<-[:HOLDS_PAIRING]-(u:Unit) WHERE {exists:u} } AS there, p.areaCode AS area, p.unit AS unit
LIMIT 1

// request: How a request stands, for who sees it.
MATCH (q:Node:PairingRequest {id: $id})
WHERE {in_scope:q} OR (q.unit = $unit AND $unit <> '')
RETURN q.state AS state, q.areaCode AS area, q.unit AS unit, coalesce(q.finishedBy, '') AS finishedBy
LIMIT 1
