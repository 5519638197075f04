// found: The centre of a subdistrict in the caller's areas, with an office for each board. The subdistrict is locked first. No
//        row: no such subdistrict in scope.
MATCH (a:Area {code: $area})
WHERE a:Subdistrict AND {in_scope:a}
{lock_standing:a}
WITH a, EXISTS { MATCH (:Node:CommandCentre {id: $centre.id}) } AS there
FOREACH (_ IN CASE WHEN there THEN [] ELSE [1] END |
  CREATE (c:Node:CommandCentre)
  SET c = $centre, c.areaCode = a.code, c.name = coalesce($centre.name, a.name + '基层治理指挥中心')
  FOREACH (row IN $offices |
    CREATE (c)<-[:OFFICE_OF]-(o:Node:BoardOffice)
    SET o = row, o.areaCode = a.code))
RETURN NOT there AS done
LIMIT 1

// command: Appoint a head or deputy. The centre is locked first; who holds the role at that time is looked for under the lock. No
//          row: no such centre, or no such person, in scope.
MATCH (c:Node:CommandCentre {id: $id})
WHERE {in_scope:c}
MATCH (p:Node:Person {id: $person})
WHERE {in_scope:p}
SET c.version = c.version + 1
WITH c, p, c.version = $expected + 1 AS seen
WITH c, p, seen, COLLECT {
  MATCH (c)<-[r:COMMANDS]-(other:Person)
  WHERE r.role = $role AND ($alone OR other = p)
    AND {meets:r}
  RETURN left(other.name, 1) + '**' ORDER BY other.id LIMIT 1
} AS held
WITH c, p, seen, held, seen AND held = [] AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END |
  CREATE (p)-[:COMMANDS {role: $role, since: $on, until: $until}]->(c))
RETURN done, seen, head(held) AS held, c.areaCode AS area
LIMIT 1

// staff: Appoint the head of a board office, or fill a post of it; as `command`.
MATCH (c:Node:CommandCentre {id: $id})
WHERE {in_scope:c}
MATCH (o:Node:BoardOffice {id: $office})
MATCH (p:Node:Person {id: $person})
WHERE {in_scope:p}
SET c.version = c.version + 1
WITH c, o, p, c.version = $expected + 1 AS seen
WITH c, o, p, seen, COLLECT {
  MATCH (o)<-[r:STAFFS]-(other:Person)
  WHERE r.role = $role AND ($alone OR other = p) AND coalesce(r.post, '') = $post
    AND {meets:r}
  RETURN left(other.name, 1) + '**' ORDER BY other.id LIMIT 1
} AS held
WITH c, o, p, seen, held, seen AND held = [] AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END |
  CREATE (p)-[:STAFFS {role: $role, post: CASE WHEN $post <> '' THEN $post END, since: $on, until: $until}]->(o))
RETURN done, seen, head(held) AS held, c.areaCode AS area
LIMIT 1

// dismiss: End what somebody is to a centre or to one of its offices on a day; what would begin later never does. The centre is
//          locked first. No row: no such centre in scope.
MATCH (c:Node:CommandCentre {id: $id})
WHERE {in_scope:c}
SET c.version = c.version + 1
WITH c, c.version = $expected + 1 AS seen
CALL (c, seen) {
  WITH c, seen WHERE seen
  MATCH (p:Node:Person {id: $person})-[r:COMMANDS|STAFFS]->(place:Node {id: $of})
  WHERE place.areaCode = c.areaCode AND r.role = $role AND coalesce(r.post, '') = $post
    AND {outlasts:r}
  SET r.until = CASE WHEN {starts_before:r} THEN $on ELSE r.since END
  RETURN count(r) AS ended
}
RETURN seen AND ended > 0 AS done, seen, c.areaCode AS area
LIMIT 1
