// points: Open points of a district with what they offer, and whether they are open at a moment.
MATCH (s:ServicePoint)
WHERE s.areaCode STARTS WITH $stem AND s.state = 'OPEN'
WITH s ORDER BY s.areaCode, s.id LIMIT 2000
RETURN s.id AS id, s.areaCode AS area, s.classes AS classes, {open_at:s,$at} AS open, s.opens AS opens, s.closes AS closes,
  s.shutOn AS shutOn, s.longitude AS longitude, s.latitude AS latitude, COLLECT {
    MATCH (s)<-[:OFFERED_AT]-(i:ServiceItem)
    WHERE i.state = 'OFFERED'
    RETURN [i.id, i.class, [i.title] + i.aliases] ORDER BY i.id LIMIT 200
  } AS items
