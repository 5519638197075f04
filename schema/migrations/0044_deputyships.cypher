// Deputyships, found by place, by whom they name, and by the seat they are for.
CREATE INDEX deputyship_area IF NOT EXISTS FOR (n:Deputyship) ON (n.areaCode);
CREATE INDEX deputyship_place IF NOT EXISTS FOR (n:Deputyship) ON (n.place);
CREATE INDEX deputyship_deputy IF NOT EXISTS FOR (n:Deputyship) ON (n.deputy);
CREATE INDEX deputyship_absent IF NOT EXISTS FOR (n:Deputyship) ON (n.absent);
