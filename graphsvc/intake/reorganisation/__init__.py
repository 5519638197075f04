"""Divisions redrawn: areas that end, begin, change name or kind on a day, with everything that lies in them."""
