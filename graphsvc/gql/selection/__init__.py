"""What a document selects, read once: fragments opened, conditions kept, everything counted."""
