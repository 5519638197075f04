"""Subscriptions in the graph, and how far each was told."""
