// outside: Nodes of these that lie under none of these prefixes, as they are now; what has no place lies nowhere.
UNWIND $ids AS id
MATCH (n:Node {id: id})
WHERE NOT any(p IN $scope WHERE coalesce(n.areaCode, '') STARTS WITH p)
RETURN id
ORDER BY id LIMIT 200
