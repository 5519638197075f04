"""Sources of sheets: which department keeps them, in which scheme of codes, how often they come."""
