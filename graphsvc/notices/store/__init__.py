"""Notices in the graph: derived from the record, read, delivered."""
