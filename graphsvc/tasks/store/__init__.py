"""Tasks in the graph."""
