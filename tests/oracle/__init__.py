"""A slow interpreter of the schema over a copy of the graph in memory: what answers have to be, told another way."""
