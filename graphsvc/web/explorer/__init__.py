"""The explorer: GraphiQL served whole from here."""
