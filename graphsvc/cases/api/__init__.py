"""Cases in GraphQL and Open311."""
