// What somebody was given by name (转办), in the order of deadlines.
CREATE INDEX clocked_person_queue IF NOT EXISTS FOR (n:Clocked) ON (n.personQueue);
