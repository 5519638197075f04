"""Matching (供需匹配): which units can help with a problem, why, and the best plan for many needs at once."""
