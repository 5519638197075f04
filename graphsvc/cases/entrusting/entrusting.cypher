// may_have: A person who works for a unit or, where no unit is named, serves in a grid under an area that lies in scope; locked
//           before the ties are read, so that nobody ends them meanwhile. No row: none such.
MATCH (p:Node:Person {id: $person})
SET p.locked = true REMOVE p.locked
WITH p
WHERE ($of <> '' AND EXISTS { MATCH (p)-[w:WORKS_FOR]->(:Unit {id: $of}) WHERE {holds:w} })
  OR ($of = '' AND EXISTS {
    MATCH (p)-[s:SERVES_IN]->(g:Grid) WHERE {holds:s} AND g.areaCode STARTS WITH $under AND {in_scope:g}
  })
RETURN p.id AS id
