// service: A record of service as rules look at it, and what its registrant has earned in its year, summed by rule and day; what
//          has been closed of its registration. The registrant is locked, so that confirmations come one after another.
MATCH (s:Node:ServiceRecord {id: $id})-[:SERVED_UNDER]->(r:Registration)-[:REGISTERS]->(who:Node)
WHERE {concerns:s}
SET who.locked = true
REMOVE who.locked
WITH s, r, who
RETURN r.id AS registration, r.areaCode AS area, r.kind AS kind, s.serviceClass AS service, s.servedOn AS servedOn,
  s.minutes AS minutes, s.version AS version,
  COLLECT {
    MATCH (who)<-[:REGISTERS]-(of:Registration {year: r.year})<-[:CREDITED_TO]-(e:PointEntry)
    WHERE e.kind IN $earning
    WITH e.record = $id AS own, e.wallet AS wallet, e.ruleKind AS ruleKind, e.rule AS rule, e.on AS on, sum(e.amount) AS amount
    RETURN [own, wallet, ruleKind, rule, on, amount] AS sums ORDER BY wallet, on, rule, own
  } AS earned,
  COLLECT {
    MATCH (r)<-[:CREDITED_TO]-(e:PointEntry {kind: 'CLOSED'})
    WITH DISTINCT e.wallet AS wallet, e.period AS period
    RETURN [wallet, period] AS shut ORDER BY wallet, period
  } AS closed
LIMIT 1

// account: A registration and what is left in its wallets, locked until the transaction ends. No row: none for this caller.
MATCH (r:Node:Registration {id: $id})-[:REGISTERS]->(who:Node)
WHERE {concerns:r}
SET who.locked = true
REMOVE who.locked
SET r.version = r.version + 0
WITH r
RETURN r.state AS state, r.version AS version, r.areaCode AS area,
  COLLECT {
    MATCH (r)<-[:CREDITED_TO]-(e:PointEntry)
    WITH e.wallet AS wallet, e.period AS period, sum(e.amount) AS amount,
         any(kind IN collect(e.kind) WHERE kind = 'CLOSED') AS closed
    RETURN [wallet, period, amount, closed] AS sums ORDER BY wallet, period
  } AS left
LIMIT 1

// book: Add entries to the journal of a registration, which is locked by who has decided on them; `version` is what it is
//       from now on, null as it is; `closesOn` the day on which something of it is to be closed.
MATCH (r:Node:Registration {id: $id})
WHERE {concerns:r}
SET r.version = coalesce($version, r.version)
SET r.pointsCloseOn = CASE WHEN r.pointsCloseOn <= $closesOn THEN r.pointsCloseOn ELSE coalesce($closesOn, r.pointsCloseOn) END
WITH r
UNWIND $entries AS entry
CREATE (r)<-[:CREDITED_TO]-(e:Node:PointEntry)
SET e = entry, e.areaCode = r.areaCode, e.person = r.person, e.unit = r.unit
WITH e
CALL (e) {
  MATCH (cause:Node {id: e.record})
  WHERE cause:ServiceRecord
  CREATE (e)-[:CAUSED_BY]->(cause)
  RETURN count(cause) AS causes
}
RETURN count(e) AS entries
LIMIT 1

// spending: An exchange of a registration and what has been returned of it. No row: none for this caller.
MATCH (e:Node:PointEntry {id: $entry})-[:CREDITED_TO]->(r:Node:Registration {id: $id})
WHERE {concerns:r}
RETURN e.kind AS kind, e.amount AS amount, e.period AS period,
  EXISTS { MATCH (r)<-[:CREDITED_TO]-(:PointEntry {returns: $entry}) } AS returned
LIMIT 1

// closing: Registrations of which something is to be closed, in the order in which their registrants are locked.
MATCH (r:Registration)
WHERE r.pointsCloseOn <= $today
WITH r ORDER BY r.pointsCloseOn, r.id
LIMIT $most
MATCH (r)-[:REGISTERS]->(who:Node)
WHERE {in_scope:r}
RETURN r.id AS id ORDER BY who.id, id
LIMIT $most

// closed: Say when the next of a registration's periods is to be closed; never, when none is left.
MATCH (r:Node:Registration {id: $id})
WHERE {in_scope:r}
SET r.pointsCloseOn = $closesOn
RETURN r.id AS id
LIMIT 1
