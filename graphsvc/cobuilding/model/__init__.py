"""A project and an entry of the lists, and what may happen to them: pure."""
