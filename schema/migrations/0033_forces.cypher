// The ledger of forces, found by where somebody serves.
CREATE INDEX force_area IF NOT EXISTS FOR (n:Force) ON (n.areaCode);
