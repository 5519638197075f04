// keep: Keep what is told of a source; what was told before comes back.
MERGE (s:DataSource {name: $source.name})
SET s.locked = true
REMOVE s.locked
WITH s, s {.department, .owner, .cycle, .scheme} AS before
SET s = $source
RETURN before LIMIT 1

// sources: Sources that were told of or that imports name, each with the latest day that a whole import of it told.
CALL () {
  MATCH (s:DataSource) WHERE s.name > ''
  RETURN s.name AS name
  UNION
  MATCH (i:Import) WHERE i.source > ''
  RETURN i.source AS name
}
OPTIONAL MATCH (s:DataSource {name: name})
RETURN name, s.department AS department, s.owner AS owner, s.cycle AS cycle, s.scheme AS scheme, COLLECT {
  MATCH (i:Import {source: name}) WHERE i.state = 'DONE'
  RETURN toString(i.asOf) AS day ORDER BY day DESC LIMIT 1
}[0] AS last
ORDER BY name LIMIT 10000

// scheme: The scheme of the codes of a source.
MATCH (s:DataSource {name: $name})
RETURN s.scheme AS scheme LIMIT 1
