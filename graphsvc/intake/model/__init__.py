"""What a table is: its columns, its rules, what may be wrong with it; pure."""
