"""Grid items and patrols in the graph."""
