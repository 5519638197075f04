// waiting_needs: A page of the needs that wait for the yes of a unit, its own and those of units of some areas; the longest wait
//                first, before all others what is on record without its day.
CALL () {
  {awaiting:Need,RAISES}
}
WITH n, coalesce(toString(n.askedOn), '0') + '|' + n.id AS cursor
WHERE cursor > $after
RETURN n.id AS id, cursor
ORDER BY cursor LIMIT $first

// count_waiting_needs: How many needs `waiting_needs` lists, all pages together.
CALL () {
  {awaiting:Need,RAISES}
}
RETURN count(n) AS waiting
LIMIT 1

// waiting_resources: As waiting_needs, of resources.
CALL () {
  {awaiting:Resource,OFFERS}
}
WITH n, coalesce(toString(n.askedOn), '0') + '|' + n.id AS cursor
WHERE cursor > $after
RETURN n.id AS id, cursor
ORDER BY cursor LIMIT $first

// count_waiting_resources: How many resources `waiting_resources` lists, all pages together.
CALL () {
  {awaiting:Resource,OFFERS}
}
RETURN count(n) AS waiting
LIMIT 1

// standing: Where an entry stands, whose it is, whether $me asked its unit and that has had its time, and what works on it
//           or uses it now.
MATCH (n:Node {id: $id})
WHERE n:Need OR n:Resource
WITH n, COLLECT { MATCH (n)<-[:RAISES|OFFERS]-(of:Unit) RETURN of ORDER BY of.id LIMIT 1 }[0] AS of
RETURN CASE WHEN n:Need THEN 'Need' ELSE 'Resource' END AS kind, n.status, n.areaCode, {asked:n}, {late:n}, of.id, of.areaCode,
  COLLECT {
    MATCH (n)<-[:MEETS|USES|HOLDS]-(p:Project|ContingencyRun) WHERE p.state IN $holding
    RETURN p.id AS id ORDER BY id LIMIT 10
  } AS projects
LIMIT 1
