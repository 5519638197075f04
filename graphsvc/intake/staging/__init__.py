"""Rows between file and graph: kept on disk while what they name is looked up, so that a million fit."""
