// grids: Lock a subdistrict in which counts are filed, and tell its grids of today and whether that day has a table already.
//        No row: no such area in scope.
MATCH (a:Node:Area {id: $area})
WHERE {in_scope:a} AND a.level = 3
{lock_standing:a}
RETURN COLLECT {
    MATCH (g:Grid)
    WHERE g.areaCode STARTS WITH a.prefix AND {goes_on:g}
    RETURN g.code ORDER BY g.code
  } AS grids, EXISTS { MATCH (t:KeyGroupTable {id: $id}) } AS before
LIMIT 1

// file: Write the table of a subdistrict that the caller holds; nothing that it may not tell is in it.
MATCH (a:Node:Area {id: $area})
WHERE {in_scope:a}
CREATE (t:KeyGroupTable)
SET t = $table
RETURN t.id AS id

// place: What an area is, and what lies directly below it. No row: no such area in scope.
MATCH (a:Node:Area {id: $area})
WHERE {in_scope:a} AND NOT a:Estate
RETURN a.level AS level, a.prefix AS prefix, COLLECT {
  MATCH (a)<-[:PART_OF]-(below:Area)
  WHERE NOT below:Estate AND {goes_on:below}
  RETURN below.code ORDER BY below.code LIMIT 1000
} AS codes
LIMIT 1

// tables: The last table of each subdistrict by a day, around or below an area in scope.
MATCH (a:Node:Area {id: $area})
WHERE {in_scope:a}
MATCH (t:KeyGroupTable)
WHERE t.areaCode STARTS WITH {stem_of_subdistrict:a.prefix} AND t.countedOn <= $day
WITH t ORDER BY t.areaCode, t.countedOn DESC
WITH t.areaCode AS area, collect(t)[0] AS t
RETURN area, t.countedOn AS countedOn, t.source AS source, t.codes AS codes, t.kinds AS kinds, t.figures AS figures
ORDER BY area LIMIT 2000
