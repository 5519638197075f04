"""Command centres in the graph."""
