"""Chinese text as terms and as vectors, for whoever writes text into the graph or compares it."""
