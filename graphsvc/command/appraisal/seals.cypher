// says: All that an appraisal says, and what the record holds of its acts. No row: none of the caller's areas.
MATCH (s:Node:YearlyAppraisal {id: $id})
WHERE {in_scope:s}
RETURN properties(s) AS says, {recorded:s} AS entries
LIMIT 1

// all: As `says`, of every appraisal, a page at a time by their ids.
MATCH (s:Node)
WHERE s.id STARTS WITH 'appraisal-' AND s.id > $after AND s:YearlyAppraisal
WITH s ORDER BY s.id LIMIT $most
RETURN properties(s) AS says, {recorded:s} AS entries
ORDER BY s.id LIMIT $most
