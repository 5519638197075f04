"""What warnings are counted from, and what was decided on them."""
