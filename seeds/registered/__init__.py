"""Registrations, posts and services grown over a graph that is there."""
