"""What the organization graph's values may be."""
