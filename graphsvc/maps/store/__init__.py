"""Outlines and layers in the graph."""
