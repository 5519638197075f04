// whereabouts: The box that coordinates in an area have to lie in; null where nothing is drawn there. No row: no such area in
//              scope, of whose outlines nobody is to learn by a refusal.
MATCH (a:Area {code: $area})
WHERE {in_scope:a}
RETURN {outline_over:a} AS box
LIMIT 1
