// What figures of registrations are counted by, and what falls due by itself: posts that end, activities that are over.
CREATE INDEX registration_year_area IF NOT EXISTS FOR (n:Registration) ON (n.year, n.areaCode);
CREATE INDEX post_closes IF NOT EXISTS FOR (n:Post) ON (n.closesOn);
CREATE INDEX service_record_confirm IF NOT EXISTS FOR (n:ServiceRecord) ON (n.confirmAt);
MATCH (p:Post {state: 'OPEN'}) WHERE p.endsOn IS NOT NULL SET p.closesOn = p.endsOn;
MATCH (r:Registration)<-[:SERVED_UNDER]-(s:ServiceRecord {state: 'CONFIRMED'})
WITH r, s.servedOn.month AS month, sum(s.minutes) AS minutes
WITH r, collect({month: month, minutes: minutes}) AS months
SET r.minutesByMonth = [number IN range(1, 12) | reduce(sum = 0, each IN months | sum + CASE each.month WHEN number THEN each.minutes ELSE 0 END)];
