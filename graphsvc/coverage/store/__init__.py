"""What the audit asks of the graph, and the changes of cells."""
