// Deputyships that have not ended are looked through for deputies who have left.
CREATE INDEX deputyship_end IF NOT EXISTS FOR (n:Deputyship) ON (n.endsAt);
