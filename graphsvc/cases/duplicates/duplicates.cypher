// candidates: Open cases in scope that share words or the category, the most fitting first; the index of words narrows
//             them to the areas searched in.
CALL db.index.fulltext.queryNodes('search_case', $query, {limit: $most}) YIELD node AS c, score
WITH c, score WHERE c.id <> $id AND c.openIn IS NOT NULL AND {in_scope:c}
RETURN c.id AS id, c {.areaCode, .category, .title, .raisedAt, .description, .place, .latitude, .longitude} AS case
ORDER BY score DESC, id LIMIT $most

// told: What a case tells, for whoever sees it.
MATCH (c:Node:Case {id: $id})
WHERE {in_scope:c} OR c.reporter = $me
   OR EXISTS { MATCH (c)-[:CALLED]->(k:Call) WHERE k.unit IN $units }
RETURN c {.areaCode, .category, .title, .raisedAt, .description, .place, .latitude, .longitude} AS case

// held_all: Cases in scope with their calls, for a merger or split to be decided on: locked in the order of their ids before
//           any is read. No row for one that is not there or not in scope.
UNWIND $ids AS id
MATCH (c:Node:Case {id: id})
WHERE {in_scope:c}
SET c.version = c.version + 0
WITH c, properties(c) AS case ORDER BY c.id LIMIT $most
RETURN case, COLLECT {
  MATCH (c)-[:CALLED]->(k:Call)
  WITH k ORDER BY k.calledAt, k.id LIMIT 200
  RETURN properties(k)
} AS calls

// tie: Let cases go with another.
MATCH (into:Node:Case {id: $into})
UNWIND $ids AS id
MATCH (c:Node:Case {id: id})
CREATE (c)-[:JOINED_TO]->(into)
RETURN count(c) AS tied

// untie: Let them go their own way again.
UNWIND $ids AS id
MATCH (:Node:Case {id: id})-[tie:JOINED_TO]->(:Case {id: $into})
DELETE tie
RETURN count(tie) AS untied
