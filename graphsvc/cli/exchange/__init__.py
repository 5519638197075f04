"""Commands about what other systems take."""
