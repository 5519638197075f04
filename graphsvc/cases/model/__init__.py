"""A case and what may happen to it: pure."""
