"""The demo: data, a question answered, the story of a case, and the service itself."""
