// Ratings by areas, found by where the rating area lies, by the unit and by the community rated.
CREATE INDEX area_rating_area IF NOT EXISTS FOR (n:AreaRating) ON (n.areaCode);
CREATE INDEX area_rating_unit IF NOT EXISTS FOR (n:AreaRating) ON (n.unit);
CREATE INDEX area_rating_rated IF NOT EXISTS FOR (n:AreaRating) ON (n.ratedArea);
