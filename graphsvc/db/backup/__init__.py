"""Backups of an embedded Neo4j: its files at one moment, with a hash of each, and back into a folder."""
