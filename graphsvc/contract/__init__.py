"""The contract as published: the catalogue of errors, and what changed in the schema since the last release."""
