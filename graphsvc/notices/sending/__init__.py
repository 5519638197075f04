"""Notices on their way out: one sender for each way, and the round that serves the lanes."""
