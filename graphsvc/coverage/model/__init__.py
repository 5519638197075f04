"""The audit's rules, bounds, cells and sentences: pure."""
