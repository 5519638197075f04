// registrants: Who gets a card of a quarter: whose registration of its year lies in the area and was filed by its last day, and
//              who has no card of it or of a later one; in the order in which they are locked.
MATCH (r:Registration)
WHERE r.year = $year AND r.areaCode STARTS WITH $prefix AND r.reportedOn <= $asOf AND {in_scope:r}
MATCH (r)-[:REGISTERS]->(who:Node)
WITH DISTINCT who
WHERE NOT EXISTS { MATCH (who)<-[:CARD_OF]-(c:QuarterCard) WHERE c.quarter >= $quarter }
RETURN who.id AS id ORDER BY id
LIMIT 10000000

// facts: What cards are made of. Registrants are locked in the order of their ids; who has a card of the quarter or of a later
//        one by now is left out. `asOf` is the last day of the quarter, `from` and `to` are its first moment and that after it,
//        `first` its first day.
UNWIND $ids AS id
MATCH (who:Node {id: id})
SET who.locked = true
REMOVE who.locked
WITH who
WHERE NOT EXISTS { MATCH (who)<-[:CARD_OF]-(c:QuarterCard) WHERE c.quarter >= $quarter }
RETURN who.id AS who, who.name AS name,
  COLLECT {
    MATCH (who)<-[:REGISTERS]-(r:Registration {year: $year})
    WHERE r.reportedOn <= $asOf AND {in_scope:r}
    RETURN r {.id, .areaCode, .kind, .state, .person, .unit, .year, pledged: size(r.pledged), kept: size(r.done)} AS of
    ORDER BY r.state = 'WITHDRAWN', r.reportedOn DESC, r.id
    LIMIT 1
  } AS registrations,
  COLLECT {
    MATCH (who)<-[:REGISTERS]-(:Registration)<-[:SERVED_UNDER]-(s:ServiceRecord)
    WHERE s.state = 'CONFIRMED' AND s.servedOn <= $asOf
    RETURN [s.id, s.servedOn, s.minutes, s.serviceClass, s.content] AS served ORDER BY s.id
  } AS served,
  COLLECT {
    MATCH (who)<-[:CARD_OF]-(c:QuarterCard)
    UNWIND range(0, size(c.records) - 1) AS number
    WITH c.records[number] AS record, sum(c.recordMinutes[number]) AS minutes
    RETURN [record, minutes] AS told ORDER BY record
  } AS told,
  COLLECT {
    MATCH (who)<-[:REGISTERS]-(r:Registration)<-[:CREDITED_TO]-(e:PointEntry)
    WHERE e.on <= $asOf
    WITH e.wallet AS wallet, sum(CASE WHEN e.kind IN $earning THEN e.amount ELSE 0 END) AS earned,
         sum(CASE WHEN r.year = $year THEN e.amount ELSE 0 END) AS balance
    RETURN [wallet, earned, balance] AS points ORDER BY wallet
  } AS points,
  COLLECT {
    MATCH (who)<-[:CARD_OF]-(c:QuarterCard)
    RETURN [sum(c.dutyEarned), sum(c.exchangeEarned)] AS sums
  } AS pointsTold,
  COLLECT {
    MATCH (who)<-[:REGISTERS]-(:Registration)<-[:CLAIMED_BY]-(c:Claim)
    WHERE c.movedAt >= $from AND c.movedAt < $to AND c.state IN ['SERVED', 'ABSENT']
    RETURN c.state AS state ORDER BY c.id
  } AS seats,
  COLLECT {
    MATCH (who)<-[:REGISTERS]-(:Registration)<-[:RATED_UNDER]-(n:ServiceRating)
    WHERE n.openOn >= $first AND n.openOn <= $asOf
    RETURN n {.side, .completion, .attitude, .effect, .cooperation} AS rating ORDER BY n.id
  } AS ratings,
  COLLECT {
    MATCH (who)-[works:WORKS_FOR]->(u:Unit) WHERE who:Person AND {holds:works}
    RETURN u.id AS id ORDER BY id LIMIT 1
  } + COLLECT {
    MATCH (who)-[has:HAS_PARTY_ORGANIZATION|CO_FORMS]->(o:PartyOrganization)-[under:SUBORDINATE_TO]->(up:PartyOrganization)
    WHERE who:Unit AND {holds:has} AND {exists:o} AND {holds:under}
    RETURN up.id AS id ORDER BY has:CO_FORMS, o.id, id LIMIT 1
  } AS addressees
ORDER BY who
LIMIT 10000

// freeze: Put cards in the graph, each of a registrant that is locked; its id names the registrant and the quarter, so that it
//         is the only one.
UNWIND $cards AS card
MATCH (who:Node {id: card.who})
MATCH (r:Node:Registration {id: card.registration})
WHERE {in_scope:r}
CREATE (who)<-[:CARD_OF]-(c:Node:QuarterCard)-[:CARDED_UNDER]->(r)
SET c = card.says
WITH c
CALL (c) {
  MATCH (to:Node {id: c.addressee})
  WHERE to:Unit OR to:PartyOrganization
  CREATE (c)-[:GOES_TO]->(to)
  RETURN count(to) AS receivers
}
RETURN count(c) AS cards
LIMIT 1

// card: All that a card says. No row: no such card for this caller.
MATCH (c:Node {id: $id})
WITH c LIMIT 1
WHERE c:QuarterCard AND ({concerns:c} OR ($unit <> '' AND c.addressee = $unit))
RETURN properties(c) AS says
LIMIT 1
