// descendants_count: How many communities, grids and estates lie under an area.
MATCH (a:Area {code: $code})
RETURN {area: {
  code: a.code,
  name: a.name,
  level: ['CITY', 'DISTRICT', 'SUBDISTRICT', 'COMMUNITY', 'GRID', 'ESTATE'][a.level - 1],
  communities: {totalCount: COUNT { MATCH (d:Area {level: 4}) WHERE d.code STARTS WITH a.prefix AND d <> a }},
  grids: {totalCount: COUNT { MATCH (d:Area {level: 5}) WHERE d.code STARTS WITH a.prefix AND d <> a }},
  estates: {totalCount: COUNT { MATCH (d:Area {level: 6}) WHERE d.code STARTS WITH a.prefix AND d <> a }}
}} AS data
