"""GraphQL over a graph: fields that declare their path, documents planned once, one statement a root field."""
