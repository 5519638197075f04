"""Registrations, pledges and what may happen to them: pure."""
