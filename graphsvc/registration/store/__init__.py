"""Registrations in the graph."""
