"""Threads of claims (双向沟通): what community and claimant say to each other, in the graph and in GraphQL."""
