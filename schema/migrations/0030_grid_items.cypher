// Items of the grid list, found by where they hold; tasks by the item that they are for.
CREATE INDEX grid_item_area IF NOT EXISTS FOR (n:GridItem) ON (n.areaCode);
CREATE INDEX task_item IF NOT EXISTS FOR (n:Task) ON (n.item);
