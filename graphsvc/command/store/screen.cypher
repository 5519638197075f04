// open_cases: Open cases under an area by board and light, and those of them that complaints opened again; from the index of
//             what is open, where each has a clock.
MATCH (c:Case)
WHERE c.openIn STARTS WITH $prefix AND c.dueAt IS NOT NULL AND {in_scope:c}
WITH c.board AS board, coalesce(c.pausedAt, $now) AS at, c.dueAt AS due, c.warnAt AS warn, coalesce(c.reopened, 0) > 0 AS again
WITH board, CASE WHEN at > due THEN 'RED' WHEN at >= warn THEN 'YELLOW' ELSE 'GREEN' END AS light, again
RETURN board, light, count(*) AS cases, sum(CASE WHEN again THEN 1 ELSE 0 END) AS reopened
ORDER BY board, light LIMIT 50

// paces: How fast the cases went that were raised under an area from a day on, packed; the index gives them.
MATCH (c:Case)
USING INDEX c:Case(areaCode, pace)
WHERE c.areaCode STARTS WITH $prefix AND c.pace >= $least AND {in_scope:c}
RETURN collect(c.pace) AS paces

// tasks: Tasks that areas under an area have given, to be done between two moments.
MATCH (t:Task)
WHERE t.areaCode STARTS WITH $prefix AND t.dueAt >= $from AND t.dueAt < $to AND {in_scope:t}
RETURN count(t) AS tasks

// on_duty: Shifts of the centres under an area that are held at a moment.
MATCH (centre:CommandCentre)
WHERE centre.areaCode STARTS WITH $prefix
CALL (centre) {
  MATCH (s:DutyShift {centre: centre.id})
  WHERE s.startsAt <= $now AND s.startsAt > $now - duration('PT24H') AND s.endsAt > $now AND s.state = 'PLANNED'
  RETURN count(s) AS shifts
}
RETURN sum(shifts) AS shifts

// supervisions: Supervisions under an area that wait, by light of those that wait for an answer.
UNWIND ['OPEN', 'ANSWERED'] AS state
MATCH (s:Supervision)
WHERE s.state = state AND s.areaCode STARTS WITH $prefix AND {in_scope:s}
RETURN state, CASE WHEN state = 'OPEN' THEN
    CASE WHEN $now >= s.dueAt THEN 'RED' WHEN $now >= s.warnAt THEN 'YELLOW' ELSE 'GREEN' END
  END AS light, count(s) AS supervisions
ORDER BY state, light LIMIT 10

// contingencies: Contingency plans that run under an area, and those of them of which a step is past its time and still to be done.
MATCH (r:ContingencyRun)
WHERE r.state = 'RUNNING' AND r.areaCode STARTS WITH $prefix AND {in_scope:r}
RETURN count(r) AS running, sum(CASE WHEN EXISTS {
  MATCH (r)-[:OPENED]->(:Task)-[:GIVEN]->(a:Assignment)
  WHERE a.queue IS NOT NULL AND a.dueAt < $now
} THEN 1 ELSE 0 END) AS late

// undrilled: Published contingency plans of areas under an area whose last day for a drill is over.
MATCH (p:ContingencyPlan)
WHERE p.areaCode STARTS WITH $prefix AND p.state = 'PUBLISHED' AND {in_scope:p} AND {drill_due:p} < $today
RETURN count(p) AS plans

// hazards: Key places under an area at which hazards are open, and how many hazards are past their last day.
MATCH (h:Hazard)
WHERE h.state = 'OPEN' AND h.areaCode STARTS WITH $prefix AND {in_scope:h}
MATCH (h)-[:HAZARD_OF]->(k:KeyPlace)
RETURN count(DISTINCT k) AS places, sum(CASE WHEN h.clearBy < $today THEN 1 ELSE 0 END) AS overdue
