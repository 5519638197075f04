"""Tables that a locality overrides: each row holds in an area from a day on, until another."""
