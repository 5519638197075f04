"""Cases in the graph: steps, inboxes, figures, the ladder."""
