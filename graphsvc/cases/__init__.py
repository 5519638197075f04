"""Whistle and report (吹哨报到): cases from a grid's discovery to the reporter's rating, with clocks and a ladder."""
