"""Labelled problems for matching: the grades of their labels, and what a ranking is worth on them."""
