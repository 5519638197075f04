"""Workbooks of Excel 2007 and later (.xlsx), read part by part; what a workbook may hide is refused by name."""
