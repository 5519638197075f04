// places: An area, and all areas of a level below it that are or were there: they are drawn. No row: no such area in scope.
MATCH (a:Node:Area {id: $area})
WHERE {in_scope:a} AND NOT a:Estate
RETURN a.level AS level, a.prefix AS prefix, COLLECT {
  MATCH (below:Area)
  WHERE below.level = coalesce($level, a.level + 1) AND below.code STARTS WITH a.prefix AND below.level > a.level
  RETURN [below.code, below.name, below.since, below.until] ORDER BY below.code LIMIT $most
} AS places
LIMIT 1

// open_cases: How many cases still have to come to an end, by the first digits of where they lie.
MATCH (c:Case)
WHERE c.openIn STARTS WITH $prefix AND {in_scope:c}
RETURN left(c.openIn, $digits) AS part, count(*) AS rows, 0 AS whole

// uncovered_grids: How many grids no party cell covers on a day, and how many there are, as `open_cases`.
MATCH (g:Grid)
WHERE g.areaCode STARTS WITH $prefix AND {in_scope:g} AND {holds:g}
WITH g, EXISTS {
  MATCH (cell:PartyOrganization)-[r:COVERS]->(g)
  WHERE {holds:r}
  {state:cell,then}
  WITH cell, then
  WHERE {cell_as:cell,then}
  RETURN cell
} AS covered
RETURN left(g.areaCode, $digits) AS part, count(CASE WHEN NOT covered THEN 1 END) AS rows, count(*) AS whole

// forces: How many entries the ledger of forces has on a day, as `open_cases`.
MATCH (f:Force)
WHERE f.areaCode STARTS WITH $prefix AND {in_scope:f} AND {listed_on:f,$asOf}
RETURN left(f.areaCode, $digits) AS part, count(*) AS rows, 0 AS whole

// missed_visits: How many visits nobody has reported whose day is over, as `open_cases`.
MATCH (v:Visit)
WHERE v.areaCode STARTS WITH $prefix AND {in_scope:v} AND {missed:v}
RETURN left(v.areaCode, $digits) AS part, count(*) AS rows, 0 AS whole

// patrol_places: How many places patrol plans go to, as `open_cases`.
MATCH (p:PatrolPlace)
WHERE p.areaCode STARTS WITH $prefix AND {in_scope:p}
RETURN left(p.areaCode, $digits) AS part, count(*) AS rows, 0 AS whole

// service_points: How many service points there are on a day, as `open_cases`.
MATCH (s:ServicePoint)
WHERE s.areaCode STARTS WITH $prefix AND {in_scope:s} AND {opened_on:s,$asOf}
RETURN left(s.areaCode, $digits) AS part, count(*) AS rows, 0 AS whole

// key_places: How many key places are on the list on a day, as `open_cases`.
MATCH (k:KeyPlace)
WHERE k.areaCode STARTS WITH $prefix AND {in_scope:k} AND {on_list:k,$asOf}
RETURN left(k.areaCode, $digits) AS part, count(*) AS rows, 0 AS whole

// open_hazards: How many hazards are still there, as `open_cases`.
MATCH (h:Hazard)
WHERE h.state = 'OPEN' AND h.areaCode STARTS WITH $prefix AND {in_scope:h}
RETURN left(h.areaCode, $digits) AS part, count(*) AS rows, 0 AS whole
