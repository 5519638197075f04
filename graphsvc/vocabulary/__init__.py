"""Words that values carry, and the states that things go through: what the models of all rooms are written in."""
