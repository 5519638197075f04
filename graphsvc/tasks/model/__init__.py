"""A task and what may happen to it: pure."""
