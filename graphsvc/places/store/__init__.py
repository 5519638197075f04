"""Service points and their items in the graph."""
