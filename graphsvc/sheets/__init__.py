"""Spreadsheets: what every exported sheet has in common."""
