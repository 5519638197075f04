"""The audit as a file to hand in."""
