"""A visit to a page: by whom, where to, and what its document is asked with."""
