// points: Open points of an area with the names of their district and city, and the items they offer.
MATCH (s:ServicePoint)
WHERE s.areaCode STARTS WITH $prefix AND s.state = 'OPEN'
WITH s ORDER BY s.areaCode, s.id LIMIT $most
RETURN s {.id, .name, .classes, .address, .longitude, .latitude, .phone, .access, .hourRules, .hourFroms, .hourTos,
  .shutOn, .verifiedOn} AS point, COLLECT {
    MATCH (a:Node:Area)
    WHERE a.id IN [left(s.areaCode, 2) + '0000000000', left(s.areaCode, 6) + '000000']
    RETURN a.name ORDER BY a.level
  } AS places, COLLECT {
    MATCH (s)<-[:OFFERED_AT]-(i:ServiceItem)
    WHERE i.state = 'OFFERED'
    RETURN i.id ORDER BY i.id LIMIT 200
  } AS items
ORDER BY point.id

// items: Items that are offered for an area or at its points, with who runs them and for whom they are.
CALL () {
  MATCH (i:ServiceItem)
  WHERE i.areaCode STARTS WITH $prefix AND i.state = 'OFFERED'
  RETURN i
  UNION
  UNWIND $ids AS id
  MATCH (i:Node:ServiceItem {id: id})
  RETURN i
}
WITH i ORDER BY i.id LIMIT $most
MATCH (i)-[:RUN_BY]->(u:Unit)
MATCH (a:Node:Area {id: i.areaCode})
RETURN i {.id, .title, .class, .ways, .papers, .aliases} AS item, u {.id, .name, .creditCode} AS unit,
  a {.code, .name} AS area
ORDER BY item.id
