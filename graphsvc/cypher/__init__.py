"""Cypher as text: statements, plans compiled to statements, named statements from files; no I/O."""
