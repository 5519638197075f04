"""What the audit lets people change: cells, their offices and ties, what areas lack, line grids, and decisions."""
