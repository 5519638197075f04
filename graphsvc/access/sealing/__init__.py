"""Personal fields sealed under the service's own keys."""
