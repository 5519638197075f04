"""What is shared, and how it is described; no database and no schema of its own."""
