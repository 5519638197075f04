// Cases on which programs of the release before took steps after 0062 get the pace of where they stand now.
MATCH (c:Case)
WITH c,
  duration.inSeconds(c.raisedAt, c.respondedAt).seconds + 1 AS responded,
  CASE WHEN c.state = 'CLOSED' THEN duration.inSeconds(c.raisedAt, c.closedAt).seconds + 1 END AS closed
WITH c, c.digest / 562949953421312 * 281474976710656
    + CASE WHEN responded > 16777215 THEN 16777215 WHEN responded < 1 THEN 1 ELSE coalesce(responded, 0) END * 16777216
    + CASE WHEN closed > 16777215 THEN 16777215 WHEN closed < 1 THEN 1 ELSE coalesce(closed, 0) END AS pace
WHERE c.pace IS NULL OR c.pace <> pace
CALL (c, pace) { SET c.pace = pace } IN TRANSACTIONS OF 10000 ROWS;
