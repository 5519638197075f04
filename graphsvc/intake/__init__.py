"""Data in: tables of rows, checked against what the graph declares, written in batches."""
