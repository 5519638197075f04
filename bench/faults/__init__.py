"""Faults by seed: a service under load is killed, frozen, cut off and starved, and every write is checked."""
