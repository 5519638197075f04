"""Commands of double registration."""
