// unit_links: The shortest ways between two units, step by step, with words for each relationship both ways.
WITH {
  PART_OF: ['属于', '下辖'], CONTAINS: ['包含小区', '位于网格'], ADJACENT_TO: ['相邻', '相邻'],
  OVERLAPS: ['重叠于', '叠有条线网格'], SUBORDINATE_TO: ['隶属于', '下辖党组织'], LEADS: ['领导', '受其领导'],
  COVERS: ['覆盖', '由其覆盖'], CONVENES: ['召集', '由其召集'], SERVES: ['服务于', '设有'], HELD: ['召开', '由其召开'],
  DECIDED: ['议定', '由会议议定'], JOINS: ['加入', '成员单位有'], LOCATED_IN: ['位于', '驻有'],
  HAS_PARTY_ORGANIZATION: ['设有党组织', '是其党组织'], CO_FORMS: ['参与组建', '由其联合组建'],
  OFFERS: ['提供', '由其提供'], RAISES: ['提出', '由其提出'], MEETS: ['解决', '由项目解决'], USES: ['使用', '用于项目']
} AS words
MATCH (a:Unit&Node {id: $from}), (b:Unit&Node {id: $to})
MATCH way = allShortestPaths((a)-[:PART_OF|CONTAINS|ADJACENT_TO|OVERLAPS|SUBORDINATE_TO|LEADS|COVERS|CONVENES|SERVES|HELD
|DECIDED|JOINS|LOCATED_IN|HAS_PARTY_ORGANIZATION|CO_FORMS|OFFERS|RAISES|MEETS|USES*..6]-(b))
WHERE all(x IN relationships(way) WHERE (x.since IS NULL OR x.since <= $today) AND (x.until IS NULL OR x.until > $today))
  AND all(x IN nodes(way) WHERE x.id IN [$from, $to]
    OR (x.foundedOn IS NULL OR x.foundedOn <= $today) AND (x.dissolvedOn IS NULL OR x.dissolvedOn > $today))
WITH words, way, [n IN nodes(way) | n.id] AS ids ORDER BY ids LIMIT 200
RETURN {links: collect({
  length: length(way),
  hops: [i IN range(0, length(way) - 1) | {
    relationship: type(relationships(way)[i]),
    forward: startNode(relationships(way)[i]) = nodes(way)[i],
    words: words[type(relationships(way)[i])][CASE WHEN startNode(relationships(way)[i]) = nodes(way)[i] THEN 0 ELSE 1 END],
    start: {id: ids[i]},
    end: {id: ids[i + 1]}
  }]
})} AS data
