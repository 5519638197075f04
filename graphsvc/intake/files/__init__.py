"""Files as they come: read, checked cell by cell, every problem with its place."""
