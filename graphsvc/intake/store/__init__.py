"""Rows into the graph: what is there already, statements, and the writing of them."""
