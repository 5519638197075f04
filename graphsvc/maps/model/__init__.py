"""What outlines are and how they are read, checked and drawn; no database."""
