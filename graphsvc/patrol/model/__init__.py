"""What grid items and patrols are, without a database."""
