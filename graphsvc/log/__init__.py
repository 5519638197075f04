"""The record of what has happened: numbered and hash-chained by district, append-only; also the keys of repeats."""
