"""Commands, each imported when it is called."""
