"""Cases about one event: likely duplicates, mergers and splits. Flat, since it is small: `likeness` is pure."""
