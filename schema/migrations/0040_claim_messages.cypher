// What both sides of claims say to each other, listed by area.
CREATE INDEX claim_message_area IF NOT EXISTS FOR (n:ClaimMessage) ON (n.areaCode);
