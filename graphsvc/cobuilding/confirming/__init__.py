"""What others put on a list in a unit's name, and the unit's own yes to it (单位确认)."""
