"""Commands of warnings."""
