// at_point: Outlines of a day whose box holds a point, in a city or a smaller area, the largest first.
MATCH (o:Outline)
WHERE o.areaCode STARTS WITH $prefix AND o.west <= $x AND o.east >= $x AND o.south <= $y AND o.north >= $y AND {holds:o}
MATCH (o)-[:OUTLINES]->(a:Area)
WHERE {holds:a}
RETURN a.code AS code, o.geometry AS geometry ORDER BY a.level, code LIMIT 200
