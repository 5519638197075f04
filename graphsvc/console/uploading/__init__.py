"""Sheets that are uploaded: looked at first, with what is wrong at its cell, then loaded or filed."""
