"""A prepared document becomes an answer."""
