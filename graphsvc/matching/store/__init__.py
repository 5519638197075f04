"""What matching reads of the graph and of the sentence model."""
