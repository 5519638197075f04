"""The service as a subgraph of a federation of other graphs."""
