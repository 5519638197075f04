// Quarterly cards, listed by area.
CREATE INDEX quarter_card_area IF NOT EXISTS FOR (n:QuarterCard) ON (n.areaCode);
