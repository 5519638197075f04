"""Workbooks that are written: templates to fill, and sheets with their faults marked."""
