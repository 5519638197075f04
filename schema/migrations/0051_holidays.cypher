// Days off and made up that a locality has entered, one node a day.
CREATE CONSTRAINT holiday_day IF NOT EXISTS FOR (n:Holiday) REQUIRE n.day IS UNIQUE;
