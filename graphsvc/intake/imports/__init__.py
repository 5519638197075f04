"""Imports: who brought which files in, what that did, and undoing it."""
