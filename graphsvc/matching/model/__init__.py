"""Scoring, ranking and the best plan: pure."""
