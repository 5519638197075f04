"""What the console publishes: documents, the table of pages, the table of lists, changes as buttons."""
