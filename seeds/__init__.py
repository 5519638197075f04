"""Data to start with: real areas, a demo on one subdistrict, and graphs grown over any district."""
