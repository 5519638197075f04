"""The tables that an import may hold, by family."""
