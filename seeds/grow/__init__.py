"""Grows a fictional but lifelike organization graph over real areas, the same for the same seed."""
