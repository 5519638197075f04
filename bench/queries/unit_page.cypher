// unit_page: 25 units of a district after a place in the order of area and id, of some kinds, with a text in their names.
MATCH (u:Unit)
WHERE u.areaCode >= $from AND u.areaCode < $below AND (u.areaCode > $from OR u.id > $afterId)
  AND u.kind IN $kinds AND u.name CONTAINS $text
WITH u ORDER BY u.areaCode, u.id LIMIT 26
MATCH (u)-[:LOCATED_IN]->(at:Community)
WITH u, at ORDER BY u.areaCode, u.id
WITH collect({
  cursor: '|' + u.areaCode + '|' + u.id,
  node: {id: u.id, name: u.name, kind: u.kind, level: u.level, community: {code: at.code, name: at.name}}
}) AS rows
RETURN {units: {
  edges: rows[..25],
  pageInfo: {hasNextPage: size(rows) > 25, endCursor: rows[..25][-1].cursor}
}} AS data
