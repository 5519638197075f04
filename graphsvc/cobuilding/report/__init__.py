"""The three lists as files."""
