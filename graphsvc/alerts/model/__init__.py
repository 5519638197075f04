"""What is worth a look before it grows; no database."""
