"""What the embedded Neo4j runs on: its jars, its Java, its start-up cache."""
