"""The three lists in the graph."""
